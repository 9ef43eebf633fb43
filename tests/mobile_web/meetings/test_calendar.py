"""A meeting in the calendar of a telephone: one entry that moves and is struck out."""

from typing import Any

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Guardian
from notices.models import Message
from surveys import services
from surveys.messages import meeting_words
from surveys.models import MeetingPeriod, MeetingSlot
from tests.conftest import SignIn
from tests.surveys.meeting_world import slots_of

pytestmark = pytest.mark.django_db


def feed_of(client: Client, guardian: Guardian) -> list[Any]:
    """The meetings in her subscribed calendar."""
    assert guardian.user
    key = services.make_feed(actor=guardian.user)
    body = client.get(reverse("calendar_feed", args=[key])).content.decode()
    return list(getattr(vobject.readOne(body), "vevent_list", []))


def test_the_file_of_a_booking_has_its_time_place_and_child(
    phone: Client, period: MeetingPeriod, guardian: Guardian, child: Child
) -> None:
    slot = slots_of(period)[0]
    services.book_slot(actor=guardian.user, slot=slot, child=child)

    answer = phone.get(reverse("guardian_meeting_file", args=[period.pk, child.pk]))
    entry = vobject.readOne(answer.content.decode()).vevent

    assert answer["Content-Type"].startswith("text/calendar")
    assert entry.dtstart.value == slot.starts_at and entry.dtend.value == slot.ends_at
    assert entry.summary.value == "冬の個人面談(陽葵)"
    assert "ゆり室" in entry.location.value


