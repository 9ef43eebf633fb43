"""Pages of the guardian shell."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
