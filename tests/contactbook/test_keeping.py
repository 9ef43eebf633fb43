"""Who keeps templates, phrases and settings, and what beat wakes for the book."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from contactbook import tasks
from contactbook.models import BookSettings, Entry, Phrase, State
from contactbook.phrases import USUAL
from contactbook.policies import may_approve, require_keeper
from contactbook.services import (
    add_phrases,
    add_usual_phrases,
    change_book_settings,
    change_phrase,
    move_phrase,
    publish_due,
    publish_entries,
    remove_phrase,
)
from facilities.models import Child, Facility, Guardian, Role, StaffMember
from tests import factories
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def test_only_manager_and_office_keep_the_book(
    manager: User, teacher: User, outsider: Guardian, facility: Facility
) -> None:
    for keeper in (manager, factories.make_staff(Role.OFFICE, facility)):
        require_keeper(keeper, facility)
    with pytest.raises(NotAllowed):
        require_keeper(teacher, facility)
    assert outsider.user is not None
    with pytest.raises(NotVisible):
        require_keeper(outsider.user, facility)


def test_workers_publish_what_is_due(
    teacher: User, facility: Facility, child: Child, clock: time_machine.Traveller
) -> None:
    BookSettings.objects.create(facility=facility, publish_at=time(16, 30))
    entry = write(teacher, page_of(child), note="落ち葉を集めました。").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    tasks.publish_due()
    assert Entry.objects.get().state == State.READY

    clock.move_to(Entry.objects.get().publish_at)
    tasks.publish_due()
    assert Entry.objects.get().state == State.PUBLISHED


def settings(actor: User, facility: Facility, version: int = 0, **changes: Any) -> BookSettings:
    approvers = changes.pop("approvers", ())
    values = {
        "needs_approval": False, "publish_at": None, "home_until": None, "may_download_book": True,
    } | changes  # fmt: skip
    return change_book_settings(
        actor=actor, facility=facility, version=version, values=values, approvers=approvers
    )


def test_settings_are_saved_with_those_who_approve(manager: User, teacher: User, facility: Facility) -> None:
    member = StaffMember.objects.get(user=teacher).pk
    assert settings(manager, facility, needs_approval=True, approvers=[member]).version == 1
    assert may_approve(teacher, facility)

    settings(manager, facility, 1, needs_approval=True)
    assert not may_approve(teacher, facility)


def test_who_worked_on_older_settings_reads_them_again(manager: User, facility: Facility) -> None:
    settings(manager, facility, home_until=time(9))
    assert settings(manager, facility, home_until=time(9)).version == 1

    with pytest.raises(Conflict, match="changed the settings meanwhile"):
        settings(manager, facility, home_until=time(8))


def test_nobody_of_elsewhere_approves(manager: User, facility: Facility, other_facility: Facility) -> None:
    factories.make_staff(Role.TEACHER, other_facility)
    stranger = StaffMember.objects.latest("pk")

    with pytest.raises(DomainError, match="does not work here"):
        settings(manager, facility, approvers=[stranger.pk])
    assert not BookSettings.objects.filter(version__gt=0).exists()


def test_what_waits_for_its_hour_gets_the_new_one(
    manager: User, teacher: User, facility: Facility, child: Child
) -> None:
    settings(manager, facility, publish_at=time(16, 30))
    entry = write(teacher, page_of(child), note="x").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    settings(manager, facility, 1, publish_at=time(17))
    hour = Entry.objects.get().publish_at
    assert hour is not None
    assert hour.astimezone(ZoneInfo("Asia/Tokyo")).hour == 17

    settings(manager, facility, 2)
    assert publish_due() == 1


def test_the_usual_sentences_come_once_and_in_their_order(manager: User, facility: Facility) -> None:
    assert [add_usual_phrases(actor=manager, facility=facility) for _twice in range(2)] == [len(USUAL), 0]

    assert tuple(Phrase.objects.order_by("position").values_list("text", flat=True)) == USUAL
    assert len(USUAL) == 20


def test_sentences_are_changed_moved_and_removed(manager: User, facility: Facility) -> None:
    add_phrases(actor=manager, facility=facility, item="note", texts=["一", "二", "三"])
    first, second, third = Phrase.objects.order_by("position")
    move_phrase(actor=manager, phrase=third, up=True)
    move_phrase(actor=manager, phrase=first, up=True)
    change_phrase(actor=manager, phrase=second, text=" に ")
    for _twice in range(2):
        remove_phrase(actor=manager, phrase=first)

    assert list(Phrase.objects.order_by("position").values_list("text", flat=True)) == ["三", "に"]


def test_no_sentence_stands_twice_or_empty_and_teachers_keep_none(
    manager: User, teacher: User, facility: Facility
) -> None:
    add_phrases(actor=manager, facility=facility, item="note", texts=["一", "二"])
    two = Phrase.objects.get(text="二")
    for text, said in (("一", "there already"), (" ", "Write the sentence"), ("あ" * 201, "200 fit")):
        with pytest.raises(DomainError, match=said):
            change_phrase(actor=manager, phrase=two, text=text)
    with pytest.raises(DomainError, match="room for 100"):
        add_phrases(actor=manager, facility=facility, item="note", texts=[str(n) for n in range(100)])
    with pytest.raises(NotAllowed):
        remove_phrase(actor=teacher, phrase=two)
