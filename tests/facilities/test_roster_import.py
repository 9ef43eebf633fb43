"""A roster from its file into the database, and back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import (
    AuditEntry,
    Child,
    Classroom,
    ColumnMapping,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Household,
    Organisation,
    RosterImport,
    RosterRow,
)
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file, file_with_password, xlsx_file, zip_bomb

State = RosterImport.State
MINATO = ("1002", "佐藤 湊", "サトウ ミナト", "2024/05/11", "うさぎ組", "佐藤 愛", "母", "090-1234-0002")


def bring(actor: User, facility: Facility, content: bytes, **fields: Any) -> RosterImport:
    for_all = fields.pop("for_all", False)
    place = None if for_all else facility
    values: dict[str, Any] = {
        "organisation": facility.organisation,
        "facility": place,
        "file_name": "名簿.csv",
    }
    values |= {"starts_on": timezone.localdate(), "content": content}
    roster = rosters.upload_roster(actor=actor, **{**values, **fields})
    rosters.check_roster(roster.pk)
    roster.refresh_from_db()
    return roster


def apply(actor: User, roster: RosterImport, second: User | None = None, **options: Any) -> RosterImport:
    roster = rosters.ask_approval(actor=actor, roster=roster, version=roster.version, **options)
    if roster.state == State.WAITING:
        assert second
        roster = rosters.approve_roster(actor=second, roster=roster, version=roster.version)
    rosters.apply_roster(roster.pk)
    roster.refresh_from_db()
    return roster


def row_of(roster: RosterImport, number: int = 2) -> RosterRow:
    return RosterRow.objects.get(roster=roster, number=number)


def problems_of(roster: RosterImport, number: int = 2) -> list[str]:
    return [code for code, _values in row_of(roster, number).problems]


def himari(**cells: str) -> tuple[str, ...]:
    row = dict(zip(HEADINGS, HIMARI, strict=True)) | cells
    return tuple(row[heading] for heading in HEADINGS)


@pytest.fixture
def known(manager: User, facility: Facility, classroom: Classroom) -> Child:
    """Himari as a first import made her."""
    roster = apply(manager, bring(manager, facility, csv_file(HIMARI)))
    assert roster.state == State.APPLIED
    return Child.objects.get(external_id="1001")


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


def test_every_changed_child_is_audited(known: Child) -> None:
    assert AuditEntry.objects.filter(action="roster.changed_child", child=known.pk).count() == 1


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


def test_xlsx_and_csv_say_the_same(manager: User, facility: Facility, classroom: Classroom) -> None:
    roster = bring(manager, facility, xlsx_file(HIMARI))

    assert (roster.encoding, row_of(roster).result) == ("Excel", "new")


def test_letters_shift_jis_does_not_have_keep_what_is_there(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    child = factories.make_child(classroom, external_id="7", family_name="𠮷田", family_kana="ヨシダ")
    factories.make_guardian(child, name="𠮷田 沙織")
    known = ("7", "?田 陽葵", "よしだ ひまり", "", "", "〓田　沙織", "", "")
    new = ("8", "?田 凪", "ヨシダ ナギ", "2024/4/2", "うさぎ組", "", "", "")

    roster = bring(manager, facility, csv_file(known, new))

    assert (row_of(roster).result, problems_of(roster, 3)) == ("unchanged", ["unreadable_letters"])
