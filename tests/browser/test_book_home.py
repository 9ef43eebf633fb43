"""A home's page at ten to eight: on a train, in three taps, without a network, with two telephones and two children."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from attendance.models import Report
from contactbook.models import Entry, Side, State
from contactbook.services import send_entry
from facilities.models import Child, Guardian
from tests.backend.live_world import eventually
from tests.browser.people import Person
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
AXE = Path(__file__).parent / "vendor"


@pytest.fixture
def yesterday(guardian: Guardian, child: Child) -> Entry:
    """What her home sent the day before."""
    page = page_of(child, Side.HOME)
    values = {
        "temperature__z": {"c": "36.6", "at": "7:00"},
        "sleep__a": {"from": "21:00", "to": "6:45"},
        "dinner": {"amount": "all", "text": "さけ、ごはん"},
    }
    entry = write(guardian, page, **values).entry
    assert guardian.user
    send_entry(actor=guardian.user, page=page)
    Entry.objects.filter(pk=entry.pk).update(day=page.day - timedelta(days=1))
    return entry


def today_of(child: Child) -> Entry:
    return Entry.objects.get(child=child, day=page_of(child).day)


def is_sent(child: Child) -> bool:
    return Entry.objects.filter(child=child, day=page_of(child).day, state=State.SENT).exists()


def tap(page: Page, selector: str) -> None:
    page.locator(f"form[data-book]:not([hidden]) {selector}").first.click()


def value_of(child: Child, key: str) -> object:
    """What stands in the first cell of an item."""
    found = Entry.objects.filter(child=child, day=page_of(child).day).first()
    cells = found.cells if found else {}
    return next((cell["v"] for path, cell in cells.items() if path.partition("/")[0] == key), None)


def test_three_taps_send_a_morning(
    arrive: Arrive, guardian: Guardian, child: Child, yesterday: Entry
) -> None:
    phone = arrive(guardian.user)
    page = phone.open("/book/write/")
    expect(page.locator("input[name$=':from']").first).to_have_value("21:00")
    expect(page.locator("input[name$=':c']").first).to_have_value("")

    tap(page, "[data-same]")
    tap(page, "label:has([name=mood][value=good])")
    tap(page, "button[value=send]")

    eventually(lambda: is_sent(child))
    entry = today_of(child)
    assert value_of(child, "temperature")["c"] == 36.6  # type: ignore[index]
    assert entry.cells["sleep/night"]["v"] == {"from": "21:00", "to": "06:45"}
    assert entry.cells["dinner"]["v"] == {"amount": "", "text": "さけ、ごはん"}


def test_what_is_still_empty_is_said_before_anything_is_sent(
    arrive: Arrive, guardian: Guardian, child: Child
) -> None:
    page = arrive(guardian.user).open("/book/write/")
    tap(page, "button[value=send]")

    expect(page.locator("[data-row=temperature] [data-need]")).to_be_visible()
    assert not is_sent(child)


def test_a_page_written_in_a_tunnel_goes_once_when_the_train_is_out(
    arrive: Arrive, guardian: Guardian, child: Child, yesterday: Entry
) -> None:
    phone = arrive(guardian.user)
    page = phone.open("/book/write/")
    phone.context.set_offline(True)
    tap(page, "[data-same]")
    page.locator("textarea[name=note]").fill("トンネルの中で書きました。")
    tap(page, "button[value=send]")
    tap(page, "button[value=send]")
    expect(page.locator("[data-unsent-count]:visible")).to_be_visible()
    assert not Entry.objects.filter(day=page_of(child).day).exists()
    phone.troubles.clear()  # the browser notes the missing network

    phone.context.set_offline(False)
    eventually(lambda: is_sent(child))
    assert today_of(child).cells["note"]["v"] == "トンネルの中で書きました。"
    phone.troubles.clear()


def test_a_dead_battery_loses_no_word(arrive: Arrive, guardian: Guardian, child: Child) -> None:
    phone = arrive(guardian.user)
    page = phone.open("/book/write/")
    phone.context.set_offline(True)
    page.locator("textarea[name=note]").fill("まだ書いている途中")
    page.wait_for_function(
        """async () => (await new Promise((done) => { const r = indexedDB.open("engawa");
        r.onsuccess = () => { const q = r.result.transaction("drafts").objectStore("drafts").getAll();
        q.onsuccess = () => done(q.result); }; })).some((row) => JSON.stringify(row).includes("途中"))"""
    )
    page.close()
    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.goto(f"{phone.site}/book/write/")

    expect(again.locator("textarea[name=note]")).to_have_value("まだ書いている途中")
    eventually(lambda: value_of(child, "note") == "まだ書いている途中")
    assert not is_sent(child)
    phone.troubles.clear()


def test_a_fever_becomes_an_absence_without_a_second_page(
    arrive: Arrive, guardian: Guardian, child: Child
) -> None:
    page = arrive(guardian.user).open("/book/write/")
    page.locator("input[name$=':c']").first.fill("385")
    page.locator("input[name$=':c']").first.blur()
    tap(page, "[data-stay]")
    tap(page, "label:has([name=symptoms][value=cough])")
    expect(page.locator("[data-row=dinner]")).to_be_hidden()
    tap(page, "button[value=send]")

    eventually(Report.objects.exists)
    report = Report.objects.get()
    assert (report.reason, str(report.temperature), report.symptoms) == ("sick", "38.5", ["cough"])


def test_axe_finds_nothing(arrive: Arrive, guardian: Guardian, child: Child, yesterday: Entry) -> None:
    phone = arrive(guardian.user, bypass_csp=True)
    page = phone.open("/book/write/")
    page.locator("[data-paste] summary").click()
    script = next(AXE.rglob("axe*.js"))
    page.add_script_tag(path=script)
    found = page.evaluate("async () => (await axe.run()).violations.map((v) => [v.id, v.nodes[0].html])")
    assert found == [], json.dumps(found, ensure_ascii=False)
