"""The morning of tests/attendance, and pages in English."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.attendance.conftest import clock
from tests.conftest import SignIn

__all__ = ["clock"]


@pytest.fixture
def english(signed_in: SignIn) -> SignIn:
    def open_browser(user: User) -> Client:
        browser = signed_in(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return open_browser
