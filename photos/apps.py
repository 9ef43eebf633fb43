from importlib import import_module

from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "photos"

    def ready(self) -> None:
        """The words of our short messages register themselves."""
        import_module("photos.messages")
