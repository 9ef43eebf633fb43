"""A mother who may buy; files of a sale may lie in a bucket."""

import pytest

from accounts.models import User
from facilities.models import Guardian
from tests.bucket import _s3, in_a_bucket  # noqa: F401 - fixtures
from tests.photos.selling import let_buy, user_of


@pytest.fixture
def mother(guardian: Guardian) -> User:
    let_buy(guardian)
    return user_of(guardian)
