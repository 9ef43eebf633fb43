"""A home's page at ten to eight: on a train, in three taps, without a network, with two telephones and two children."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from attendance.models import Report
from contactbook.models import Entry, EntryPhoto, EntryWrite, Side, State
from contactbook.services import send_entry
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.entrance import at_noon
from tests.browser.people import TABLET, Person
from tests.contactbook.pages import page_of, write
from tests.contactbook.pictures import noise

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
KEPT_ON_THE_PHONE = """async (text) => (await new Promise((done) => { const r = indexedDB.open("engawa");
    r.onsuccess = () => { const q = r.result.transaction("drafts").objectStore("drafts").getAll();
    q.onsuccess = () => done(q.result); }; })).some((row) => JSON.stringify(row).includes(text))"""
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
    page.wait_for_function(KEPT_ON_THE_PHONE, arg="途中")
    page.close()
    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.goto(f"{phone.site}/book/write/")

    expect(again.locator("textarea[name=note]")).to_have_value("まだ書いている途中")
    eventually(lambda: value_of(child, "note") == "まだ書いている途中")
    assert not is_sent(child)
    phone.troubles.clear()


def test_a_fever_becomes_an_absence_without_a_second_page(
    arrive: Arrive, guardian: Guardian, facility: Facility, child: Child
) -> None:
    at_noon(facility)  # after midnight the page is still yesterday's, and nobody reports for that
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


def test_two_phones_of_one_home_see_each_other_and_lose_nothing(
    arrive: Arrive, guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    mother, father = arrive(guardian.user), arrive(co_guardian.user)
    for phone in (mother, father):
        phone.open("/book/write/")
        phone.listens()
    father.page.locator("textarea[name=note]").fill("父が書いています")
    tap(mother.page, "label:has([name=mood][value=good])")

    expect(father.page.locator("[name=mood][value=good]")).to_be_checked()
    expect(father.page.locator("textarea[name=note]")).to_have_value("父が書いています")
    expect(mother.page.locator("textarea[name=note]")).to_have_value("父が書いています")
    assert (value_of(child, "mood"), value_of(child, "note")) == ("good", "父が書いています")


def test_two_texts_at_once_both_stay_and_one_of_the_home_decides(
    arrive: Arrive, guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    mother, father = arrive(guardian.user), arrive(co_guardian.user)
    for phone in (mother, father):
        phone.open("/book/write/")
        phone.listens()
    father.context.set_offline(True)
    father.page.locator("textarea[name=note]").fill("父の文")
    father.page.locator("textarea[name=note]").blur()
    mother.page.locator("textarea[name=note]").fill("母の文")
    eventually(lambda: value_of(child, "note") == "母の文")
    father.context.set_offline(False)

    for phone in (mother, father):
        expect(phone.page.locator("[data-kept]")).to_contain_text("父の文")
        expect(phone.page.locator("textarea[name=note]")).to_have_value("母の文")
    father.page.locator("textarea[name=note]").fill("母の文。父も読みました。")
    eventually(lambda: value_of(child, "note") == "母の文。父も読みました。")
    expect(mother.page.locator("textarea[name=note]")).to_have_value("母の文。父も読みました。")
    mother.page.locator("[data-kept] button[value=both]").click()
    for phone in (mother, father):
        expect(phone.page.locator("[data-kept]")).to_have_count(0)
        expect(phone.page.locator("textarea[name=note]")).to_have_value("母の文。父も読みました。\n父の文")
    assert value_of(child, "note") == "母の文。父も読みました。\n父の文"
    assert not EntryWrite.objects.filter(outcome=EntryWrite.Outcome.KEPT).exists()
    father.troubles.clear()  # the browser notes the missing network


def test_words_of_a_dead_battery_write_over_nothing_that_came_since(
    arrive: Arrive, guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    phone = arrive(co_guardian.user)
    page = phone.open("/book/write/")
    phone.context.set_offline(True)
    page.locator("textarea[name=note]").fill("父の文")
    page.wait_for_function(KEPT_ON_THE_PHONE, arg="父の文")
    page.close()
    write(guardian, page_of(child, Side.HOME), note="母の文")
    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.goto(f"{phone.site}/book/write/")

    expect(again.locator("[data-kept]")).to_contain_text("父の文")
    expect(again.locator("textarea[name=note]")).to_have_value("母の文")
    again.reload()
    expect(again.locator("[data-kept]")).to_have_count(1)
    assert value_of(child, "note") == "母の文"
    phone.troubles.clear()  # the browser notes the missing network


def test_siblings_go_one_after_the_other(
    arrive: Arrive, guardian: Guardian, child: Child, other_classroom: Classroom
) -> None:
    brother = factories.make_child(other_classroom, given_name="湊斗")
    factories.grant(guardian, brother)
    page = arrive(guardian.user).open(f"/book/write/?child={child.pk}")
    page.locator("form[data-book]:not([hidden]) input[name$=':c']").fill("３６．７")
    tap(page, "button[value=send]")

    expect(page.locator("[data-tab][aria-current]")).to_contain_text("湊斗")
    page.locator("form[data-book]:not([hidden]) input[name$=':c']").fill("36.5")
    tap(page, "button[value=send]")
    eventually(lambda: is_sent(child) and is_sent(brother))
    assert [value_of(one, "temperature")["c"] for one in (child, brother)] == [36.7, 36.5]  # type: ignore[index]


def test_piyolog_as_text_fills_the_form(arrive: Arrive, guardian: Guardian, child: Child) -> None:
    page = arrive(guardian.user).open("/book/write/")
    page.locator("[data-paste] summary").click()
    text = f"【ぴよログ】{page_of(child).day:%Y/%m/%d}(水)\n06:50   体温 36.6°C\n07:30   うんち\n07:35   おしっこ"
    page.locator("[data-paste-text]").fill(text)
    tap(page, "button[value=paste]")

    expect(page.locator("input[name$=':c']").first).to_have_value("36.6")
    expect(page.locator("[name='stool:state'][value=normal]")).to_be_checked()
    page.locator("[data-to-note]").first.click()
    expect(page.locator("textarea[name=note]")).to_have_value("07:35   おしっこ")
    eventually(lambda: value_of(child, "stool") == {"state": "normal", "count": 1})


def test_a_photo_from_the_phone_goes_small_and_is_seen_by_the_teacher(
    arrive: Arrive, guardian: Guardian, teacher: User, child: Child
) -> None:
    phone = arrive(guardian.user)
    page = phone.open("/book/write/")
    page.on("dialog", lambda dialog: dialog.accept())
    names = {"leaf.jpg": noise((2400, 1800)), "menu.pdf": b"%PDF-1.7", "acorn.jpg": noise((600, 400))}
    files: list[FilePayload] = [
        {"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in names.items()
    ]
    with page.expect_request("**/photos/entries/**") as first:
        page.locator(".book-photos input[type=file]").set_input_files(files)

    expect(page.locator("[data-photos] [data-state=done]")).to_have_count(2)
    expect(page.locator("[data-photos] [data-state=refused]")).to_contain_text("menu.pdf")
    assert first.value.sizes()["requestBodySize"] < len(names["leaf.jpg"]) / 2
    page.locator("[data-state=done] [data-photo-out]").last.click()
    expect(page.locator("[data-photos] [data-state=done]")).to_have_count(1)
    page.locator("input[name$=':c']").first.fill("36.6")
    tap(page, "button[value=send]")
    eventually(lambda: is_sent(child))
    phone.troubles.clear()  # the browser notes the refused file

    book = arrive(teacher, size=TABLET).open(reverse("teacher_book_child", args=[child.pk]))
    expect(book.locator("img.photo")).to_have_js_property("naturalWidth", 480)
    assert EntryPhoto.objects.get(removed_at__isnull=True).width == 1600


def test_axe_finds_nothing(arrive: Arrive, guardian: Guardian, child: Child, yesterday: Entry) -> None:
    phone = arrive(guardian.user, bypass_csp=True)
    page = phone.open("/book/write/")
    page.locator("[data-paste] summary").click()
    script = next(AXE.rglob("axe*.js"))
    page.add_script_tag(path=script)
    found = page.evaluate("async () => (await axe.run()).violations.map((v) => [v.id, v.nodes[0].html])")
    assert found == [], json.dumps(found, ensure_ascii=False)
