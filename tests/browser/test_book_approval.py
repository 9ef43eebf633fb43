"""From a teacher's last word to the family's phone at the facility's hour, by way of the manager; and back again."""

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from contactbook.models import BookSettings, Entry, State
from contactbook.services import publish_due
from facilities.clock import zone_of
from facilities.models import Child, Classroom, Facility, Guardian
from tests.backend.live_world import eventually
from tests.browser.people import PATIENCE, PC, TABLET, Person
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
TEXT = "落ち葉のプールで遊びました。\nどんぐりを三つ、大事そうに持ち帰りました。"


@pytest.fixture
def five(facility: Facility) -> Facility:
    """Somebody approves, and families read from 17:00. It is before noon there, whenever this runs."""
    hour = datetime.now(ZoneInfo("UTC")).hour
    facility.time_zone = f"Etc/GMT{min(12, hour - 9):+d}"  # POSIX: the sign says how far behind
    facility.save(update_fields=["time_zone"])
    BookSettings.objects.create(facility=facility, needs_approval=True, publish_at=time(17, 0))
    return facility


def test_a_page_goes_to_the_manager_and_at_five_to_the_family(
    arrive: Arrive,
    five: Facility,
    teacher: User,
    manager: User,
    guardian: Guardian,
    classroom: Classroom,
    child: Child,
) -> None:
    desk, tablet = arrive(manager, size=PC), arrive(teacher, size=TABLET)
    desk.open("/book/approval/")
    desk.listens()
    page = tablet.open(f"/class/{classroom.pk}/book/")
    row = f"tr[data-child='{child.pk}']"
    page.click(f"{row} [data-opens-row]")
    page.fill(f"{row} textarea", TEXT)
    page.click(f"{row} [data-field=mood] .chip >> nth=0")
    eventually(lambda: "大事そうに" in str(Entry.objects.values_list("words", flat=True).first()), within=20)
    expect(page.locator(f"{row} .entry__texts .unsent-mark")).to_have_count(0, timeout=PATIENCE)
    page.check(f"{row} [data-pick]")
    page.click("[data-publish]")
    page.click("[data-publish-now]")
    eventually(lambda: Entry.objects.get().state == State.WAITING, within=20)
    entry = Entry.objects.get()

    card = desk.page.locator(f"#wait-{entry.pk}")
    expect(card).to_be_visible(timeout=PATIENCE)
    shown = card.locator(".day__text").all_inner_texts()
    desk.page.click(f"#wait-{entry.pk} .button--primary")
    expect(desk.page.locator(f"#approved-{entry.pk}")).to_be_visible(timeout=PATIENCE)
    ready = Entry.objects.get()
    assert (ready.state, ready.approved_by) == (State.READY, manager)
    assert ready.publish_at is not None
    assert ready.publish_at.astimezone(zone_of(five)).time() == time(17, 0)

    phone = arrive(guardian.user)
    phone.open("/book/")
    phone.listens()
    expect(phone.page.get_by_text("大事そうに")).to_have_count(0)
    assert publish_due() == 0  # it is not five yet
    assert publish_due(ready.publish_at) == 1
    phone.page.reload()
    expect(phone.page.get_by_text("大事そうに").first).to_be_visible(timeout=PATIENCE)
    assert phone.page.locator(".day__text").all_inner_texts() == shown


def test_an_approval_that_is_taken_back_loses_nothing_and_says_so(
    arrive: Arrive,
    five: Facility,
    teacher: User,
    manager: User,
    classroom: Classroom,
    child: Child,
) -> None:
    entry = write(teacher, page_of(child), note=TEXT).entry
    Entry.objects.filter(pk=entry.pk).update(state=State.WAITING, sent_by=teacher, sent_at=timezone.now())
    desk = arrive(manager, size=PC)
    desk.open("/book/approval/")
    desk.page.click(f"#wait-{entry.pk} .button--primary")
    expect(desk.page.locator(f"#approved-{entry.pk}")).to_be_visible(timeout=PATIENCE)
    desk.page.click(f"#approved-{entry.pk} button")
    desk.sees("承認を取り消しました。")
    expect(desk.page.locator(f"#wait-{entry.pk}")).to_contain_text("大事そうに", timeout=PATIENCE)

    desk.page.click(f"#wait-{entry.pk} a.button")
    desk.page.fill("#answer", "お名前の漢字を直してください。")
    desk.page.click(".approving-form .button--primary")
    eventually(lambda: Entry.objects.get().state == State.DRAFT, within=20)
    tablet = arrive(teacher, size=TABLET)
    page = tablet.open(f"/class/{classroom.pk}/book/")
    tablet.sees("お名前の漢字を直してください。")
    page.click(f"tr[data-child='{child.pk}'] [data-opens-row]")
    expect(page.locator(f"tr[data-child='{child.pk}'] textarea")).to_have_value(TEXT, timeout=PATIENCE)
    given = Entry.objects.get()
    assert (given.cells, publish_due(timezone.now().replace(year=2100))) == (entry.cells, 0)
