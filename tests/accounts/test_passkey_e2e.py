"""A passkey in a real browser, with a virtual authenticator instead of a finger."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, sync_playwright

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="ja-JP")
        yield page
        browser.close()


@pytest.fixture
def device(page: Page) -> CDPSession:
    """A phone that keeps passkeys and whose owner touches it when asked."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return device


@pytest.fixture
def site(live_server: Any) -> str:
    """Browsers bind passkeys to names, not to bare addresses."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


def sign_in_by_password(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", user.login)
    page.fill("[name=password]", PASSWORD)
    page.click(".entrance__go")
    page.wait_for_url(lambda url: "/login/" not in url)


def add_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main .card button")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    page.click("main .card button")
    page.wait_for_url("**/accounts/login/")


def test_a_passkey_is_added_and_signs_in_alone_under_the_strict_csp(
    page: Page, device: CDPSession, site: str, sakura: User
) -> None:
    blocked: list[str] = []
    page.on(
        "console",
        lambda message: blocked.append(message.text) if "Content Security" in message.text else None,
    )
    sign_in_by_password(page, site, sakura)
    add_passkey(page, site)
    sign_out(page, site)

    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(f"{site}/accounts/2fa/webauthn/")

    assert page.locator(".passkeys li").count() == 1
    assert blocked == []


def test_a_passkey_is_the_second_step_after_a_password(
    page: Page, device: CDPSession, site: str, sakura: User
) -> None:
    sign_in_by_password(page, site, sakura)
    add_passkey(page, site)
    sign_out(page, site)
    sign_in_by_password(page, site, sakura)
    asked = page.url

    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda url: "/2fa/" not in url)
    page.goto(f"{site}/accounts/2fa/webauthn/")

    assert asked.endswith("/accounts/2fa/authenticate/")
    assert page.locator(".passkeys li").count() == 1


def test_a_device_that_refuses_is_told_in_words(
    page: Page, device: CDPSession, site: str, sakura: User
) -> None:
    page.goto(f"{site}/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no')) }")

    page.click("#passkey_login")

    page.locator("[data-passkey-trouble]").wait_for(state="visible")


def test_without_scripts_the_password_still_signs_in(site: str, sakura: User) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_context(java_script_enabled=False).new_page()

        sign_in_by_password(page, site, sakura)
        page.goto(f"{site}/accounts/2fa/")

        assert page.locator("h1").count() == 1
        assert not page.locator("#passkey_login").is_visible()
        browser.close()
