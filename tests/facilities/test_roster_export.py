"""A roster that leaves comes back unchanged."""

import pytest

from accounts.models import User
from backend.errors import DomainError
from facilities.models import AuditEntry, Child, Classroom, Facility, Household
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import csv_file
from tests.facilities.roster_steps import bring, problems_of, row_of


@pytest.mark.parametrize("kind", ["xlsx", "csv", "cp932"])
def test_an_export_brought_back_changes_nothing(
    known: Child, manager: User, facility: Facility, other_classroom: Classroom, kind: str
) -> None:
    Classroom.objects.filter(pk=other_classroom.pk).update(name="1-1")
    odd = factories.make_child(
        other_classroom, family_name="=髙﨑", given_name="-1+1", family_kana="たかさき", given_kana="あ",
        external_id="007", allergies="卵、=乳",
    )  # fmt: skip
    factories.make_guardian(odd, name="＠髙﨑 母", phone="0312345678", relation="mother")
    factories.make_guardian(odd, Household.objects.last(), name="髙﨑 祖父", relation="grandfather", phone="")

    content = rosters.export_roster(
        actor=manager, organisation=facility.organisation, facility=facility, kind=kind
    )
    roster = bring(manager, facility, content)

    rows = list(roster.rows.values_list("result", "changes", "problems"))
    assert [result for result, *_ in rows] == ["unchanged"] * 2, rows


def test_an_export_in_letters_that_do_not_exist_there_is_refused(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    factories.make_child(classroom, family_name="𠮷田")

    with pytest.raises(DomainError, match="𠮷田"):
        rosters.export_roster(
            actor=manager, organisation=facility.organisation, facility=facility, kind="cp932"
        )


def test_an_export_is_audited_for_each_child(child: Child, manager: User, facility: Facility) -> None:
    rosters.export_roster(actor=manager, organisation=facility.organisation, facility=facility, kind="csv")

    assert set(AuditEntry.objects.values_list("action", "child")) == {
        ("roster.exported", None),
        ("roster.exported_child", child.pk),
    }


def test_letters_shift_jis_does_not_have_keep_what_is_there(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    child = factories.make_child(classroom, external_id="7", family_name="𠮷田", family_kana="ヨシダ")
    factories.make_guardian(child, name="𠮷田 沙織")
    known = ("7", "?田 陽葵", "よしだ ひまり", "", "", "〓田　沙織", "", "")
    new = ("8", "?田 凪", "ヨシダ ナギ", "2024/4/2", "うさぎ組", "", "", "")

    roster = bring(manager, facility, csv_file(known, new))

    assert (row_of(roster).result, problems_of(roster, 3)) == ("unchanged", ["unreadable_letters"])
