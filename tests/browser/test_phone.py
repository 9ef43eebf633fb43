"""The guardian's phone in a real browser: an emergency arrives, is confirmed, and survives bad connections."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from facilities.models import Guardian, Organisation
from notices import services
from notices.models import Notice, Reading
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.people import PATIENCE, Person
from tests.browser.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
CONFIRMED = Reading.objects.filter(kind=Reading.Kind.CONFIRMED)
CLOSED = "すべての園がお休みです"


def close_everything(office: User, organisation: Organisation) -> Notice:
    return factories.make_notice(office, organisation, phrase="closure_water", title="", body="")


def test_an_open_phone_shows_an_emergency_with_its_own_facility_without_a_reload(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    phone = arrive(guardian.user)
    phone.open("/home/")
    phone.listens()
    phone.page.evaluate("window.stillTheSamePage = true")

    close_everything(office, organisation)

    phone.sees(CLOSED)
    phone.sees("元代々木保育園もお休みです")
    assert phone.page.evaluate("window.stillTheSamePage")
    assert phone.page.locator("#emergency a[href^='tel:']").get_attribute("href") == "tel:0300000001"


def test_an_emergency_is_shown_in_the_language_she_chose(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    User.objects.filter(pk=guardian.user_id).update(language="easy")
    phone = arrive(guardian.user)
    phone.open("/home/")
    phone.listens()

    close_everything(office, organisation)

    phone.sees("保育園が 休みです")
    phone.page.get_by_text("English", exact=True).click()
    phone.sees("All nurseries are closed")


def test_two_taps_and_two_devices_are_one_confirmation(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    close_everything(office, organisation)
    first, second = arrive(guardian.user), arrive(guardian.user)
    for device in (first, second):
        device.open("/home/")

    first.page.locator("#emergency button[type=submit]").dblclick()
    # The second device may already have heard of it: then there is no button left to press.
    second.page.evaluate("() => document.querySelector('#emergency button[type=submit]')?.click()")

    first.sees("確認が伝わりました。")
    for device in (first, second):
        expect(device.page.locator("#emergency [data-emergency]")).to_have_count(0, timeout=PATIENCE)
    assert CONFIRMED.filter(guardian=guardian).count() == 1


def test_a_confirmation_without_a_network_is_kept_and_arrives_exactly_once(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    close_everything(office, organisation)
    phone = arrive(guardian.user)
    phone.open("/home/")
    phone.listens()
    phone.context.set_offline(True)

    phone.page.locator("#emergency button[type=submit]").click()
    phone.sees("つながると伝わります")
    assert CONFIRMED.count() == 0
    phone.context.set_offline(False)

    eventually(lambda: CONFIRMED.filter(guardian=guardian).count() == 1, within=90)
    phone.open("/home/")
    expect(phone.page.locator("#emergency [data-emergency]")).to_have_count(0)
    assert Reading.objects.filter(guardian=guardian, kind=Reading.Kind.OPENED).count() == 1
    unreachable = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    phone.troubles[:] = [text for text in phone.troubles if not any(words in text for words in unreachable)]


def test_without_the_broker_pages_ask_by_themselves_and_the_socket_heals(
    arrive: Arrive, site: Site, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    phone = arrive(guardian.user)
    phone.page.clock.install()
    phone.open("/home/")
    phone.page.wait_for_timeout(1500)
    site.broker.stop()
    phone.page.wait_for_timeout(1500)
    late = arrive(guardian.user)
    late.page.clock.install()
    late.open("/home/")
    late.page.wait_for_timeout(1500)

    close_everything(office, organisation)
    for each in (phone, late):
        each.page.clock.fast_forward(41_000)
        each.sees(CLOSED, within=90_000)  # whose server noticed late asks by itself within 40 s

    site.broker.start()
    factories.make_notice(office, organisation, urgency="everyday", title="もう一度つながりました")
    phone.sees("もう一度つながりました", within=90_000)


def test_a_withdrawn_emergency_leaves_the_page_and_a_new_notice_joins_the_list(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    notice = close_everything(office, organisation)
    phone = arrive(guardian.user)
    phone.open("/notices/")
    phone.listens()

    factories.make_notice(office, organisation, urgency="everyday", title="園だより 11月号")
    phone.sees("園だより 11月号")
    services.recall_notice(actor=office, notice=notice, reason="訓練の文面でした")

    expect(phone.page.locator("#emergency [data-emergency]")).to_have_count(0)
    phone.sees("このお知らせは取り消されました")
    expect(phone.page.locator(".tab-bar .count-badge")).to_contain_text("1")


def test_what_a_correction_had_replaced_is_asked_for_again_when_the_correction_is_withdrawn(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    first = close_everything(office, organisation)
    correction = services.start_correction(actor=office, notice=first)
    factories.send(office, correction)
    phone = arrive(guardian.user)
    phone.open("/home/")
    phone.listens()
    band = phone.page.locator("#emergency [data-emergency]")
    expect(band).to_have_attribute("data-emergency", str(correction.pk))

    services.recall_notice(actor=office, notice=correction, reason="訓練の文面でした")

    expect(band).to_have_attribute("data-emergency", str(first.pk))


def test_the_family_sees_at_once_who_has_read(
    arrive: Arrive, guardian: Guardian, co_guardian: Guardian, office: User, organisation: Organisation
) -> None:
    notice = factories.make_notice(office, organisation, urgency="everyday", title="園だより 11月号")
    mother, father = arrive(guardian.user), arrive(co_guardian.user)
    mother.open("/notices/")
    mother.listens()

    father.open(f"/notices/{notice.pk}/")

    expect(mother.page.locator(".read-marks")).to_contain_text("に読みました")


def test_scripts_in_a_notice_are_shown_as_text_and_break_no_rule_of_the_browser(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    bad = "<script>document.title='x'</script><img src=x onerror=alert(1)>"
    phone = arrive(guardian.user)
    phone.open("/home/")
    phone.listens()

    notice = factories.make_notice(office, organisation, title=bad, body=f"{bad}\n\njavascript:alert(1)")

    phone.sees("<img src=x onerror=alert(1)>")
    for path in ("/home/", "/notices/", f"/notices/{notice.pk}/"):
        phone.open(path)
        phone.sees("<img src=x onerror=alert(1)>")
        assert phone.page.locator("img[src=x]").count() == 0


def test_a_page_without_scripts_confirms_too(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    close_everything(office, organisation)
    phone = arrive(guardian.user, java_script_enabled=False)
    phone.open("/home/")

    phone.page.locator("#emergency button[type=submit]").click()

    phone.sees("確認が伝わりました。")
    assert CONFIRMED.filter(guardian=guardian).count() == 1


def test_the_first_visit_of_home_weighs_less_than_100_kilobytes(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    close_everything(office, organisation)
    phone = arrive(guardian.user)
    wire = phone.context.new_cdp_session(phone.page)
    sizes: list[float] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    phone.open("/home/")
    phone.page.wait_for_timeout(1500)

    assert 10_000 < sum(sizes) < 100_000


def test_confirming_on_the_notices_own_page_is_said_there(
    arrive: Arrive, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    notice = close_everything(office, organisation)
    phone = arrive(guardian.user)
    phone.open(f"/notices/{notice.pk}/")
    phone.listens()

    phone.page.locator(".notice-confirm button").click()

    phone.sees("このお知らせを確認しました。")
    expect(phone.page.locator(".tab-bar")).to_be_visible()
    assert CONFIRMED.filter(guardian=guardian).count() == 1
