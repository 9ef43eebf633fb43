"""What a family's home asks of it for events, however many are open."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from facilities.selectors.family import family_of
from surveys.selectors.events import own_children_at
from surveys.selectors.invited import replies_due
from tests import factories
from tests.conftest import SignIn
from tests.surveys.test_events import asking, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def test_ten_events_that_wait_cost_home_as_much_as_one(
    manager: User, facility: Facility, guardian: Guardian, signed_in: SignIn
) -> None:
    assert guardian.user
    phone, counts = signed_in(guardian.user), []
    for many in (1, 9):
        for _event in range(many):
            asking(manager, facility)
        phone.get(reverse("guardian_home"))
        with CaptureQueriesContext(connection) as caught:
            phone.get(reverse("guardian_home"))
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_home_asks_for_the_same_children_as_the_event_itself(
    manager: User, office: User, facility: Facility, classroom: Classroom, other_classroom: Classroom,
    child: Child, guardian: Guardian,
) -> None:  # fmt: skip
    sister = factories.make_child(other_classroom, given_name="妹")
    factories.grant(guardian, sister, can_answer=True)
    factories.grant(guardian, factories.make_child(classroom, given_name="弟"), can_answer=False)
    assert guardian.user
    family = family_of(guardian.user)
    events = [
        asking(manager, facility),
        asking(manager, facility, classrooms=[classroom.pk]),
        asking(manager, facility, classrooms=[other_classroom.pk]),
        asking(manager, facility, ages=[classroom.age]),
        asking(manager, facility, ages=[classroom.age + 9]),
        make_event(office, facility.organisation, asks_reply=True, reply_by=timezone.now() + timedelta(days=3)),
    ]  # fmt: skip

    due = {one.event: [*one.children] for one in replies_due(family)}

    for event in events:
        hers = own_children_at(event, guardian.user, family.day).order_by("born_on", "pk")
        assert due.get(event, []) == [*hers]
    assert {len(children) for children in due.values()} == {1, 2}
