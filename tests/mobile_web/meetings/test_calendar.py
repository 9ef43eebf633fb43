"""A meeting in the calendar of a telephone: one entry that moves and is struck out."""

from typing import Any

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from facilities.models import Child, Guardian
from surveys import services
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


def test_what_staff_propose_is_in_no_calendar_before_it_is_told(
    client: Client, wishing: MeetingPeriod, guardian: Guardian, child: Child, keeper: object, phone_of: SignIn
) -> None:
    services.save_wishes(actor=guardian.user, period=wishing, child=child, wishes=[slots_of(wishing)[0].pk])
    services.assign_meetings(actor=keeper, period=wishing)

    before = feed_of(client, guardian)
    MeetingPeriod.objects.update(assigned_at=timezone.now())

    assert before == [] and len(feed_of(client, guardian)) == 1
