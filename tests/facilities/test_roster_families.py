"""Households, guardians and their rights as a roster brings them."""

import pytest

from accounts.models import User
from backend.errors import NotAllowed
from facilities.models import Child, Classroom, Facility, Grant, Guardian, Household
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file
from tests.facilities.roster_steps import State, apply, bring, problems_of, row_of


def test_a_second_guardian_needs_a_second_person(
    known: Child, manager: User, keeper: User, facility: Facility
) -> None:
    headings = (*HEADINGS, "保護者②", "続柄②")
    roster = bring(manager, facility, csv_file((*HIMARI, "髙橋 健一", "父"), headings=headings))
    waiting = rosters.ask_approval(actor=manager, roster=roster, version=roster.version)

    assert (waiting.state, row_of(roster).changes_link) == (State.WAITING, True)
    with pytest.raises(NotAllowed):
        rosters.approve_roster(actor=manager, roster=waiting, version=waiting.version)
    rosters.approve_roster(actor=keeper, roster=waiting, version=waiting.version)
    rosters.apply_roster(roster.pk)
    assert set(known.grants.values_list("guardian__name", flat=True)) == {"髙橋 沙織", "髙橋 健一"}
    assert Household.objects.count() == 1


def test_siblings_share_a_household_and_a_guardian(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    sister = ("1009", "髙橋 葵", "タカハシ アオイ", "2022/06/01", *HIMARI[4:])

    apply(manager, bring(manager, facility, csv_file(HIMARI, sister)))

    assert (Household.objects.count(), Guardian.objects.count(), Grant.objects.count()) == (1, 1, 2)


def test_households_with_one_number_are_one(manager: User, facility: Facility, classroom: Classroom) -> None:
    headings = (*HEADINGS, "世帯番号")
    brother = (
        "1009",
        "髙橋 湊",
        "タカハシ ミナト",
        "2022/06/01",
        "うさぎ組",
        "髙橋 健一",
        "父",
        "090-1234-0009",
        "77",
    )

    apply(manager, bring(manager, facility, csv_file((*HIMARI, "77"), brother, headings=headings)))

    assert [home.guardians.count() for home in Household.objects.filter(external_id="77")] == [2]
    assert Grant.objects.count() == 2  # nobody is joined by the household alone


def test_a_sibling_of_a_known_family_is_a_change_of_links(
    known: Child, manager: User, keeper: User, facility: Facility
) -> None:
    sister = ("1009", "髙橋 葵", "タカハシ アオイ", "2022/06/01", *HIMARI[4:])
    roster = bring(manager, facility, csv_file(sister))

    assert (row_of(roster).result, row_of(roster).changes_link) == ("new", True)
    apply(manager, roster, keeper)
    assert (Household.objects.count(), Guardian.objects.get().grants.count()) == (1, 2)


def test_a_blocked_guardian_does_not_come_back_by_a_file(
    known: Child, manager: User, facility: Facility
) -> None:
    father = factories.make_guardian(known, Household.objects.get(), name="髙橋 大輔", relation="father")
    factories.grant(father, known, is_blocked=True)
    headings = (*HEADINGS, "保護者②")

    roster = bring(manager, facility, csv_file((*HIMARI, "髙橋大輔"), headings=headings))

    assert problems_of(roster) == ["guardian_blocked"]
