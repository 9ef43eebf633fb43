"""Notes among staff: for who writes about the child, for no family."""

from uuid import uuid4

import pytest

from accounts.models import User
from contactbook.models import StaffNote
from contactbook.selectors.notes import notes_of
from contactbook.services import write_note
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


@pytest.fixture
def note(teacher: User, child: Child, facility: Facility) -> StaffNote:
    return write_note(
        actor=teacher, facility=facility, child=child, day=today_at(facility), text="朝から眠そう", id=uuid4()
    )


def test_notes_are_seen_by_who_writes_about_the_child_and_by_nobody_else(
    note: StaffNote,
    teacher: User,
    manager: User,
    office: User,
    other_teacher: User,
    guardian: Guardian,
    outsider: Guardian,
) -> None:
    readers = [teacher, manager, office, other_teacher, guardian.user, outsider.user]
    seen = [StaffNote.objects.visible_to(user).filter(pk=note.pk).exists() for user in readers if user]

    assert seen == [True, True, False, False, False, False]


def test_nobody_reads_what_colleagues_note_about_her_own_child(
    note: StaffNote, manager: User, child: Child
) -> None:
    mother = factories.make_guardian(child, factories.make_household(child.organisation))
    Guardian.objects.filter(pk=mother.pk).update(user=manager)

    assert not StaffNote.objects.visible_to(manager).exists()


def test_the_next_class_reads_the_notes_of_a_child_who_came_to_it(
    note: StaffNote, manager: User, other_teacher: User, child: Child, other_classroom: Classroom
) -> None:
    child.enrolments.update(classroom=other_classroom)

    assert list(StaffNote.objects.visible_to(other_teacher)) == [note]
    assert list(notes_of(manager, child, note.facility, note.day)) == [note]
