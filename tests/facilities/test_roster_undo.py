"""An import is taken back, and what was changed since stays."""

from datetime import date

import pytest

from accounts.models import User
from backend.errors import DomainError
from facilities.models import (
    AuditEntry,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Household,
    RosterImport,
)
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file
from tests.facilities.roster_steps import MINATO, State, apply, bring, himari


def test_the_last_import_is_taken_back(known: Child, manager: User, facility: Facility) -> None:
    roster = RosterImport.objects.get()

    rosters.undo_roster(actor=manager, roster=roster)

    assert not any(model.objects.exists() for model in (Child, Guardian, Household, Grant, Enrolment))
    assert AuditEntry.objects.filter(action="roster.undone").count() == 1


def test_changes_are_taken_back_to_what_was(
    known: Child, manager: User, keeper: User, facility: Facility, other_classroom: Classroom
) -> None:
    Enrolment.objects.update(starts_on=date(2026, 4, 1))
    before = [
        list(model.objects.values().order_by("pk"))
        for model in (Child, Guardian, Household, Grant, Enrolment)
    ]
    headings = (*HEADINGS, "保護者②", "世帯番号")
    cells = himari(氏名="髙橋 ひまり", 組="きりん組", **{"緊急連絡先①": "07012345678"})
    roster = bring(manager, facility, csv_file((*cells, "髙橋 健一", "55"), headings=headings))
    apply(manager, roster, keeper)

    rosters.undo_roster(actor=keeper, roster=roster)

    after = [
        list(model.objects.values().order_by("pk"))
        for model in (Child, Guardian, Household, Grant, Enrolment)
    ]
    assert after == before


def test_what_was_changed_since_is_not_taken_back(known: Child, manager: User) -> None:
    Child.objects.update(given_name="ひまり")

    with pytest.raises(DomainError, match=r"changed since|直されて"):
        rosters.undo_roster(actor=manager, roster=RosterImport.objects.get())
    assert RosterImport.objects.get().state == State.APPLIED


def test_an_older_import_waits_for_the_later(
    known: Child, manager: User, facility: Facility, classroom: Classroom
) -> None:
    first = RosterImport.objects.get()
    apply(manager, bring(manager, facility, csv_file(MINATO)))

    with pytest.raises(DomainError, match=r"later file|別のファイル"):
        rosters.undo_roster(actor=manager, roster=first)


def test_a_roster_that_moved_on_is_checked_again_instead_of_applied(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    roster = bring(manager, facility, csv_file(HIMARI))
    factories.make_child(classroom, external_id="1001", born_on=date(2024, 4, 2))
    roster = rosters.ask_approval(actor=manager, roster=roster, version=roster.version)

    assert not rosters.apply_roster(roster.pk)

    roster.refresh_from_db()
    assert (roster.state, bool(roster.problem), Child.objects.count()) == (State.READING, True, 1)
