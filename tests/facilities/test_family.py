"""A family in one statement: the same as the rules say row by row."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from backend.ids import uuid7
from facilities.acting import acting_on
from facilities.models import Child, Enrolment, Facility, Grant, Guardian
from facilities.selectors.family import adults_reading_along, family_of
from facilities.selectors.transfers import transfers_open
from facilities.topics import topics_of

pytestmark = pytest.mark.django_db

GUARDIANS = (
    "guardian", "co_guardian", "separated_guardian", "relative", "blocked_guardian", "expired_guardian", "outsider",
)  # fmt: skip


def account(guardian: Guardian) -> User:
    assert guardian.user is not None
    return guardian.user


@pytest.mark.parametrize("kind", GUARDIANS)
def test_her_rights_and_children_are_those_of_the_rule(
    kind: str, child: Child, request: pytest.FixtureRequest
) -> None:
    user = account(request.getfixturevalue(kind))

    family = family_of(user)

    live = Grant.objects.seen_by(user, timezone.localdate())
    assert set(family.grants) == set(live.values_list("guardian", "guardian__household", "child"))
    assert {row.pk for row in family.enrolments} == set(
        Enrolment.objects.filter(child__in=live.values("child")).values_list("pk", flat=True)
    )
    assert {tile.child for tile in family.children} == set(Child.objects.filter(pk__in=live.values("child")))


def test_a_family_is_one_query_and_its_rows_ask_no_more(
    guardian: Guardian, child: Child, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        family = family_of(account(guardian))
        names = [(row.child.given_name, row.classroom.name, row.facility.name) for row in family.enrolments]

    assert [name for name, *_place in names] == [child.given_name]


def test_an_account_that_was_switched_off_has_no_family(guardian: Guardian, child: Child) -> None:
    User.objects.filter(pk=account(guardian).pk).update(is_active=False)

    assert not family_of(account(guardian)).is_guardian


def test_at_a_shared_tablet_nobody_has_a_family(guardian: Guardian, child: Child, facility: Facility) -> None:
    with acting_on(uuid7(), facility.pk):
        family = family_of(account(guardian))

        assert (family.grants, family.children, transfers_open(account(guardian))) == ((), (), [])
        assert topics_of(account(guardian)) == ()


def test_who_reads_along_are_the_adults_of_her_own_household(
    guardian: Guardian, co_guardian: Guardian, separated_guardian: Guardian, blocked_guardian: Guardian
) -> None:
    adults = {adult.pk for adult in adults_reading_along(family_of(account(guardian)))}

    assert {guardian.pk, co_guardian.pk} <= adults
    assert adults.isdisjoint({separated_guardian.pk, blocked_guardian.pk})
