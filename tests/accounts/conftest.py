"""People who sign in by form."""

from typing import Any

import pytest

from accounts.models import User
from tests.factories import PASSWORD, make_user


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.hashers.QuickArgon2"]


@pytest.fixture
def sakura(_clean_throttles: None) -> User:
    """Has a login name, an address written with a capital, and a password."""
    user = make_user("髙橋 さくら", login="sakura", email="Sakura@example.jp")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def operator(_clean_throttles: None) -> User:
    user = make_user("運用 担当", login="operator", is_operator=True)
    user.set_password(PASSWORD)
    user.save()
    return user
