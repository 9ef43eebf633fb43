from datetime import time

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from contactbook.models import BookApprover, BookSettings, Entry, EntryRevision, Side, State
from contactbook.services import (
    approve_entries,
    change_book_settings,
    give_back,
    publish_due,
    publish_entries,
    read_entries,
    send_entry,
)
from facilities.models import Child, Classroom, Facility, Guardian, Role, StaffMember
from notices.models import Message
from tests import factories
from tests.contactbook.pages import journal_of, page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


@pytest.fixture
def part_timer(facility: Facility, classroom: Classroom) -> User:
    return factories.make_staff(Role.PART_TIME, facility, classroom)


@pytest.fixture
def draft(teacher: User, child: Child) -> Entry:
    return write(teacher, page_of(child), note="落ち葉を集めました。").entry


def state_of(entry: Entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


def test_what_is_published_is_kept_and_told_to_the_family(
    teacher: User, facility: Facility, guardian: Guardian, draft: Entry
) -> None:
    for _twice in range(2):
        publish_entries(actor=teacher, facility=facility, entries=[draft.pk])

    assert EntryRevision.objects.get().cells == Entry.objects.get(pk=draft.pk).cells
    assert Message.objects.filter(kind="entry", guardian=guardian).values("key").distinct().count() == 1


def test_it_waits_for_the_facilitys_hour_and_is_published_once(
    teacher: User, facility: Facility, draft: Entry
) -> None:
    BookSettings.objects.create(facility=facility, publish_at=time(16, 30))
    sent = publish_entries(actor=teacher, facility=facility, entries=[draft.pk])

    assert sent.ready == (draft,)
    assert publish_due() == 0
    assert [publish_due(sent.ready[0].publish_at) for _twice in range(2)] == [1, 0]
    assert state_of(draft) == State.PUBLISHED


def test_the_approver_lets_go_what_she_read_and_not_what_changed_since(
    teacher: User, manager: User, facility: Facility, child: Child, draft: Entry
) -> None:
    BookSettings.objects.create(facility=facility, needs_approval=True)
    publish_entries(actor=teacher, facility=facility, entries=[draft.pk])
    read = Entry.objects.get(pk=draft.pk).version

    assert approve_entries(actor=manager, facility=facility, entries=[(draft.pk, read - 1)]).published == ()
    assert state_of(draft) == State.WAITING
    assert approve_entries(actor=manager, facility=facility, entries=[(draft.pk, read)]).published == (draft,)


def test_only_the_manager_and_whom_she_listed_approve(
    teacher: User, other_teacher: User, facility: Facility, draft: Entry
) -> None:
    with pytest.raises(NotAllowed):
        approve_entries(actor=teacher, facility=facility, entries=[(draft.pk, 1)])
    BookApprover.objects.create(facility=facility, member=StaffMember.objects.get(user=other_teacher))

    assert approve_entries(actor=other_teacher, facility=facility, entries=[]).published == ()


def test_it_is_given_back_with_a_sentence_while_no_family_reads_it(
    teacher: User, manager: User, facility: Facility, draft: Entry
) -> None:
    BookSettings.objects.create(facility=facility, needs_approval=True)
    publish_entries(actor=teacher, facility=facility, entries=[draft.pk])
    with pytest.raises(DomainError, match="what is to be changed"):
        give_back(actor=manager, entry=draft, answer=" ")

    assert give_back(actor=manager, entry=draft, answer="お名前の漢字を").state == State.DRAFT


def test_what_families_read_is_not_given_back(
    teacher: User, manager: User, facility: Facility, draft: Entry
) -> None:
    publish_entries(actor=teacher, facility=facility, entries=[draft.pk])

    with pytest.raises(Conflict, match="Families read this already"):
        give_back(actor=manager, entry=draft, answer="x")


def test_the_journal_lacks_its_text_and_stays_a_draft(
    teacher: User, facility: Facility, classroom: Classroom
) -> None:
    entry = write(teacher, journal_of(classroom), photos=True).entry

    assert publish_entries(actor=teacher, facility=facility, entries=[entry.pk]).incomplete == (entry,)


def test_who_only_helps_does_not_publish(part_timer: User, facility: Facility, draft: Entry) -> None:
    with pytest.raises(NotAllowed):
        publish_entries(actor=part_timer, facility=facility, entries=[draft.pk])


def test_a_home_sends_when_nothing_required_is_missing(guardian: Guardian, child: Child) -> None:
    page = page_of(child, Side.HOME)
    write(guardian, page, note="よく眠りました")
    assert guardian.user is not None
    with pytest.raises(DomainError, match=r"Still missing: Temperature\. What you wrote is saved as a draft"):
        send_entry(actor=guardian.user, page=page)
    write(guardian, page, temperature__a={"c": "36.6", "at": "6:50"})

    assert [send_entry(actor=guardian.user, page=page).state for _twice in range(2)] == [
        State.SENT,
        State.SENT,
    ]


def test_staff_open_a_sent_page_and_later_changes_show(
    teacher: User, guardian: Guardian, child: Child
) -> None:
    assert guardian.user is not None
    page = page_of(child, Side.HOME)
    entry = write(guardian, page, temperature__a={"c": "36.6"}).entry
    send_entry(actor=guardian.user, page=page)

    assert [read_entries(actor=teacher, entries=[entry.pk]) for _twice in range(2)] == [1, 0]
    assert write(guardian, page, mood="bad").entry.changed_at is not None


def test_each_of_the_family_reads_for_herself(
    teacher: User, facility: Facility, guardian: Guardian, relative: Guardian, draft: Entry
) -> None:
    publish_entries(actor=teacher, facility=facility, entries=[draft.pk])
    for reader in (guardian, relative, guardian):
        assert reader.user is not None
        read_entries(actor=reader.user, entries=[draft.pk])

    assert draft.readings.count() == 2


def test_strangers_find_nothing_to_read(outsider: Guardian, other_teacher: User, draft: Entry) -> None:
    assert outsider.user is not None
    for stranger in (outsider.user, other_teacher):
        with pytest.raises(NotVisible):
            read_entries(actor=stranger, entries=[draft.pk])


def wants_approval(manager: User, facility: Facility, **values: object) -> None:
    row = BookSettings.objects.get(facility=facility)
    now = {
        name: getattr(row, name)
        for name in ("needs_approval", "publish_at", "home_until", "may_download_book")
    }
    change_book_settings(
        actor=manager, facility=facility, version=row.version,
        values={**now, "needs_approval": True, **values}, approvers=[],
    )  # fmt: skip


def test_approval_turned_on_holds_what_has_not_gone_out(
    teacher: User, manager: User, facility: Facility, child: Child, draft: Entry, guardian: Guardian
) -> None:
    BookSettings.objects.create(facility=facility, publish_at=time(16, 30))
    (ready,) = publish_entries(actor=teacher, facility=facility, entries=[draft.pk]).ready
    wants_approval(manager, facility)

    assert state_of(draft) == State.WAITING
    assert publish_due(ready.publish_at) == 0
    held = Entry.objects.get(pk=draft.pk)
    assert (held.publish_at, held.sent_by, held.cells) == (None, teacher, draft.cells)
    again = approve_entries(actor=manager, facility=facility, entries=[(draft.pk, held.version)])
    assert [row.publish_at for row in again.ready] == [ready.publish_at]
    assert publish_due(ready.publish_at) == 1
    assert Message.objects.filter(kind="entry", guardian=guardian).values("key").distinct().count() == 1


def test_what_was_approved_already_keeps_its_hour_when_approval_is_turned_on_again(
    teacher: User, manager: User, facility: Facility, draft: Entry
) -> None:
    row = BookSettings.objects.create(facility=facility, publish_at=time(16, 30), needs_approval=True)
    publish_entries(actor=teacher, facility=facility, entries=[draft.pk])
    version = Entry.objects.get(pk=draft.pk).version
    approve_entries(actor=manager, facility=facility, entries=[(draft.pk, version)])
    BookSettings.objects.filter(pk=row.pk).update(needs_approval=False)
    wants_approval(manager, facility, publish_at=time(17, 0))

    assert state_of(draft) == State.READY
    assert Entry.objects.get(pk=draft.pk).publish_at.hour == 8  # 17:00 there


def test_what_was_let_go_in_the_second_approval_was_turned_on_is_held_at_its_hour(
    teacher: User, facility: Facility, draft: Entry
) -> None:
    row = BookSettings.objects.create(facility=facility, publish_at=time(16, 30))
    (ready,) = publish_entries(actor=teacher, facility=facility, entries=[draft.pk]).ready
    BookSettings.objects.filter(pk=row.pk).update(needs_approval=True)

    assert publish_due(ready.publish_at) == 0
    assert state_of(draft) == State.WAITING
