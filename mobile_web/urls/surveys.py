"""Surveys: the office's pages, the guardian's, the results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
