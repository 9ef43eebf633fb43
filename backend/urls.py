"""Every address there is."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("mobile_web.urls")),
    path("", include("accounts.urls")),
    path("api/", include("backend.api_urls")),
    path("operator/", admin.site.urls),
]
