"""Providers for the tests of delivery, and notices that were sent."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import User
from facilities.models import Guardian, Organisation
from notices.delivery import send_waiting
from notices.models import Channel, Notice
from tests import factories
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


@pytest.fixture
def send(office: User, organisation: Organisation) -> Callable[..., Any]:
    """Send a notice to everybody and deliver its pushes; gives the notice."""

    def send_notice(**fields: Any) -> Any:
        notice = factories.make_notice(office, organisation, **fields)
        send_waiting(Channel.PUSH)
        return notice

    return send_notice


@pytest.fixture
def notice(office: User, organisation: Organisation, guardian: Guardian) -> Notice:
    """An emergency of the central office that this guardian received."""
    return factories.make_notice(office, organisation)
