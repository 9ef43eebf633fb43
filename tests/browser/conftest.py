"""A real server, a real browser, and the people of tests/conftest.py in front of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from accounts.models import User
from tests.backend.live_world import eventually
from tests.browser.cable import Cable
from tests.browser.people import PATIENCE, TABLET, Person, sign_in
from tests.browser.site import ROOT, Site

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
FONTS = {"FONTCONFIG_FILE": str(ROOT / "fonts" / "fonts.conf")}
Arrive = Callable[..., Person]
Open = Callable[..., BrowserContext]
CHROMIUM = Path("/usr/bin/chromium")
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None, args=FLAGS, env={**os.environ, **FONTS}
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _served(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with django_db_blocker.unblock():
        site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def site(_served: Site, transactional_db: None, settings: Any) -> Iterator[Site]:
    """The served product; what the test itself publishes goes through the same broker."""
    settings.REDIS_URL = _served.broker.url
    settings.BASE_URL = _served.url
    settings.PUSH_ALLOW_PRIVATE_ENDPOINTS = True
    if not _served.broker.answers():
        _served.broker.start()
    yield _served
    _served.rest()
    eventually(_is_quiet, within=60)


def _is_quiet() -> bool:
    """No process of the site is in the middle of something: the tables may be emptied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            " AND backend_type = 'client backend'"
        )
        return bool(cursor.fetchone() == (0,))


@pytest.fixture
def cable(site: Site) -> Iterator[Cable]:
    """A way to the site that can be cut for good; a browser that only plays offline lets some requests slip out."""
    cable = Cable(site.port)
    cable.mend()
    yield cable
    cable.cut()


@pytest.fixture
def arrive(browser: Browser, site: Site) -> Iterator[Arrive]:
    """`arrive(user)`: she opens a browser and is signed in. At the end no console may have complained."""
    there: list[Person] = []

    def arrive(user: User, **options: Any) -> Person:
        there.append(sign_in(browser, site.url, user, **options))
        return there[-1]

    yield arrive
    for person in there:
        person.context.close()
    assert [trouble for person in there for trouble in person.troubles] == []


@pytest.fixture
def open_browser(browser: Browser, site: Site) -> Iterator[Open]:
    """`open_browser(folder)`: a browser that keeps what it has in a folder, as a tablet does."""
    there: list[BrowserContext] = []

    def opened(folder: Path, *flags: str, **options: Any) -> BrowserContext:
        width, height = TABLET
        context = browser.browser_type.launch_persistent_context(
            folder,
            executable_path=CHROMIUM if CHROMIUM.exists() else None,
            args=[*FLAGS, *flags],
            env=FONTS,
            viewport={"width": width, "height": height},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        there.append(context)
        return context

    yield opened
    for context in there:
        context.close()
