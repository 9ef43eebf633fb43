"""Pages of the teacher shell."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
