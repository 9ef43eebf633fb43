import pytest

from accounts.models import User
from contactbook.models import Entry, Side
from contactbook.services import publish_entries, send_entry
from facilities.models import Child, Classroom, Enrolment, Facility, Guardian
from tests import factories
from tests.contactbook.pages import journal_of, page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def read_by(reader: User | Guardian) -> set[Entry]:
    user = reader if isinstance(reader, User) else reader.user
    assert user is not None
    return set(Entry.objects.visible_to(user))


@pytest.fixture
def published(teacher: User, facility: Facility, child: Child, classroom: Classroom) -> set[Entry]:
    rows = [write(teacher, page, note="きょう").entry for page in (page_of(child), journal_of(classroom))]
    publish_entries(actor=teacher, facility=facility, entries=[row.pk for row in rows])
    return set(rows)


@pytest.fixture
def sent(guardian: Guardian, child: Child) -> Entry:
    assert guardian.user is not None
    page = page_of(child, Side.HOME)
    entry = write(guardian, page, temperature__a={"c": "36.6"}).entry
    send_entry(actor=guardian.user, page=page)
    return entry


def test_the_whole_family_reads_what_the_nursery_published(
    published: set[Entry], guardian: Guardian, separated_guardian: Guardian, relative: Guardian
) -> None:
    for reader in (guardian, separated_guardian, relative):
        assert read_by(reader) == published


def test_a_blocked_and_an_ended_guardian_and_strangers_read_nothing(
    published: set[Entry],
    sent: Entry,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
    outsider: Guardian,
) -> None:
    for reader in (blocked_guardian, expired_guardian, outsider):
        assert read_by(reader) == set()


def test_a_home_and_the_childs_teachers_read_what_it_sent_and_the_other_home_does_not(
    sent: Entry,
    co_guardian: Guardian,
    relative: Guardian,
    separated_guardian: Guardian,
    teacher: User,
    manager: User,
) -> None:
    for reader in (co_guardian, relative, teacher, manager):
        assert read_by(reader) == {sent}
    assert read_by(separated_guardian) == set()


def test_another_class_another_facility_and_the_central_office_read_none(
    published: set[Entry], sent: Entry, other_teacher: User, other_manager: User, office: User
) -> None:
    for reader in (other_teacher, other_manager, office):
        assert read_by(reader) == set()


def test_drafts_are_seen_by_those_who_write_them(
    teacher: User, guardian: Guardian, co_guardian: Guardian, relative: Guardian, child: Child
) -> None:
    mine = write(teacher, page_of(child), note="途中").entry
    home = write(guardian, page_of(child, Side.HOME), note="途中").entry

    assert read_by(teacher) == {mine}
    assert read_by(co_guardian) == {home}
    assert read_by(relative) == set()


def test_nobody_reads_as_staff_of_her_own_child(
    teacher: User, child: Child, sent: Entry, household: object
) -> None:
    away = factories.make_household(child.organisation, name="別居")
    mother = factories.make_guardian(child, away, name="鈴木 千尋")
    Guardian.objects.filter(pk=mother.pk).update(user=teacher)

    assert read_by(teacher) == set()


def test_the_family_goes_on_reading_after_the_child_has_left(
    published: set[Entry], guardian: Guardian, child: Child
) -> None:
    Enrolment.objects.filter(child=child).update(ends_on=next(iter(published)).day)

    assert read_by(guardian) == published
