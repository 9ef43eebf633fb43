"""A teacher finds her own meetings in her menu."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from facilities.models import Child, Classroom, Guardian, StaffMember
from surveys import services
from surveys.models import Lane, MeetingPeriod
from tests import factories
from tests.conftest import SignIn
from tests.surveys.meeting_world import make_lane, slots_of

pytestmark = pytest.mark.django_db
ADDRESS = "teacher_meetings"


def test_the_menu_leads_to_the_meetings_of_her_class_and_on_to_the_plan(
    phone_of: SignIn, teacher: User, period: MeetingPeriod, guardian: Guardian, child: Child
) -> None:
    slot = slots_of(period)[0]
    services.book_slot(actor=guardian.user, slot=slot, child=child)
    tablet = phone_of(teacher)

    board = tablet.get(reverse("teacher_board")).content.decode()
    page = tablet.get(reverse(ADDRESS)).content.decode()

    assert f'href="{reverse(ADDRESS)}"' in board
    assert str(child) in page and "ゆり室" in page
    plan = f"{reverse('office_meeting', args=[period.pk])}?slot={slot.pk}"
    assert plan in page and tablet.get(plan).status_code == 200


def test_a_meeting_of_a_named_colleague_is_in_her_list_only(
    phone_of: SignIn,
    teacher: User,
    other_teacher: User,
    period: MeetingPeriod,
    guardian: Guardian,
    child: Child,
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)
    Lane.objects.update(member=StaffMember.objects.get(user=other_teacher))

    mine, hers = (phone_of(who).get(reverse(ADDRESS)).content.decode() for who in (teacher, other_teacher))

    assert f"?slot={slots_of(period)[0].pk}" not in mine
    assert f"?slot={slots_of(period)[0].pk}" in hers and str(child) not in hers


def test_of_another_class_and_another_place_nothing_is_hers(
    phone_of: SignIn,
    teacher: User,
    other_teacher: User,
    other_manager: User,
    period: MeetingPeriod,
    guardian: Guardian,
    child: Child,
) -> None:
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)

    for who in (other_teacher, other_manager):
        assert f"?slot={slots_of(period)[0].pk}" not in phone_of(who).get(reverse(ADDRESS)).content.decode()


def test_many_meetings_ask_no_more_of_the_database(
    phone_of: SignIn,
    teacher: User,
    keeper: User,
    classroom: Classroom,
    period: MeetingPeriod,
) -> None:
    make_lane(keeper, period, classroom, slots=8, day=1)
    tablet = phone_of(teacher)
    counts = []
    for slot in slots_of(period)[::4]:
        home = factories.make_guardian(factories.make_child(classroom)).household
        kid = Child.objects.order_by("-pk").first()
        assert kid
        services.give_slot(actor=keeper, slot=slot, child=kid, household=home)
        with CaptureQueriesContext(connection) as asked:
            tablet.get(reverse(ADDRESS))
        counts.append(len(asked))

    assert counts[1] == counts[-1]
