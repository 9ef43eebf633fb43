"""The world of the permission walk, built once a module; every cell of the walk is rolled back."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.house.access.world import World, make_world


@pytest.fixture(scope="session")
def world_files(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Photos of the world lie here for as long as the world stands."""
    return str(tmp_path_factory.mktemp("world"))


@pytest.fixture(autouse=True)
def _files_of_the_world(request: pytest.FixtureRequest, _own_files: None, settings: Any) -> None:
    if "world" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("world_files")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, world_files: str) -> Iterator[World]:
    """Everybody and everything, in one transaction that is never committed."""
    with override_settings(MEDIA_ROOT=world_files), django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.CRITICAL)  # a line and a record a cell are most of its cost
        yield make_world()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever walks the world needs the test's database, also when nothing else that runs does."""
    for item in items:
        if "world" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
