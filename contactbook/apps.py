from importlib import import_module

from django.apps import AppConfig


class ContactbookConfig(AppConfig):
    name = "contactbook"

    def ready(self) -> None:
        """The words of our short messages register themselves."""
        import_module("contactbook.words")
