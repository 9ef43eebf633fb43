"""A family books a meeting on its phone, first come first served."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from notices.models import Asks, Notice
from surveys import services
from surveys.models import MeetingPeriod, MeetingSlot
from tests import factories
from tests.conftest import SignIn
from tests.surveys.meeting_world import make_lane, make_period, slots_of

pytestmark = pytest.mark.django_db


def page(period: MeetingPeriod, child: Child | None = None) -> str:
    path = reverse("guardian_meeting", args=[period.pk])
    return f"{path}?for={child.pk}" if child else path


def act(name: str, period: MeetingPeriod, child: Child, *more: object) -> str:
    return reverse(f"guardian_meeting_{name}", args=[period.pk, child.pk, *more])


def text(phone: Client, address: str) -> str:
    return phone.get(address).content.decode()


def someone_else(classroom: Classroom) -> tuple[User, Child]:
    child = factories.make_child(classroom, given_name="蓮")
    user = factories.make_guardian(child).user
    assert user
    return user, child


def test_a_meeting_stands_on_home_in_its_notice_and_in_the_list(
    phone: Client, period: MeetingPeriod, keeper: User, facility: Facility
) -> None:
    notice = factories.make_notice(keeper, facility.organisation, facility, urgency="everyday")
    Notice.objects.filter(pk=notice.pk).update(asks=Asks.MEETING)
    MeetingPeriod.objects.update(notice=notice)

    addresses = [reverse("guardian_home"), reverse("guardian_meetings")]
    for address in (*addresses, reverse("guardian_notice", args=[notice.pk])):
        assert page(period) in text(phone, address)


def test_two_taps_book_a_time_and_home_asks_no_more(
    phone: Client, period: MeetingPeriod, child: Child
) -> None:
    slot = slots_of(period)[1]

    question = phone.post(act("hold", period, child, slot.pk), follow=True)
    booked = phone.post(act("slot", period, child, slot.pk), follow=True)

    assert "Book this time?" in question.content.decode()
    assert "Kept for you until" in question.content.decode()
    assert "Your meeting" in booked.content.decode() and "ゆり室" in booked.content.decode()
    assert period.slots.get(child=child) == slot
    assert page(period) not in text(phone, reverse("guardian_home"))


def test_a_slot_taken_a_moment_ago_is_said_above_the_renewed_list_and_nothing_is_lost(
    phone: Client, period: MeetingPeriod, child: Child, classroom: Classroom
) -> None:
    mine, wanted, *_rest = slots_of(period)
    phone.post(act("slot", period, child, mine.pk))
    user, other = someone_else(classroom)
    services.book_slot(actor=user, slot=wanted, child=other)

    for name in ("hold", "slot"):
        answer = phone.post(act(name, period, child, wanted.pk))
        said = answer.content.decode()
        assert answer.status_code == 409
        assert "Another family has just taken this time" in said
        assert str(wanted.pk) not in said and str(slots_of(period)[2].pk) in said

    assert period.slots.get(child=child) == mine


def test_a_time_that_another_family_is_confirming_is_grey_with_words(
    phone: Client, period: MeetingPeriod, child: Child, classroom: Classroom
) -> None:
    slot = slots_of(period)[0]
    user, other = someone_else(classroom)
    services.hold_slot(actor=user, slot=slot, child=other)

    said = text(phone, page(period))

    assert f'data-slot="{slot.pk}" disabled' in said
    assert phone.get(act("slot", period, child, slot.pk)).status_code == 409


def test_she_changes_and_gives_back_until_the_set_time(
    phone: Client, period: MeetingPeriod, child: Child
) -> None:
    first, second, *_rest = slots_of(period)
    phone.post(act("slot", period, child, first.pk))

    change = text(phone, f"{page(period, child)}&change")
    moved = phone.post(act("slot", period, child, second.pk), follow=True).content.decode()
    question = text(phone, f"{page(period, child)}&cancel")
    given = phone.post(act("cancel", period, child), follow=True).content.decode()

    assert str(first.pk) not in change and str(second.pk) in change
    assert "Your meeting" in moved
    assert "Give this time back?" in question
    assert "Given back" in given and not period.slots.filter(child=child).exists()
    assert phone.post(act("cancel", period, child)).status_code == 302


def test_after_the_set_time_the_page_says_to_phone_and_has_the_number(
    phone: Client, period: MeetingPeriod, child: Child, facility: Facility
) -> None:
    slot = slots_of(period)[0]
    phone.post(act("slot", period, child, slot.pk))
    Facility.objects.update(phone="03-1234-5678")
    MeetingPeriod.objects.update(change_hours=24 * 30)

    said = text(phone, f"{page(period, child)}&change")
    late = phone.post(act("cancel", period, child))

    assert "too late to change it here" in said and "tel:0312345678" in said
    assert late.status_code == 422 and "Please phone the nursery" in late.content.decode()
    assert period.slots.get(child=child) == slot


def test_for_a_brother_the_times_beside_come_first(
    phone: Client, period: MeetingPeriod, child: Child, classroom: Classroom, guardian: Guardian
) -> None:
    younger = factories.make_child(classroom, given_name="湊")
    factories.grant(guardian, younger)
    first, second, *_rest = slots_of(period)

    after = phone.post(act("slot", period, child, first.pk), follow=True).content.decode()

    assert "Now for 湊" in after
    near = after.index("Beside 陽葵")
    assert after.index(str(second.pk)) > near and after.count(f'data-slot="{second.pk}"') == 2


def test_another_home_of_the_child_sees_only_that_it_is_arranged(
    phone: Client,
    phone_of: SignIn,
    period: MeetingPeriod,
    child: Child,
    separated_guardian: Guardian,
) -> None:
    slot = slots_of(period)[0]
    phone.post(act("slot", period, child, slot.pk))
    assert separated_guardian.user
    other = phone_of(separated_guardian.user)

    said = text(other, page(period))
    clock = timezone.localtime(slot.starts_at).strftime("%H:%M")

    assert "arranged already" in said and clock not in said and "髙橋" not in said
    assert other.get(act("file", period, child)).status_code == 404
    assert other.post(act("slot", period, child, slots_of(period)[1].pk)).status_code == 409
    assert period.slots.get(child=child) == slot


def test_who_reads_along_looks_and_books_nothing(
    phone_of: SignIn, relative: Guardian, period: MeetingPeriod, child: Child
) -> None:
    assert relative.user
    reader, slot = phone_of(relative.user), slots_of(period)[0]

    assert "You read along here" in text(reader, page(period))
    assert reader.post(act("hold", period, child, slot.pk)).status_code == 403
    assert reader.post(act("slot", period, child, slot.pk)).status_code == 403
    assert not MeetingSlot.objects.filter(child__isnull=False).exists()


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [(1, 5, "Times can be chosen from"), (-5, -1, "no time was chosen")],
    ids=["early", "late"],
)
def test_before_and_after_the_time_of_booking_the_page_says_so(
    phone: Client, period: MeetingPeriod, opens: int, closes: int, sentence: str
) -> None:
    now = timezone.now()
    MeetingPeriod.objects.update(opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))

    assert sentence in text(phone, page(period))
    assert page(period) not in text(phone, reverse("guardian_home"))


def test_a_time_of_another_class_and_what_is_none_are_not_there(
    phone: Client, period: MeetingPeriod, child: Child, keeper: User, other_classroom: Classroom
) -> None:
    elsewhere = make_lane(keeper, period, other_classroom).slots.first()
    assert elsewhere

    assert phone.post(act("hold", period, child, elsewhere.pk)).status_code == 404
    assert phone.post(act("hold", period, child, child.pk)).status_code == 404
    assert phone.get(f"{page(period)}?for=x").status_code == 404


def test_more_children_more_times_and_more_periods_need_no_more_queries(
    phone: Client, period: MeetingPeriod, guardian: Guardian, classroom: Classroom, keeper: User
) -> None:
    phone.get(page(period))
    with CaptureQueriesContext(
        connection,
    ) as few:
        phone.get(reverse("guardian_meetings"))
        phone.get(page(period))
    for number in range(3):
        factories.grant(guardian, factories.make_child(classroom, given_name=f"子{number}"))
        make_lane(keeper, make_period(keeper, period.facility), classroom, slots=12)
    make_lane(keeper, period, None, slots=12, day=1)

    with CaptureQueriesContext(connection) as many:
        phone.get(reverse("guardian_meetings"))
        phone.get(page(period))

    assert len(many) == len(few)
