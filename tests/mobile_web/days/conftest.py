"""Pages in English."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.conftest import SignIn


@pytest.fixture
def english(signed_in: SignIn) -> SignIn:
    def open_browser(user: User) -> Client:
        browser = signed_in(user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return browser

    return open_browser


@pytest.fixture
def queries_of() -> Callable[[Client, str], int]:
    """How many questions a page asks the database."""

    def count(browser: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    return count
