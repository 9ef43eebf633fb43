"""Pages of the office shell."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
