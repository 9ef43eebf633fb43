"""Web push from the tap to the opened notice, with a push service of our own and the real service worker."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connections
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from facilities.models import Guardian, Organisation
from notices.delivery import send_messages, send_waiting
from notices.models import PushSubscription, Reading
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.people import PATIENCE, Person
from tests.browser.site import Site
from tests.notices.messages import tell
from tests.notices.providers import Browser, PushService, b64, point_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]

# What stands in for the push service of the browser's maker; everything after it is real.
SUBSCRIBE = """
(() => {
  const keys = %s;
  let asked = false;
  const subscription = { endpoint: keys.endpoint, toJSON: () => ({ endpoint: keys.endpoint, keys }) };
  PushManager.prototype.subscribe = async () => { localStorage.setItem("subscribed", "1"); return subscription; };
  PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") ? subscription : null;
  Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem("asked") || "default" });
  Notification.requestPermission = async () => { localStorage.setItem("asked", "granted"); return "granted"; };
})();
"""

FOLLOW = """async () => {
  WindowClient.prototype.focus = async function () { return this; };  // browsers want a finger for this
  const [notification] = await registration.getNotifications();
  await open(new URL(notification.data.url, location.origin));
}"""

CLICK = """async (action) => {
  WindowClient.prototype.focus = async function () { return this; };
  const [notification] = await registration.getNotifications();
  if (notification.actions.length !== 2) throw new Error("two answers");
  dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""


def deliver(page: Page, site: Site, said: dict[str, object]) -> None:
    """What the browser's maker would hand to the service worker."""
    wire = page.context.new_cdp_session(page)
    found: list[str] = []
    wire.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    wire.send("ServiceWorker.enable")
    for _turn in range(50):
        if found:
            break
        page.wait_for_timeout(100)
    wire.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": f"{site.url}/", "registrationId": found[-1], "data": json.dumps(said)},
    )


def notifications(page: Page) -> list[dict[str, str]]:
    shown: list[dict[str, str]] = page.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications())"
        ".map((one) => ({ title: one.title, body: one.body, url: one.data.url }))"
    )
    return shown


def test_a_phone_is_asked_after_the_tap_hears_the_emergency_and_leads_to_it(
    arrive: Arrive, site: Site, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    with PushService() as service:
        browser = Browser(f"{service.origin}/push/0")
        phone = arrive(guardian.user, prepare=partial(take_push, browser))
        phone.open("/home/")
        expect(phone.page.locator("[data-push]")).to_be_visible()
        assert not PushSubscription.objects.exists()

        phone.page.locator("[data-push-enable]").click()
        phone.sees("このスマートフォンに知らせが届きます。")
        assert PushSubscription.objects.get().user == guardian.user

        notice = factories.make_notice(office, organisation, phrase="closure_water", title="", body="")
        push_waiting()
        said = service.read(browser)

    assert len(said) == 1
    deliver(phone.page, site, said[0])
    eventually_shown(phone.page)
    shown = notifications(phone.page)[0]
    assert "すべての園がお休みです" in shown["title"]
    assert shown["url"].endswith(f"/notices/{notice.pk}/")
    assert not Reading.objects.filter(kind=Reading.Kind.OPENED).exists()

    phone.context.service_workers[0].evaluate(FOLLOW)
    phone.page.wait_for_url(f"**/notices/{notice.pk}/", timeout=PATIENCE)

    eventually(lambda: Reading.objects.filter(kind=Reading.Kind.OPENED, guardian=guardian).count() == 1)


@pytest.mark.parametrize(("action", "page"), [("absent", "more"), ("", "notices")])
def test_an_answer_on_the_locked_phone_leads_to_its_page(
    arrive: Arrive, site: Site, guardian: Guardian, action: str, page: str
) -> None:
    with PushService() as service:
        browser = service.browser(guardian.user)
        phone = arrive(guardian.user, prepare=partial(take_push, browser))
        phone.open("/home/")
        phone.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        tell(guardian)
        push_waiting()
        said = service.read(browser)[0]

    deliver(phone.page, site, said)
    eventually_shown(phone.page)
    phone.context.service_workers[0].evaluate(CLICK, action)

    phone.page.wait_for_url(f"**/{page}/", timeout=PATIENCE)


def take_push(browser: Browser, context: BrowserContext) -> None:
    """Allowed to show notifications, and subscribed at our push service as soon as it asks."""
    keys = {"endpoint": browser.endpoint, "p256dh": b64(point_of(browser.key)), "auth": b64(browser.secret)}
    context.grant_permissions(["notifications"])
    context.add_init_script(SUBSCRIBE % json.dumps(keys))


def push_waiting() -> None:
    """In a thread of its own, as in the worker: Playwright keeps an event loop running in this one."""

    def work() -> None:
        send_waiting("push")
        send_messages("push")
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def eventually_shown(page: Page) -> None:
    for _turn in range(100):
        if notifications(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no notification was shown")
