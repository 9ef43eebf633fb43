"""Every address of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from backend.api.views import NothingHere

router = SimpleRouter(use_regex_path=False)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("v1/", include(router.urls)),
    path("<path:rest>", NothingHere.as_view(), name="api_nothing_here"),
]
