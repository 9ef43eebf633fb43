from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        """The words of our short messages register themselves."""
        import_module("surveys.messages")
