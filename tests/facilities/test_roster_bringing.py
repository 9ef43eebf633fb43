"""Who brings a file, which columns it has, and what happens to a file that is no roster."""

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Classroom, ColumnMapping, Facility, Guardian, RosterImport, RosterRow
from facilities.services import rosters
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file, file_with_password, zip_bomb
from tests.facilities.roster_steps import MINATO, State, apply, bring


def test_a_double_tap_brings_one_file(manager: User, facility: Facility, classroom: Classroom) -> None:
    bring(manager, facility, csv_file(HIMARI))

    bring(manager, facility, csv_file(HIMARI))

    assert RosterImport.objects.count() == 1


def test_chosen_columns_are_remembered_for_the_next_file(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    headings = ("キー", *HEADINGS[1:])
    roster = bring(manager, facility, csv_file(HIMARI, headings=headings))
    rosters.choose_mapping(actor=manager, roster=roster, mapping=["number", *roster.mapping[1:]])
    rosters.check_roster(roster.pk)
    roster.refresh_from_db()
    assert apply(manager, roster).state == State.APPLIED

    again = bring(manager, facility, csv_file(MINATO, headings=headings))

    assert (again.mapping[0], ColumnMapping.objects.count()) == ("number", 1)


def test_two_columns_for_one_field_are_refused(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    roster = bring(manager, facility, csv_file(HIMARI))

    with pytest.raises(DomainError):
        rosters.choose_mapping(actor=manager, roster=roster, mapping=["name", "name", *roster.mapping[2:]])


@pytest.mark.parametrize("content", [b"", zip_bomb(210), file_with_password(), bytes(range(128, 256)) * 9])
def test_a_file_that_cannot_be_read_says_so_and_is_forgotten(
    manager: User, facility: Facility, content: bytes
) -> None:
    roster = bring(manager, facility, content)

    assert (roster.state, bool(roster.problem), bytes(roster.content)) == (State.REFUSED, True, b"")


def test_discarding_forgets_file_and_rows(manager: User, facility: Facility, classroom: Classroom) -> None:
    roster = bring(manager, facility, csv_file(HIMARI))

    for _ in range(2):
        rosters.discard_roster(actor=manager, roster=roster)

    roster.refresh_from_db()
    assert (roster.state, bytes(roster.content), RosterRow.objects.count()) == (State.DISCARDED, b"", 0)


def test_what_is_applied_cannot_be_discarded(known: Child, manager: User) -> None:
    with pytest.raises(Conflict):
        rosters.discard_roster(actor=manager, roster=RosterImport.objects.get())


def test_only_keepers_bring_files(
    teacher: User, reader: User, other_manager: User, guardian: Guardian, facility: Facility
) -> None:
    for person, refusal in (
        (teacher, NotAllowed),
        (reader, NotAllowed),
        (other_manager, NotVisible),
        (guardian.user, NotVisible),
    ):
        with pytest.raises(refusal):
            bring(person, facility, csv_file(HIMARI))


def test_a_manager_brings_no_file_for_the_whole_organisation(manager: User, facility: Facility) -> None:
    with pytest.raises((NotAllowed, NotVisible)):
        bring(manager, facility, csv_file(HIMARI), for_all=True)
