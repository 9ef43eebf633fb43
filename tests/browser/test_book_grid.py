"""The contact book in the nap hour: two tablets at one child, one without a network, a browser closed too early."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from contactbook.models import Entry, EntryPhoto, EntryWrite, State
from facilities.models import Child, Classroom
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.cable import Cable
from tests.browser.people import PATIENCE, PC, TABLET, Person, is_kept
from tests.browser.test_board import alone, back, calm
from tests.browser.test_screens import AXE, LEVELS
from tests.contactbook.pictures import jpeg

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


def line(page: Page, child: Child) -> str:
    return f"tr[data-child='{child.pk}']"


def text_of(page: Page, child: Child) -> str:
    """Her row opened; the selector of the text in it."""
    if page.locator(f"{line(page, child)}.book-grid__editing").count() == 0:
        page.click(f"{line(page, child)} [data-opens-row]")
    return f"{line(page, child)} textarea"


def note() -> str:
    found = Entry.objects.first()
    return str(found.cells.get("note", {}).get("v") or "") if found else ""


def test_what_two_tablets_wrote_survives_though_one_had_no_network(
    arrive: Arrive, teacher: User, manager: User, classroom: Classroom, child: Child
) -> None:
    url = f"/class/{classroom.pk}/book/"
    here, there = arrive(teacher, size=TABLET), arrive(manager, size=TABLET)
    for person in (here, there):
        person.open(url)
        person.listens()
    alone(here)
    here.page.fill(text_of(here.page, child), "落ち葉で遊びました。")
    expect(here.page.locator("[data-unsent-count]")).to_be_visible(timeout=PATIENCE)
    there.page.fill(text_of(there.page, child), "かぼちゃをおかわり。")
    eventually(lambda: note() == "かぼちゃをおかわり。", within=20)
    expect(here.page.locator(f"{line(here.page, child)} textarea")).to_have_value("落ち葉で遊びました。")
    back(here)
    eventually(lambda: EntryWrite.objects.filter(outcome="kept").exists(), within=40)

    there.page.click("[data-close-row]")
    there.page.click(f"{line(there.page, child)} [data-compare]")
    there.page.click("#book-compare .button--primary")

    eventually(lambda: note() == "かぼちゃをおかわり。\n落ち葉で遊びました。", within=20)
    expect(there.page.locator("[data-compare]")).to_have_count(0, timeout=PATIENCE)
    calm(here)


def test_a_browser_closed_in_mid_sentence_goes_on_where_it_was(
    open_browser: Callable[..., BrowserContext],
    cable: Cable,
    teacher: User,
    classroom: Classroom,
    child: Child,
    tmp_path: Path,
) -> None:
    client = Client()
    client.force_login(teacher)
    key = settings.SESSION_COOKIE_NAME
    url = f"{cable.url}/class/{classroom.pk}/book/"
    cookies = [{"name": key, "value": client.cookies[key].value, "url": url, "expires": 2_000_000_000}]

    def opened() -> tuple[BrowserContext, Page]:
        context = open_browser(tmp_path / "tablet")
        context.add_cookies(cookies)
        return context, context.new_page()

    context, page = opened()
    page.goto(url)
    is_kept(page)
    cable.cut()
    page.fill(text_of(page, child), "どんぐりを三つ、")
    page.click(f"{line(page, child)} .chip:has-text('{_good()}')")
    page.wait_for_timeout(300)
    context.close()

    context, page = opened()
    page.goto(url)
    expect(page.locator(line(page, child))).to_contain_text("どんぐりを三つ、", timeout=PATIENCE)
    page.fill(text_of(page, child), "どんぐりを三つ、ならべました。")
    cable.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: note() == "どんぐりを三つ、ならべました。", within=40)

    assert Entry.objects.get().cells["mood"]["v"] == "good"
    assert not EntryWrite.objects.filter(outcome="kept").exists()
    context.close()


def _good() -> str:
    from django.utils.translation import override

    from contactbook.words import answer_words

    with override("ja"):
        return answer_words("good")


def test_several_children_are_filled_by_one_tap_and_what_stood_there_stays(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    others = [factories.make_child(classroom, given_name=name) for name in ("蓮", "紬", "凪")]
    page = arrive(teacher, size=TABLET).open(f"/class/{classroom.pk}/book/")
    for one in (child, *others):
        page.check(f"{line(page, one)} [data-pick]")
    meal = page.locator("[data-bulk] .button").filter(has=page.locator("use[href$='bowl-spoon']")).first
    meal.click()
    page.click("[data-woke]")  # nobody sleeps: nothing happens

    eventually(lambda: Entry.objects.filter(cells__lunch__v__amount="all").count() == 4, within=30)
    assert not [entry for entry in Entry.objects.all() if any(path.startswith("nap") for path in entry.cells)]


def test_a_wrong_temperature_keeps_what_was_typed_with_the_sentence_beside_it(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    page = arrive(teacher, size=TABLET).open(f"/class/{classroom.pk}/book/")
    page.click(f"{line(page, child)} [data-enter=temperature]")
    box = page.locator(f"{line(page, child)} [data-field=temperature] .stepper input")
    box.fill("99")
    box.press("Tab")
    expect(page.locator(f"{line(page, child)} .field__error")).to_be_visible(timeout=PATIENCE)
    expect(box).to_have_value("99")
    box.fill("３７５")
    box.press("Tab")

    eventually(lambda: any(cell["v"] and cell["v"].get("c") == 37.5 for cell in _cells()), within=20)
    expect(page.locator(f"{line(page, child)} .field__error")).to_have_count(0)


def _cells() -> list[dict[str, dict[str, float]]]:
    entry = Entry.objects.first()
    return [cell for path, cell in entry.cells.items() if path.startswith("temperature")] if entry else []


def test_a_finished_page_goes_to_its_family(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    page = arrive(teacher, size=PC).open(f"/class/{classroom.pk}/book/")
    page.fill(text_of(page, child), "元気でした。")
    eventually(lambda: note() == "元気でした。", within=20)
    expect(page.locator(".entry__texts .unsent-mark")).to_have_count(0, timeout=PATIENCE)
    page.check(f"{line(page, child)} [data-pick]")  # not every item is filled: she says that it may go so
    page.click("[data-publish]")
    page.click("[data-publish-now]")

    eventually(lambda: Entry.objects.get().state == State.PUBLISHED, within=20)
    expect(page.locator(f"{line(page, child)} fieldset[disabled]")).to_be_visible(timeout=PATIENCE)


def test_a_photo_is_added_in_the_open_row_and_taken_out_again(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    page = arrive(teacher, size=TABLET).open(f"/class/{classroom.pk}/book/")
    text_of(page, child)
    files = [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg((80, 60))}]
    page.set_input_files(f"{line(page, child)} input[multiple]", files=files)
    eventually(lambda: EntryPhoto.objects.filter(removed_at=None).count() == 1, within=30)
    page.click("[data-close-row]")
    expect(page.locator(f"{line(page, child)} use[href$='#i-photo']")).to_be_visible(timeout=PATIENCE)

    page.reload()
    text_of(page, child)
    page.on("dialog", lambda asked: asked.accept())
    page.click(f"{line(page, child)} [data-photo-out]:visible")
    eventually(lambda: not EntryPhoto.objects.filter(removed_at=None).exists(), within=30)
    expect(page.locator(f"{line(page, child)} [data-photos] li")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("size", [TABLET, PC, (390, 844)])
def test_axe_finds_nothing_with_a_row_open_and_a_sheet_over_it(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child, size: tuple[int, int]
) -> None:
    factories.make_child(classroom, given_name="蓮")
    page = arrive(teacher, size=size).open(f"/class/{classroom.pk}/book/")
    page.evaluate(AXE)
    told = "violations.map((v) => v.id + ' ' + v.nodes[0].html)"
    look = f"async () => (await axe.run(document, {{runOnly: {LEVELS}}})).{told}"
    text_of(page, child)
    page.check(f"{line(page, child)} [data-pick]")
    assert page.evaluate(look) == []
    page.click("[data-notes]")
    expect(page.locator("#book-notes[open]")).to_be_visible()
    assert page.evaluate(look) == []
