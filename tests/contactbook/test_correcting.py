"""What families read already is corrected with its old text kept, or taken back."""

from datetime import time
from typing import Any

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from contactbook.merge import CellWrite
from contactbook.models import BookSettings, Entry, EntryRevision, EntryWrite, State
from contactbook.selectors.revisions import revisions_shown
from contactbook.services import (
    approve_entries,
    correct_entry,
    publish_entries,
    read_entries,
    unapprove_entries,
    withdraw_entry,
)
from contactbook.words import entry_words
from facilities.models import AuditEntry, Child, Facility, Guardian, Role
from notices.models import Message
from tests import factories
from tests.contactbook.pages import note_of, page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


@pytest.fixture
def published(teacher: User, facility: Facility, child: Child, guardian: Guardian) -> Entry:
    entry = write(teacher, page_of(child), note="ふじ組で遊びました。").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    return Entry.objects.get(pk=entry.pk)


def correct(actor: User, entry: Entry, text: str = "うさぎ組で遊びました。", **fields: Any) -> Entry:
    given: dict[str, Any] = {"base": entry.version, "reason": "組の名前"} | fields
    writes = [CellWrite("note", text, base=given["base"])]
    return correct_entry(actor=actor, entry=entry, writes=writes, reason=given["reason"])


def test_the_old_text_is_kept_and_families_are_told_once(teacher: User, published: Entry) -> None:
    for _twice in range(2):
        correct(teacher, published)

    notes = [row.cells["note"]["v"] for row in revisions_shown(published)]
    assert notes == ["うさぎ組で遊びました。", "ふじ組で遊びました。"]
    assert sorted(Message.objects.values_list("key", flat=True).distinct()) == [
        f"entry:{published.pk}:1",
        f"entry:{published.pk}:2",
    ]
    assert EntryRevision.objects.count() == 2


def test_it_needs_a_reason(teacher: User, published: Entry) -> None:
    with pytest.raises(DomainError, match="why it is corrected"):
        correct(teacher, published, reason="  ")


def test_what_a_colleague_corrected_meanwhile_is_read_again(
    teacher: User, manager: User, published: Entry
) -> None:
    correct(manager, published)

    with pytest.raises(Conflict, match="A colleague has corrected"):
        correct(teacher, published, text="りす組で遊びました。")
    assert note_of(published) == "うさぎ組で遊びました。"


def test_a_draft_is_changed_not_corrected(teacher: User, child: Child) -> None:
    draft = write(teacher, page_of(child), note="x").entry

    with pytest.raises(Conflict, match="No family reads this yet"):
        correct(teacher, draft)


def test_what_waited_beside_is_settled_by_the_correction(
    teacher: User, manager: User, child: Child, published: Entry
) -> None:
    write(manager, page_of(child), note="あとから届いた文")
    correct(teacher, published)

    assert not EntryWrite.objects.filter(outcome="kept").exists()


def test_where_somebody_approves_only_she_corrects(
    teacher: User, manager: User, facility: Facility, published: Entry
) -> None:
    BookSettings.objects.create(facility=facility, needs_approval=True)
    with pytest.raises(NotAllowed):
        correct(teacher, published)

    assert correct(manager, published).revision == 2


def test_who_only_helps_and_strangers_correct_nothing(
    other_teacher: User, facility: Facility, published: Entry
) -> None:
    helper = factories.make_staff(Role.PART_TIME, facility, published.classroom)
    for act in (correct, lambda actor, entry: withdraw_entry(actor=actor, entry=entry, reason="x")):
        with pytest.raises(NotAllowed):
            act(helper, published)
        with pytest.raises(NotVisible):
            act(other_teacher, published)


def test_what_is_taken_back_no_family_reads_and_who_had_read_it_is_known(
    teacher: User, guardian: Guardian, published: Entry
) -> None:
    assert guardian.user is not None
    read_entries(actor=guardian.user, entries=[published.pk])
    for _twice in range(2):
        withdraw_entry(actor=teacher, entry=published, reason="ほかのお子さんの文でした")

    assert not Entry.objects.read_by_family(guardian.user).exists()
    assert AuditEntry.objects.get(action="entry.withdraw").details == {"readers": 1}
    assert Entry.objects.get().answer == "ほかのお子さんの文でした"
    assert entry_words(Message.objects.filter(kind="entry")[0]) is None


def test_the_next_text_does_not_show_what_was_taken_back(
    teacher: User, facility: Facility, child: Child, published: Entry
) -> None:
    withdraw_entry(actor=teacher, entry=published, reason="まちがい")
    write(teacher, page_of(child), note="正しい文", base=published.version)
    publish_entries(actor=teacher, facility=facility, entries=[published.pk])

    published.refresh_from_db()
    assert [row.cells["note"]["v"] for row in revisions_shown(published)] == ["正しい文"]
    assert published.revision == 2


def test_approval_is_withdrawn_while_no_family_reads(
    teacher: User, manager: User, facility: Facility, child: Child
) -> None:
    BookSettings.objects.create(facility=facility, needs_approval=True, publish_at=time(16, 30))
    entry = write(teacher, page_of(child), note="x").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    approve_entries(actor=manager, facility=facility, entries=[(entry.pk, entry.version)])
    for _twice in range(2):
        unapprove_entries(actor=manager, facility=facility, entries=[entry.pk])

    row = Entry.objects.get()
    assert (row.state, row.approved_by, row.publish_at) == (State.WAITING, None, None)
