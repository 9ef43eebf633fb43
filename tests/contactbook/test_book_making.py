"""A book is made step by step: replays, deaths, twins and what happens to files afterwards."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from contactbook.book import setting, store
from contactbook.models import BookOrder, BookPart, Entry
from contactbook.services import books
from contactbook.services.books import making
from facilities.models import AuditEntry, Child, Classroom, Guardian
from tests import factories
from tests.contactbook.bound import (
    APRIL,
    MAY,
    book_for,
    enrolled_in_april,
    made,
    pages_of,
    text_of,
    told,
    user_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
State = BookOrder.State


@pytest.fixture
def child(classroom: Classroom) -> Child:
    child = enrolled_in_april(classroom)
    told(child, APRIL, "四月の話")
    told(child, MAY, "五月の話")
    return child


def test_asked_twice_while_it_is_made_it_is_one_book(child: Child, guardian: Guardian) -> None:
    assert book_for(guardian, child) == book_for(guardian, child)


def test_progress_counts_every_part_and_the_joining(child: Child, guardian: Guardian) -> None:
    order = book_for(guardian, child)
    seen = []
    while books.make_step(order.pk):
        order.refresh_from_db()
        seen.append((order.done, order.total))

    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5)]
    order.refresh_from_db()
    assert (order.state, order.done) == (State.DONE, 5)


def test_nobody_works_on_what_somebody_else_has_in_hand(child: Child, guardian: Guardian) -> None:
    order = book_for(guardian, child)
    making._lease(order.pk)

    assert not books.make_step(order.pk)
    assert books.resume_books() == 0


def test_a_half_made_book_goes_on_where_its_worker_died(
    child: Child, guardian: Guardian, clock: time_machine.Traveller
) -> None:
    order = book_for(guardian, child)
    books.make_step(order.pk)
    making._lease(order.pk)  # and the worker is killed here, with a file half written
    half = store.part_file(order.facility_id, "0" * 64).with_suffix(".part")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"%PDF-")
    clock.shift(making.LEASE + timedelta(seconds=1))

    with patch.object(setting, "set_manuscript", wraps=setting.set_manuscript) as work:
        assert books.resume_books() == 1
        made(order)

    assert work.call_count == 3
    assert order.state == State.DONE
    assert "四月の話" in text_of(order)


def test_the_same_words_are_not_set_twice(child: Child, guardian: Guardian) -> None:
    made(book_for(guardian, child))

    with patch.object(setting, "set_manuscript", wraps=setting.set_manuscript) as work:
        again = made(book_for(guardian, child))

    assert (again.state, work.call_count) == (State.DONE, 0)


def test_what_changed_is_set_anew_and_the_rest_is_not(child: Child, guardian: Guardian) -> None:
    made(book_for(guardian, child))
    Entry.objects.filter(day=APRIL).update(cells={"note": {"v": "なおした話", "r": 2, "s": ""}})

    with patch.object(setting, "set_manuscript", wraps=setting.set_manuscript) as work:
        again = made(book_for(guardian, child))

    assert work.call_count == 1
    assert "なおした話" in text_of(again)
    assert "四月の話" not in text_of(again)


def test_a_part_whose_file_has_gone_is_set_again(child: Child, guardian: Guardian) -> None:
    order = book_for(guardian, child)
    for _step in range(4):
        books.make_step(order.pk)
    order.refresh_from_db()
    store.part_file(order.facility_id, order.parts[0]["digest"]).unlink()

    assert made(order).state == State.DONE
    assert len(pages_of(order)) == order.pages


def test_after_four_failures_a_person_must_look(
    child: Child, guardian: Guardian, clock: time_machine.Traveller
) -> None:
    order = book_for(guardian, child)

    with patch.object(setting, "set_manuscript", side_effect=MemoryError):
        for _attempt in range(making.MOST_ATTEMPTS):
            with pytest.raises(MemoryError):
                books.make_step(order.pk)
            clock.shift(1)

    order.refresh_from_db()
    assert order.state == State.FAILED
    assert not books.make_step(order.pk)


def test_without_workers_the_sweep_makes_what_waits(child: Child, guardian: Guardian) -> None:
    order = book_for(guardian, child)

    assert books.make_waiting(seconds=60) == 5
    order.refresh_from_db()
    assert order.state == State.DONE


def test_a_class_gets_a_book_for_each_home_that_writes(
    manager: User, classroom: Classroom, child: Child, guardian: Guardian, co_guardian: Guardian,
    separated_guardian: Guardian, relative: Guardian, blocked_guardian: Guardian, expired_guardian: Guardian,
) -> None:  # fmt: skip
    batch = books.order_books(actor=manager, classroom=classroom)

    assert books.order_books(actor=manager, classroom=classroom) == batch
    homes = {order.household_id for order in batch.orders.all()}
    assert homes == {guardian.household_id, separated_guardian.household_id}


def test_nobody_binds_her_own_childs_book_with_the_class(
    classroom: Classroom, child: Child, guardian: Guardian, separated_guardian: Guardian, manager: User
) -> None:
    batch = books.order_books(actor=manager, classroom=classroom)
    for order in batch.orders.all():
        made(order)
    Guardian.objects.filter(pk=guardian.pk).update(user=manager)

    assert not BookOrder.objects.for_staff(manager).exists()
    with pytest.raises(NotVisible):
        books.hand_over_batch(actor=manager, batch=batch.pk)


def test_teachers_manager_and_office_bind_and_others_do_not(
    classroom: Classroom, child: Child, guardian: Guardian, teacher: User, keeper: User, other_teacher: User,
    other_manager: User, office: User,
) -> None:  # fmt: skip
    batch = books.order_books(actor=teacher, classroom=classroom)
    order = made(batch.orders.get())

    for actor in (teacher, keeper):
        assert books.hand_over_book(actor=actor, order=order.pk) == order
    for stranger in (other_teacher, other_manager, office):
        with pytest.raises(NotVisible):
            books.order_books(actor=stranger, classroom=classroom)
        with pytest.raises(NotVisible):
            books.hand_over_book(actor=stranger, order=order.pk)


def test_who_only_helps_does_not_bind(classroom: Classroom, child: Child, facility: object) -> None:
    helper = factories.make_staff("part_time", classroom.facility, classroom)

    with pytest.raises(NotAllowed):
        books.order_books(actor=helper, classroom=classroom)


def test_only_her_home_takes_it_and_taking_it_is_written_down(
    child: Child, guardian: Guardian, co_guardian: Guardian, separated_guardian: Guardian,
    blocked_guardian: Guardian, expired_guardian: Guardian, outsider: Guardian, teacher: User,
) -> None:  # fmt: skip
    order = made(book_for(guardian, child))

    for reader in (guardian, co_guardian):
        assert books.hand_over_book(actor=user_of(reader), order=order.pk) == order
    strangers = [user_of(one) for one in (separated_guardian, blocked_guardian, expired_guardian, outsider)]
    for stranger in (*strangers, teacher):
        with pytest.raises(NotVisible):
            books.hand_over_book(actor=stranger, order=order.pk)
    assert AuditEntry.objects.filter(action="book.taken", child=child).count() == 2


@pytest.mark.parametrize("person", ["blocked_guardian", "expired_guardian", "outsider"])
def test_who_may_not_view_the_child_orders_nothing(
    child: Child, person: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotVisible):
        book_for(request.getfixturevalue(person), child)


def test_files_go_when_their_time_is_over(
    child: Child, guardian: Guardian, clock: time_machine.Traveller
) -> None:
    order = made(book_for(guardian, child))
    clock.shift(timedelta(days=60))

    with pytest.raises(NotVisible):
        books.hand_over_book(actor=user_of(guardian), order=order.pk)
    assert books.remove_expired() == 5

    order.refresh_from_db()
    assert order.state == State.EXPIRED
    assert [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()] == []
    assert not BookPart.objects.exists()
