"""Django's name card for the pages."""

from django.apps import AppConfig


class MobileWebConfig(AppConfig):
    """Holds templates, static files and views, no tables."""

    name = "mobile_web"
    verbose_name = "Pages"
