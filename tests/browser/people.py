"""People with a browser in their hands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from accounts.models import User
from tests.backend.live_world import eventually

PHONE, TABLET, PC = (390, 844), (1180, 820), (1440, 900)
PATIENCE = 30_000


@dataclass
class Person:
    """One browser of one person. `troubles` are the errors its console showed."""

    user: User
    context: BrowserContext
    page: Page
    site: str
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.site}{path}")
        return self.page

    def sees(self, text: str, within: int = PATIENCE) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=within)

    def listens(self) -> None:
        """Wait until the page's socket is open."""
        self.page.wait_for_selector("html[data-connected]", state="attached", timeout=2 * PATIENCE)

    def note(self, message: ConsoleMessage) -> None:
        left_while_connecting = "closed before the connection is established" in message.text
        trouble = f"{message.text} {message.location.get('url', '')}".rstrip()
        told_soon = "503" in message.text and trouble.endswith(
            "/live/receipts"
        )  # before the rows are written
        if message.type in {"error", "warning"} and not left_while_connecting and not told_soon:
            self.troubles.append(trouble)


KEPT = """async () => {
  const has = async (url) => Boolean(await caches.match(url, { ignoreVary: true }));
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const files = loaded.filter((url) => url.includes("/static/") && /[.](js|css)$/.test(url));
  const all = await Promise.all([location.pathname, ...files].map(has));
  return all.every(Boolean) && Boolean((await navigator.serviceWorker.getRegistration())?.active);
}"""


def is_kept(page: Page) -> None:
    """The page, its files and the worker are on the device. (`wait_for_function` takes any promise for a yes.)"""
    eventually(lambda: bool(page.evaluate(KEPT)), within=PATIENCE / 1000)


LISTEN = """
addEventListener("live.connected", () => { document.documentElement.dataset.connected = ""; }, true);
"""


def sign_in(
    browser: Browser,
    site: str,
    user: User,
    *,
    size: tuple[int, int] = PHONE,
    language: str = "ja",
    touch: bool = False,
    prepare: Callable[[BrowserContext], None] | None = None,
    **options: Any,
) -> Person:
    """A new browser in which this person is signed in already."""
    client = Client()
    client.force_login(user)
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        has_touch=touch or size == PHONE,
        **options,
    )
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    context.add_init_script(LISTEN)
    if prepare:
        prepare(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    person = Person(user, context, page, site)
    page.on("console", person.note)
    page.on("pageerror", lambda error: person.troubles.append(str(error)))
    return person
