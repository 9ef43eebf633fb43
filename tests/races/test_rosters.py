"""Two keepers, one file: on PostgreSQL, with real threads."""

from functools import partial

import pytest

from accounts.models import User
from backend.errors import Conflict
from facilities.models import Child, Classroom, Facility, Guardian, RosterImport
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)
State = RosterImport.State


def checked(actor: User, facility: Facility, *rows: tuple[str, ...], name: str = "a.csv") -> RosterImport:
    roster = rosters.upload_roster(
        actor=actor,
        organisation=facility.organisation,
        facility=facility,
        file_name=name,
        content=csv_file(*rows, headings=HEADINGS),
        starts_on=factories.today(),
    )
    rosters.check_roster(roster.pk)
    return RosterImport.objects.get(pk=roster.pk)


def test_two_people_approving_one_file_apply_it_once(
    manager: User, keeper: User, office: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    Child.objects.update(external_id="5")
    roster = checked(manager, facility, ("5", "", "", "", "", "髙橋 健一", "父", ""))
    roster = rosters.ask_approval(actor=manager, roster=roster, version=roster.version)
    approve = partial(rosters.approve_roster, roster=roster, version=roster.version)

    results = together(partial(approve, actor=keeper), partial(approve, actor=office))
    applied = together(*[partial(rosters.apply_roster, roster.pk)] * 4)

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert sorted(map(bool, applied)) == [False, False, False, True]
    assert Guardian.objects.filter(name="髙橋 健一").count() == 1


def test_the_same_child_in_two_files_comes_once(
    manager: User, keeper: User, facility: Facility, classroom: Classroom
) -> None:
    files = [checked(actor, facility, HIMARI, name=f"{actor.name}.csv") for actor in (manager, keeper)]
    for roster in files:
        rosters.ask_approval(actor=roster.created_by, roster=roster, version=roster.version)

    together(*[partial(rosters.apply_roster, roster.pk) for roster in files])

    assert Child.objects.count() == 1
    assert sorted(RosterImport.objects.values_list("state", flat=True)) == [State.APPLIED, State.READING]


def test_two_people_taking_a_file_back_do_it_once(
    manager: User, keeper: User, facility: Facility, classroom: Classroom
) -> None:
    roster = checked(manager, facility, HIMARI)
    rosters.ask_approval(actor=manager, roster=roster, version=roster.version)
    rosters.apply_roster(roster.pk)

    together(*[partial(rosters.undo_roster, actor=person, roster=roster) for person in (manager, keeper)])

    assert not Child.objects.exists()
    assert RosterImport.objects.get().state == State.UNDONE
