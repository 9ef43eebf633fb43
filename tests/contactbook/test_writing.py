from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from contactbook.models import Entry, EntryTemplate, EntryWrite, Side, State
from contactbook.services import publish_entries, settle_write
from facilities.models import Child, Classroom, Facility, Guardian
from tests.contactbook.pages import journal_of, note_of, page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def test_two_tablets_that_fill_different_cells_both_stand(teacher: User, manager: User, child: Child) -> None:
    write(teacher, page_of(child), temperature__a={"c": "36.8", "at": "12:20"})
    entry = write(manager, page_of(child), mood="good").entry

    assert entry.cells["temperature/a"]["v"] == {"c": 36.8, "at": "12:20"}
    assert entry.cells["mood"]["v"] == "good"


def test_two_tablets_that_write_one_text_lose_neither(teacher: User, manager: User, child: Child) -> None:
    entry = write(teacher, page_of(child), note="落ち葉で遊びました。").entry
    late = write(manager, page_of(child), note="かぼちゃをおかわり。")

    assert note_of(entry) == "落ち葉で遊びました。"
    assert [one.value for one in late.kept] == ["かぼちゃをおかわり。"]


def test_who_saw_the_newest_text_writes_over_it(teacher: User, manager: User, child: Child) -> None:
    entry = write(teacher, page_of(child), note="一").entry
    later = write(manager, page_of(child), note="二", base=entry.cells["note"]["r"])

    assert later.kept == ()
    assert note_of(entry) == "二"


def test_a_tablet_goes_on_in_its_own_text_without_waiting_for_answers(teacher: User, child: Child) -> None:
    session = uuid4()
    for number, text in enumerate(("お", "おさ", "おさんぽ")):
        found = write(teacher, page_of(child), session, sequence=number, note=text)

    assert note_of(found.entry) == "おさんぽ"
    assert found.kept == ()


def test_the_other_tablet_goes_on_in_what_was_kept_for_it(teacher: User, manager: User, child: Child) -> None:
    late = uuid4()
    write(teacher, page_of(child), note="一")
    write(manager, page_of(child), late, note="二")
    found = write(manager, page_of(child), late, sequence=1, note="二と三")

    assert [one.value for one in found.kept] == ["二と三"]


def test_what_was_kept_does_not_replace_the_other_text_though_its_page_has_seen_it_meanwhile(
    teacher: User, manager: User, child: Child
) -> None:
    late = uuid4()
    entry = write(teacher, page_of(child), note="一").entry
    write(manager, page_of(child), late, note="二")
    found = write(manager, page_of(child), late, base=entry.cells["note"]["r"], sequence=1, note="二と三")

    assert note_of(entry) == "一"
    assert [one.value for one in found.kept] == ["二と三"]


def test_a_kept_text_that_says_the_same_in_the_end_waits_no_more(
    teacher: User, manager: User, child: Child
) -> None:
    late = uuid4()
    write(teacher, page_of(child), note="一")
    write(manager, page_of(child), late, note="二")

    assert write(manager, page_of(child), late, sequence=1, note="一").kept == ()


def test_once_settled_the_page_writes_on_in_what_it_sees(teacher: User, manager: User, child: Child) -> None:
    late = uuid4()
    entry = write(teacher, page_of(child), note="一").entry
    (kept,) = write(manager, page_of(child), late, note="二").kept
    base = settle_write(actor=manager, write=kept, value="一と二", base=entry.version).cells["note"]["r"]
    write(manager, page_of(child), late, base=base, sequence=1, note="一と二と三")

    assert note_of(entry) == "一と二と三"


def test_a_replay_and_an_older_write_change_nothing(teacher: User, child: Child) -> None:
    session = uuid4()
    write(teacher, page_of(child), session, sequence=2, note="新しい")
    for number in (2, 1):
        found = write(teacher, page_of(child), session, sequence=number, note="古い")

    assert note_of(found.entry) == "新しい"
    assert EntryWrite.objects.count() == 1


def test_a_settled_text_waits_no_more(teacher: User, manager: User, child: Child) -> None:
    write(teacher, page_of(child), note="一")
    late = write(manager, page_of(child), note="二")
    base = late.entry.cells["note"]["r"]
    for _twice in range(2):
        entry = settle_write(actor=teacher, write=late.kept[0], value="一\n二", base=base)

    assert note_of(entry) == "一\n二"
    assert EntryWrite.objects.get(pk=late.kept[0].pk).value == "二"


def test_settling_what_a_colleague_still_writes_reads_it_again(
    teacher: User, manager: User, child: Child
) -> None:
    session = uuid4()
    first = write(teacher, page_of(child), session, note="一")
    late = write(manager, page_of(child), note="二")
    write(teacher, page_of(child), session, sequence=1, note="一、つづき")

    with pytest.raises(Conflict, match="still writing"):
        settle_write(actor=manager, write=late.kept[0], value="二", base=first.entry.cells["note"]["r"])


def test_what_arrives_after_families_read_is_kept_beside(
    teacher: User, manager: User, child: Child, facility: Facility
) -> None:
    entry = write(teacher, page_of(child), note="公開する文").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    late = write(manager, page_of(child), note="あとから届いた文")

    assert note_of(entry) == "公開する文"
    assert [one.value for one in late.kept] == ["あとから届いた文"]


def test_an_entry_keeps_the_template_it_was_begun_with(
    teacher: User, child: Child, classroom: Classroom
) -> None:
    entry = write(teacher, page_of(child), mood="good").entry
    EntryTemplate.objects.create(
        facility=classroom.facility,
        band=entry.template.band,
        side=Side.NURSERY,
        starts_on=entry.day,
        items=[],
    )
    again = write(teacher, page_of(child), note="つづき").entry

    assert again.template == entry.template


def test_nobody_writes_for_a_day_the_child_does_not_go(teacher: User, child: Child) -> None:
    page = page_of(child)
    before = page_of(child, day=page.day - timedelta(days=4000))

    with pytest.raises(NotVisible):
        write(teacher, before, note="x")


def test_strangers_and_another_class_find_nothing_to_write(
    other_teacher: User, guardian: Guardian, outsider: Guardian, child: Child, classroom: Classroom
) -> None:
    for stranger in (other_teacher, guardian, outsider):
        with pytest.raises(NotVisible):
            write(stranger, page_of(child), note="x")
        with pytest.raises(NotVisible):
            write(stranger, journal_of(classroom), note="x")
    assert not Entry.objects.exists()


def test_who_reads_along_does_not_write_from_home(relative: Guardian, child: Child) -> None:
    with pytest.raises(NotAllowed):
        write(relative, page_of(child, Side.HOME), note="x")


def test_each_home_has_a_page_of_its_own(
    guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    write(guardian, page_of(child, Side.HOME), note="母の家")
    write(separated_guardian, page_of(child, Side.HOME), note="父の家")

    assert sorted(Entry.objects.values_list("words", flat=True)) == ["母の家", "父の家"]


def test_a_wrong_value_saves_none_of_the_cells(teacher: User, child: Child) -> None:
    with pytest.raises(DomainError):
        write(teacher, page_of(child), mood="good", temperature__a={"c": "99"})

    assert not EntryWrite.objects.exists()


def test_editing_what_waits_for_approval_takes_it_back(teacher: User, child: Child) -> None:
    session = uuid4()
    entry = write(teacher, page_of(child), session, note="一").entry
    Entry.objects.filter(pk=entry.pk).update(state=State.WAITING)

    assert write(teacher, page_of(child), session, sequence=1, note="二").entry.state == State.DRAFT
