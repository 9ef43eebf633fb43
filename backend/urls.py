"""Every address there is."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("mobile_web.urls")),
    path("accounts/", include("allauth.urls")),
    path("operator/", admin.site.urls),
]