def test_in_the_feed_one_entry_moves_and_is_struck_out_by_a_growing_sequence(
    client: Client, period: MeetingPeriod, guardian: Guardian, child: Child
) -> None:
    first, second, *_rest = slots_of(period)
    seen = []
    for slot in (first, second):
        services.book_slot(actor=guardian.user, slot=slot, child=child)
        seen += feed_of(client, guardian)
    services.cancel_booking(actor=guardian.user, slot=MeetingSlot.objects.get(pk=second.pk), child=child)
    seen += feed_of(client, guardian)

    assert len({entry.uid.value for entry in seen}) == 1
    assert [int(entry.sequence.value) for entry in seen] == [0, 1, 2]
    assert [entry.status.value for entry in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [entry.dtstart.value for entry in seen] == [first.starts_at, second.starts_at, second.starts_at]
    assert all("陽葵" not in entry.serialize() for entry in seen)


def test_another_home_has_nothing_of_it_in_its_feed_not_even_struck_out(
    client: Client,
    period: MeetingPeriod,
    guardian: Guardian,
    separated_guardian: Guardian,
    co_guardian: Guardian,
    child: Child,
) -> None:
    slot = slots_of(period)[0]
    services.book_slot(actor=guardian.user, slot=slot, child=child)

    assert feed_of(client, separated_guardian) == []
    assert len(feed_of(client, co_guardian)) == 1
    services.cancel_booking(actor=guardian.user, slot=MeetingSlot.objects.get(pk=slot.pk), child=child)
    assert feed_of(client, separated_guardian) == []


def test_what_staff_gave_and_freed_is_struck_out_in_that_home_only(
    client: Client,
    period: MeetingPeriod,
    guardian: Guardian,
    separated_guardian: Guardian,
    child: Child,
    keeper: User,
) -> None:
    slot = slots_of(period)[0]
    services.give_slot(actor=keeper, slot=slot, child=child, household=guardian.household)
    before = feed_of(client, guardian)
    services.free_slot(actor=keeper, slot=slot)
    after = feed_of(client, guardian)

    assert [entry.status.value for entry in (*before, *after)] == ["CONFIRMED", "CANCELLED"]
    assert [int(entry.sequence.value) for entry in (*before, *after)] == [0, 1]
    assert before[0].uid.value == after[0].uid.value
    assert feed_of(client, separated_guardian) == []


def test_a_meeting_that_became_another_homes_is_struck_out_in_the_first(
    client: Client,
    period: MeetingPeriod,
    guardian: Guardian,
    separated_guardian: Guardian,
    child: Child,
    keeper: User,
) -> None:
    first, second, *_rest = slots_of(period)
    services.book_slot(actor=guardian.user, slot=first, child=child)
    services.give_slot(actor=keeper, slot=second, child=child, household=separated_guardian.household)

    mine, theirs = feed_of(client, guardian), feed_of(client, separated_guardian)

    assert [(one.status.value, one.dtstart.value) for one in mine] == [("CANCELLED", first.starts_at)]
    assert [(one.status.value, one.dtstart.value) for one in theirs] == [("CONFIRMED", second.starts_at)]


def test_an_assigned_meeting_that_staff_freed_is_struck_out_a_withdrawn_proposal_is_not(
    client: Client, wishing: MeetingPeriod, guardian: Guardian, child: Child, keeper: User
) -> None:
    services.save_wishes(actor=guardian.user, period=wishing, child=child, wishes=[slots_of(wishing)[0].pk])
    services.assign_meetings(actor=keeper, period=wishing)
    slot = wishing.slots.get(child=child)
    services.free_slot(actor=keeper, slot=slot)
    MeetingPeriod.objects.update(assigned_at=timezone.now())
    proposed = feed_of(client, guardian)
    wishing.refresh_from_db()
    services.give_slot(actor=keeper, slot=slots_of(wishing)[1], child=child, household=guardian.household)
    services.free_slot(actor=keeper, slot=slots_of(wishing)[1])

    assert proposed == []
    assert [one.status.value for one in feed_of(client, guardian)] == ["CANCELLED"]


def test_a_booked_meeting_stands_in_her_month_and_leads_to_its_page(
    phone: Client, phone_of: SignIn, period: MeetingPeriod, guardian: Guardian, child: Child, keeper: User
) -> None:
    slot = slots_of(period)[0]
    services.book_slot(actor=guardian.user, slot=slot, child=child)
    month = f"{reverse('guardian_calendar')}?m={period.starts_on:%Y-%m}"
    address = f"{reverse('guardian_meeting', args=[period.pk])}?for={child.pk}"

    page = phone.get(month).content.decode()
    services.free_slot(actor=keeper, slot=slot)
    later = phone.get(month).content.decode()

    assert ', 1 event"' in page
    assert period.title in page and address in page and f'id="day-{period.starts_on.day}"' in page
    assert phone.get(address).status_code == 200
    assert period.title not in later


def test_another_home_does_not_find_it_in_its_month(
    phone_of: SignIn, period: MeetingPeriod, guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)
    assert separated_guardian.user
    theirs = phone_of(separated_guardian.user)

    page = theirs.get(f"{reverse('guardian_calendar')}?m={period.starts_on:%Y-%m}").content.decode()

    assert period.title not in page


def test_what_a_telephone_shows_of_a_meeting_leads_to_the_childs_meeting(
    period: MeetingPeriod, guardian: Guardian, child: Child, keeper: User
) -> None:
    slot = slots_of(period)[0]
    services.give_slot(actor=keeper, slot=slot, child=child, household=guardian.household)
    told = Message.objects.filter(guardian=guardian).select_related("guardian__user", "facility")
    address = f"{reverse('guardian_meeting', args=[period.pk])}?for={child.pk}"

    given = [meeting_words(message) for message in told]
    services.free_slot(actor=keeper, slot=slot)
    freed = [meeting_words(message) for message in told.filter(key__endswith=":cancelled")]

    assert {words.url for words in (*given, *freed) if words} == {address}
    assert freed and all(freed)


def test_what_staff_propose_is_in_no_calendar_before_it_is_told(
    client: Client, wishing: MeetingPeriod, guardian: Guardian, child: Child, keeper: object, phone_of: SignIn
) -> None:
    services.save_wishes(actor=guardian.user, period=wishing, child=child, wishes=[slots_of(wishing)[0].pk])
    services.assign_meetings(actor=keeper, period=wishing)

    before = feed_of(client, guardian)
    MeetingPeriod.objects.update(assigned_at=timezone.now())

    assert before == [] and len(feed_of(client, guardian)) == 1
