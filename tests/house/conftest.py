"""The world of the permission walk, built once a module; every cell of the walk is rolled back."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.house.access.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Everybody and everything, in one transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.CRITICAL)  # a line and a record a cell are most of its cost
        yield make_world()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever walks the world needs the test's database, also when nothing else that runs does."""
    for item in items:
        if "world" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
