"""What a roster's rows do to the children they name."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError
from facilities.models import (
    AuditEntry,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Guardian,
    Organisation,
    RosterImport,
)
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file, xlsx_file
from tests.facilities.roster_steps import MINATO, State, apply, bring, himari, problems_of, row_of


def test_a_dry_run_changes_nothing(manager: User, facility: Facility, classroom: Classroom) -> None:
    roster = bring(manager, facility, csv_file(HIMARI, MINATO))

    assert (roster.state, roster.counts["new"], roster.done, roster.total) == (State.CHECKED, 2, 2, 2)
    assert not Child.objects.exists()


def test_new_children_come_with_class_guardian_and_rights(known: Child, classroom: Classroom) -> None:
    guardian = Guardian.objects.get()

    assert (known.family_name, known.given_name, known.family_kana, known.given_kana) == (
        "髙橋", "陽葵", "たかはし", "ひまり",
    )  # fmt: skip
    assert known.enrolments.get().classroom == classroom
    assert (guardian.name, guardian.phone, guardian.relation) == ("髙橋 沙織", "090-1234-0001", "mother")
    assert known.grants.get().can_answer
    assert guardian.household.name == "髙橋"


def test_the_file_itself_is_gone_once_it_is_applied(known: Child) -> None:
    roster = RosterImport.objects.get()

    assert (bytes(roster.content), len(roster.sha256)) == (b"", 64)


def test_the_same_file_again_changes_nothing(known: Child, manager: User, facility: Facility) -> None:
    roster = bring(manager, facility, csv_file(HIMARI))

    assert (roster.counts["unchanged"], roster.counts["links"]) == (1, 0)
    with pytest.raises(DomainError):
        rosters.ask_approval(actor=manager, roster=roster, version=roster.version)


def test_an_empty_cell_keeps_and_the_word_clears(known: Child, manager: User, facility: Facility) -> None:
    Child.objects.update(allergies="卵")
    headings = (*HEADINGS, "アレルギー")
    kept = bring(manager, facility, csv_file((*HIMARI, ""), headings=headings))
    cleared = bring(manager, facility, csv_file((*HIMARI, "__CLEAR__"), headings=headings))

    assert kept.counts["unchanged"] == 1
    assert row_of(cleared).changes == [["allergies", "卵", ""]]


def test_a_key_cannot_be_cleared(known: Child, manager: User, facility: Facility) -> None:
    roster = bring(manager, facility, csv_file(himari(氏名="__CLEAR__")))

    assert problems_of(roster) == ["cannot_clear"]


def test_changes_are_shown_field_by_field(known: Child, manager: User, facility: Facility) -> None:
    cells = {"氏名": "髙橋 ひまり", "緊急連絡先①": "７０12345678"}

    row = row_of(bring(manager, facility, csv_file(himari(**cells))))

    assert row.changes == [["given_name", "陽葵", "ひまり"], ["phone1", "090-1234-0001", "070-1234-5678"]]
    assert not row.changes_link


def test_another_class_is_a_dated_change_and_the_past_stays(
    known: Child, manager: User, facility: Facility, other_classroom: Classroom
) -> None:
    Enrolment.objects.update(starts_on=date(2026, 4, 1))
    first_day = timezone.localdate() + timedelta(days=9)
    roster = bring(manager, facility, csv_file(himari(組="きりん")), starts_on=first_day)

    apply(manager, roster)

    assert row_of(roster).changes == [["classroom", "うさぎ組", "きりん組", first_day.isoformat()]]
    assert list(
        known.enrolments.order_by("starts_on").values_list("classroom__name", "starts_on", "ends_on")
    ) == [
        ("うさぎ組", date(2026, 4, 1), first_day - timedelta(days=1)),
        ("きりん組", first_day, None),
    ]


def test_a_class_change_never_reaches_into_the_past(
    known: Child, manager: User, facility: Facility, other_classroom: Classroom
) -> None:
    Enrolment.objects.update(starts_on=date(2026, 4, 1))
    ago = timezone.localdate() - timedelta(days=30)

    apply(manager, bring(manager, facility, csv_file(himari(組="きりん組")), starts_on=ago))

    assert known.enrolments.order_by("starts_on").first().ends_on == timezone.localdate() - timedelta(days=1)  # type: ignore[union-attr]


def test_rows_that_have_shifted_stop(
    known: Child, manager: User, facility: Facility, classroom: Classroom
) -> None:
    apply(manager, bring(manager, facility, csv_file(MINATO)))
    roster = bring(manager, facility, csv_file(himari(園児番号="1002")))
    stranger = bring(
        manager, facility, csv_file(("1001", "林 咲良", "ハヤシ サラ", "2022/01/05", *HIMARI[4:]))
    )

    assert (problems_of(roster), problems_of(stranger)) == (["key_conflict"], ["key_shifted"])


def test_one_child_twice_in_a_file_stops_the_second_row(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    roster = bring(manager, facility, csv_file(HIMARI, himari(園児番号="")))

    assert (row_of(roster).result, problems_of(roster, 3)) == ("new", ["twice_in_file"])


def test_swapped_columns_are_questioned(manager: User, facility: Facility, classroom: Classroom) -> None:
    rows = [himari(園児番号=str(n), 氏名=f"2024/04/0{n}", 生年月日="髙橋 陽葵") for n in range(1, 5)]

    roster = bring(manager, facility, csv_file(*rows))

    assert roster.counts["doubts"] == {"1": "birthday", "3": "name"}
    assert roster.counts["error"] == 4


def test_an_error_stops_everything_until_its_row_is_left_out(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    wrong = ("1003", "長谷川 凛", "ハセガワ リン", "2025/13/05", *HIMARI[4:])
    roster = bring(manager, facility, csv_file(HIMARI, wrong))

    with pytest.raises(DomainError):
        rosters.ask_approval(actor=manager, roster=roster, version=roster.version)
    assert not Child.objects.exists()
    roster.refresh_from_db()
    apply(manager, roster, leave_errors=True)
    assert list(Child.objects.values_list("external_id", flat=True)) == ["1001"]


def test_a_row_left_out_comes_back_as_it_was(manager: User, facility: Facility, classroom: Classroom) -> None:
    roster = bring(manager, facility, csv_file(HIMARI))
    rosters.leave_row_out(actor=manager, roster=roster, number=2)
    assert row_of(roster).result == "left_out"

    rosters.put_row_back(actor=manager, roster=roster, number=2)

    assert row_of(roster).result == "new"


def test_nobody_is_deleted_by_a_file_without_her(known: Child, manager: User, facility: Facility) -> None:
    apply(manager, bring(manager, facility, csv_file(MINATO)))

    assert known.enrolments.get().ends_on is None


def test_a_number_of_another_facility_is_refused_without_a_hint(
    manager: User, facility: Facility, other_facility: Facility, classroom: Classroom
) -> None:
    factories.make_child(factories.make_classroom(other_facility), external_id="1001", given_name="蓮")

    roster = bring(manager, facility, csv_file(HIMARI))

    assert row_of(roster).problems == [["number_elsewhere", {"number": "1001"}]]
    assert row_of(roster).child is None


def test_the_office_brings_a_file_for_all_facilities(
    office: User,
    organisation: Organisation,
    facility: Facility,
    other_facility: Facility,
    classroom: Classroom,
) -> None:
    factories.make_classroom(other_facility, name="1-1")
    headings = ("施設名", *HEADINGS)
    rows = (
        ("元代々木保育園", *HIMARI),
        ("富ヶ谷保育園", *MINATO[:4], "46023", *MINATO[5:]),
        ("無い園", *himari(園児番号="9")),
    )

    roster = bring(office, facility, csv_file(*rows, headings=headings), for_all=True)

    assert (roster.counts["new"], problems_of(roster, 4)) == (2, ["no_such_facility", "twice_in_file"][:1])


def test_every_changed_child_is_audited(known: Child) -> None:
    assert AuditEntry.objects.filter(action="roster.changed_child", child=known.pk).count() == 1


def test_xlsx_and_csv_say_the_same(manager: User, facility: Facility, classroom: Classroom) -> None:
    roster = bring(manager, facility, xlsx_file(HIMARI))

    assert (roster.encoding, row_of(roster).result) == ("Excel", "new")
