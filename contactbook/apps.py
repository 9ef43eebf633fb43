from importlib import import_module

from django.apps import AppConfig


class ContactbookConfig(AppConfig):
    name = "contactbook"

    def ready(self) -> None:
        """The words of our short messages register themselves, and how a token stands in the API's description."""
        import_module("contactbook.words")
        import_module("contactbook.api.schema")
