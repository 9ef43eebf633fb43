"""Read receipts: per guardian, immutable, exactly once."""

from datetime import date, timedelta

import pytest
from django.db import Error as DatabaseError
from django.db import transaction

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Child, Facility, Guardian, Organisation
from facilities.selectors.family import family_of
from notices import services
from notices.models import FacilityReach, Notice, ReachMinute, Reading, Recipient, State
from notices.selectors.readers import readers_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(office: User, organisation: Organisation, guardian: Guardian) -> Notice:
    return factories.make_notice(office, organisation)


def user_of(guardian: Guardian) -> User:
    assert guardian.user
    return guardian.user


def test_opening_marks_the_household_read_and_moves_the_counter(
    notice: Notice, guardian: Guardian, facility: Facility
) -> None:
    services.record_reading(actor=user_of(guardian), notice=notice)

    recipient = Recipient.objects.get(notice=notice, household=guardian.household_id)
    assert recipient.read_at is not None
    assert recipient.confirmed_at is None
    assert FacilityReach.objects.get(notice=notice, facility=facility).read == 1
    assert sum(ReachMinute.objects.filter(notice=notice).values_list("households", flat=True)) == 1


def test_confirming_is_reading_too(notice: Notice, guardian: Guardian, facility: Facility) -> None:
    services.record_reading(actor=user_of(guardian), notice=notice, kind="confirmed")

    assert set(Reading.objects.values_list("kind", flat=True)) == {"opened", "confirmed"}
    reach = FacilityReach.objects.get(notice=notice, facility=facility)
    assert (reach.read, reach.confirmed) == (1, 1)


def test_a_double_tap_and_a_second_device_change_nothing(
    notice: Notice, guardian: Guardian, facility: Facility
) -> None:
    services.record_reading(actor=user_of(guardian), notice=notice)
    first = Recipient.objects.get(notice=notice).read_at

    services.record_reading(actor=user_of(guardian), notice=notice)

    assert Recipient.objects.get(notice=notice).read_at == first
    assert Reading.objects.count() == 1
    assert FacilityReach.objects.get(notice=notice, facility=facility).read == 1


def test_the_second_parent_leaves_the_households_first_time(
    notice: Notice, guardian: Guardian, co_guardian: Guardian, facility: Facility
) -> None:
    services.record_reading(actor=user_of(guardian), notice=notice)
    first = Recipient.objects.get(notice=notice).read_at

    services.record_reading(actor=user_of(co_guardian), notice=notice)

    assert Recipient.objects.get(notice=notice).read_at == first
    assert Reading.objects.count() == 2
    assert FacilityReach.objects.get(notice=notice, facility=facility).read == 1


def test_shown_on_a_screen_is_not_read(notice: Notice, guardian: Guardian) -> None:
    services.record_reading(actor=user_of(guardian), notice=notice, kind="shown")

    assert Recipient.objects.get(notice=notice).read_at is None


def test_a_grandmother_who_only_looks_on_does_not_count_for_the_household(
    notice: Notice, guardian: Guardian, relative: Guardian
) -> None:
    services.record_reading(actor=user_of(relative), notice=notice)

    assert Reading.objects.filter(guardian=relative).exists()
    assert Recipient.objects.get(notice=notice).read_at is None


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_on": factories.today() - timedelta(days=1)},
        {"starts_on": factories.today() + timedelta(days=1)},
    ],
    ids=["ended yesterday", "begins tomorrow"],
)
def test_a_right_to_answer_counts_only_on_its_days(
    notice: Notice, child: Child, guardian: Guardian, relative: Guardian, dates: dict[str, date]
) -> None:
    other = factories.make_child(child.enrolments.get().classroom)
    factories.grant(relative, other, **dates)

    services.record_reading(actor=user_of(relative), notice=notice)

    assert Reading.objects.filter(guardian=relative).exists()
    assert Recipient.objects.get(notice=notice).read_at is None


def test_a_block_beats_the_right_to_answer_for_the_same_child(
    notice: Notice, child: Child, guardian: Guardian, relative: Guardian
) -> None:
    other = factories.make_child(child.enrolments.get().classroom)
    factories.grant(relative, other)
    factories.grant(relative, other, is_blocked=True, can_view=False)

    services.record_reading(actor=user_of(relative), notice=notice)

    assert Recipient.objects.get(notice=notice).read_at is None


def test_a_block_for_one_child_leaves_the_right_to_answer_for_another(
    notice: Notice, child: Child, guardian: Guardian
) -> None:
    other = factories.make_child(child.enrolments.get().classroom)
    factories.grant(guardian, other, is_blocked=True, can_view=False)

    services.record_reading(actor=user_of(guardian), notice=notice)

    assert Recipient.objects.get(notice=notice).read_at is not None


def test_a_blocked_guardian_cannot_record_anything(notice: Notice, blocked_guardian: Guardian) -> None:
    with pytest.raises(NotVisible):
        services.record_reading(actor=user_of(blocked_guardian), notice=notice)

    assert not Reading.objects.exists()


def test_a_stranger_gets_the_same_answer_as_for_no_notice(notice: Notice, outsider: Guardian) -> None:
    with pytest.raises(NotVisible):
        services.record_reading(actor=user_of(outsider), notice=notice)


def test_reading_in_one_household_leaves_the_other_unread(
    office: User, organisation: Organisation, guardian: Guardian, separated_guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)

    services.record_reading(actor=user_of(guardian), notice=notice)

    assert Recipient.objects.get(notice=notice, household=separated_guardian.household_id).read_at is None


def test_a_family_in_two_facilities_is_read_in_both(
    office: User, organisation: Organisation, child: Child, guardian: Guardian, other_facility: Facility
) -> None:
    factories.enrol(child, factories.make_classroom(other_facility))
    notice = factories.make_notice(office, organisation)

    services.record_reading(actor=user_of(guardian), notice=notice)

    assert list(FacilityReach.objects.filter(notice=notice).values_list("read", flat=True)) == [1, 1]
    assert sum(ReachMinute.objects.filter(notice=notice).values_list("households", flat=True)) == 1


def test_a_reading_that_comes_before_the_rows_are_written_is_asked_again_soon(
    notice: Notice, guardian: Guardian
) -> None:
    from django.utils import timezone

    from backend.receipts import Receipt

    Recipient.objects.all().delete()
    Notice.objects.update(state=State.PUBLISHING)
    user = user_of(guardian)

    answer = services.record_readings(
        [Receipt(notice.pk, "confirmed", timezone.now(), user.pk, readers_of(family_of(user)))]
    )

    assert answer == [None]


def test_a_family_whose_child_has_left_still_reads_what_it_received(
    notice: Notice, child: Child, guardian: Guardian
) -> None:
    child.enrolments.update(ends_on=factories.today() - timedelta(days=1))

    services.record_reading(actor=user_of(guardian), notice=notice)

    assert Recipient.objects.get(notice=notice).read_at is not None


def test_a_reading_is_never_changed_or_deleted(notice: Notice, guardian: Guardian) -> None:
    services.record_reading(actor=user_of(guardian), notice=notice)

    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.update(kind="confirmed")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.all().delete()
