"""Every address of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from backend.api.views import NothingHere
from contactbook.api.views import EntryViewSet
from facilities.api import ChildViewSet, FacilityViewSet, MeView
from notices.api.views import NoticeViewSet

router = SimpleRouter(use_regex_path=False)
router.register("facilities", FacilityViewSet, "api_facilities")
router.register("children", ChildViewSet, "api_children")
router.register("entries", EntryViewSet, "api_entries")
router.register("notices", NoticeViewSet, "api_notices")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("v1/me/", MeView.as_view(), name="api_me"),
    path("v1/", include(router.urls)),
    path("<path:rest>", NothingHere.as_view(), name="api_nothing_here"),
]
