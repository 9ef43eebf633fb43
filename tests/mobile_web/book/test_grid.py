import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from attendance.models import Attendance, Nap
from contactbook.models import BookSettings, Entry, EntryWrite, Phrase, Side, StaffNote, State
from contactbook.services import Upload, add_photo, publish_entries, send_entry
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Guardian, Role
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import note_of, page_of, write
from tests.contactbook.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def rows_in(client: Client, room: Classroom, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/class/{room.pk}/book/rows/", asked).json()["rows"]
    return found


def test_a_class_is_a_table_of_children_and_items(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom
) -> None:
    write(teacher, page_of(child), mood="good", note="落ち葉で遊びました。")
    page = signed_in(teacher).get(f"/class/{classroom.pk}/book/").content.decode()

    assert child.given_name in page and "落ち葉で遊びました。" in page
    assert f'data-child="{child.pk}"' in page


def test_another_class_is_not_there(
    signed_in: SignIn, other_teacher: User, office: User, guardian: Guardian, classroom: Classroom
) -> None:
    assert guardian.user
    for user in (other_teacher, office, guardian.user):
        for path in ("", "rows/"):
            assert signed_in(user).get(f"/class/{classroom.pk}/book/{path}").status_code == 404


def test_the_grid_says_home_the_day_before_and_what_was_kept(
    signed_in: SignIn, teacher: User, manager: User, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    home = page_of(child, Side.HOME)
    write(guardian, home, temperature__a={"c": "36.4", "at": "7:10"}, note="朝はパンを半分")
    assert guardian.user
    send_entry(actor=guardian.user, page=home)
    write(teacher, page_of(child, day=home.day - timedelta(days=1)), note="きのうの文")
    write(teacher, page_of(child), note="一")
    write(manager, page_of(child), note="二")
    (row,) = rows_in(signed_in(teacher), classroom)

    assert (row["home"][0]["text"], row["before"]["text"]) == ("朝はパンを半分", "きのうの文")
    assert [(one["value"], one["by"]) for one in row["kept"]] == [("二", "田村 由美")]


def test_a_draft_of_home_is_not_shown(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    write(guardian, page_of(child, Side.HOME), note="まだ送っていない")
    (row,) = rows_in(signed_in(teacher), classroom)

    assert row["home"] == []


def test_of_her_own_child_she_reads_nothing_here(
    signed_in: SignIn, teacher: User, manager: User, child: Child, classroom: Classroom
) -> None:
    factories.make_guardian(child, user=teacher)
    write(manager, page_of(child), note="同僚の文")
    client = signed_in(teacher)
    (row,) = rows_in(client, classroom)

    assert (row["own"], row["cells"]) == (True, {})
    assert "同僚の文" not in client.get(f"/class/{classroom.pk}/book/").content.decode()


def test_photos_stand_in_her_line_and_each_takes_out_her_own(
    signed_in: SignIn, teacher: User, manager: User, child: Child, classroom: Classroom
) -> None:
    photos = [
        add_photo(actor=one, page=page_of(child), upload=Upload(uuid4(), jpeg((60, 40), shade=shade)))
        for one, shade in ((teacher, 60), (manager, 90))
    ]
    client = signed_in(teacher)
    (row,) = rows_in(client, classroom)

    assert [(one["id"], one["mine"]) for one in row["photos"]] == [
        (str(photos[0].pk), True),
        (str(photos[1].pk), False),
    ]
    client.post(row["photos"][0]["remove"], headers={"Accept": "application/json"})
    assert [one["mine"] for one in rows_in(client, classroom)[0]["photos"]] == [False]


def test_of_her_own_child_she_sees_no_photo_here(
    signed_in: SignIn, teacher: User, manager: User, child: Child, classroom: Classroom
) -> None:
    factories.make_guardian(child, user=teacher)
    add_photo(actor=manager, page=page_of(child), upload=Upload(uuid4(), jpeg((60, 40))))

    assert rows_in(signed_in(teacher), classroom)[0]["photos"] == []


def test_only_what_moved_is_asked_again(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom
) -> None:
    factories.make_child(classroom, given_name="蓮")
    entry = write(teacher, page_of(child), mood="good").entry

    assert [row["child"] for row in rows_in(signed_in(teacher), classroom, entries=str(entry.pk))] == [
        str(child.pk)
    ]


def test_naps_of_the_nap_board_stand_beside(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom
) -> None:
    day = today_at(classroom.facility)
    at = timezone.now().replace(hour=3, minute=35, second=0, microsecond=0)
    key = {"facility": classroom.facility, "child": child, "day": day}
    Nap.objects.create(**key, classroom=classroom, slept_at=at, woke_at=at + timedelta(minutes=60), every=10)
    Attendance.objects.create(**key, arrived_at=at, is_here=True)
    (row,) = rows_in(signed_in(teacher), classroom)

    assert row["naps"] == [["12:35", "13:35"]] and row["here"]


def test_thirty_children_cost_the_queries_of_five(
    signed_in: SignIn,
    teacher: User,
    classroom: Classroom,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client, url = signed_in(teacher), f"/class/{classroom.pk}/book/"

    def fill(n: int) -> None:
        for number in range(n):
            one = factories.make_child(classroom, given_name=f"蓮{number}")
            write(teacher, page_of(one), note="一", mood="good")
            write(teacher, page_of(one), note="二")

    fill(5)
    with django_assert_max_num_queries(32) as few:
        client.get(url)
    fill(25)
    with django_assert_num_queries(len(few)):
        page = client.get(url).content.decode()
    assert page.count("data-child=") == 30


def test_two_texts_are_settled_by_one_tap(
    signed_in: SignIn, teacher: User, manager: User, other_teacher: User, child: Child
) -> None:
    entry = write(teacher, page_of(child), note="一").entry
    (kept,) = write(manager, page_of(child), note="二").kept
    said = {"value": json.dumps("一\n二"), "base": entry.cells["note"]["r"]}
    url = f"/book/settle/{kept.pk}/"

    assert signed_in(other_teacher).post(url, said).status_code == 404
    assert signed_in(teacher).post(url, said).status_code == 200
    assert note_of(entry) == "一\n二"
    assert EntryWrite.objects.get(pk=kept.pk).outcome == EntryWrite.Outcome.SETTLED


def test_settling_what_has_changed_meanwhile_is_refused_in_a_sentence(
    signed_in: SignIn, teacher: User, manager: User, child: Child
) -> None:
    session = uuid4()
    write(teacher, page_of(child), session, note="一")
    (kept,) = write(manager, page_of(child), note="二").kept
    write(teacher, page_of(child), session, sequence=1, note="一、つづき")
    answer = signed_in(manager).post(f"/book/settle/{kept.pk}/", {"value": '"二"', "base": 1})

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["saved"]) == ("changed", False)


def test_chosen_pages_go_to_their_families(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom
) -> None:
    other = factories.make_child(classroom, given_name="蓮")
    for one in (child, other):
        write(teacher, page_of(one), note="元気でした。")
    answer = signed_in(teacher).post(f"/class/{classroom.pk}/book/publish/", {"child": [str(child.pk)]})

    assert "1" in answer.json()["message"]
    assert Entry.objects.get(child=child).state == State.PUBLISHED
    assert Entry.objects.get(child=other).state == State.DRAFT


def test_with_approval_they_wait_and_the_sentence_says_so(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom, facility: Facility
) -> None:
    BookSettings.objects.create(facility=facility, needs_approval=True)
    write(teacher, page_of(child), note="元気でした。")
    answer = signed_in(teacher).post(f"/class/{classroom.pk}/book/publish/", {"child": [str(child.pk)]})

    assert "1" in answer.json()["message"]
    assert Entry.objects.get().state == State.WAITING


def test_a_helper_writes_but_lets_nobody_read(
    signed_in: SignIn, facility: Facility, classroom: Classroom, child: Child
) -> None:
    helper = factories.make_staff(Role.PART_TIME, facility, classroom)
    write(helper, page_of(child), note="元気でした。")
    client = signed_in(helper)
    answer = client.post(f"/class/{classroom.pk}/book/publish/", {"child": [str(child.pk)]})

    assert answer.status_code == 403
    assert "data-publish " not in client.get(f"/class/{classroom.pk}/book/").content.decode()


def test_what_is_written_after_families_read_is_kept_and_shown(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom, facility: Facility
) -> None:
    entry = write(teacher, page_of(child), note="公開した文").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    write(teacher, page_of(child), note="あとの文")
    (row,) = rows_in(signed_in(teacher), classroom)

    assert row["state"] == "published" and row["cells"]["note"]["v"] == "公開した文"
    assert [one["value"] for one in row["kept"]] == ["あとの文"]


def test_homes_page_counts_as_opened_when_she_has_it_before_her(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    home = page_of(child, Side.HOME)
    write(guardian, home, temperature__a={"c": "36.4"}, note="朝はパン")
    assert guardian.user
    entry = send_entry(actor=guardian.user, page=home)
    answer = signed_in(teacher).post("/book/seen/", {"entry": [str(entry.pk), "nonsense"]})

    entry.refresh_from_db()
    assert answer.status_code == 204 and entry.opened_at


def test_phrases_of_the_facility_are_at_hand(
    signed_in: SignIn, teacher: User, child: Child, classroom: Classroom, facility: Facility
) -> None:
    Phrase.objects.create(facility=facility, text="給食をよく食べました。")

    page = signed_in(teacher).get(f"/class/{classroom.pk}/book/")

    assert page.context["data"]["phrases"] == {"note": ["給食をよく食べました。"]}


def test_a_note_among_staff_is_kept_apart_and_sent_twice_is_one(
    signed_in: SignIn, teacher: User, other_teacher: User, child: Child, classroom: Classroom
) -> None:
    url, said = (
        f"/class/{classroom.pk}/book/notes/{child.pk}/",
        {"id": str(uuid4()), "text": "送迎の方に伝える"},
    )
    for _twice in range(2):
        signed_in(teacher).post(url, said)
    note = StaffNote.objects.get()

    assert not Entry.objects.exists()
    assert "送迎の方に伝える" in signed_in(teacher).get(url).content.decode()
    assert signed_in(other_teacher).get(url).status_code == 404
    signed_in(teacher).post(url, {"strike": str(note.pk)})
    note.refresh_from_db()
    assert note.struck_at


def test_a_colleagues_note_is_not_hers_to_strike(
    signed_in: SignIn, teacher: User, manager: User, child: Child, classroom: Classroom
) -> None:
    url = f"/class/{classroom.pk}/book/notes/{child.pk}/"
    signed_in(teacher).post(url, {"text": "x"})
    answer = signed_in(manager).post(url, {"strike": str(StaffNote.objects.get().pk)})

    assert answer.status_code == 403
    assert StaffNote.objects.get().struck_at is None
