"""Providers for the tests of delivery."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.notices.providers import MailServer, PushService


@pytest.fixture
def push_service(settings: Any) -> Iterator[PushService]:
    """A push service at a private address, which only tests may use."""
    settings.PUSH_ALLOW_PRIVATE_ENDPOINTS = True
    with PushService() as service:
        yield service


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """The SMTP server that mail goes to."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server
