"""What a family's home says of the contact book."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from contactbook.models import Entry, Side
from contactbook.selectors.waiting import NewPage, new_pages, written_today
from contactbook.services import publish_entries, read_entries, send_entry
from facilities.acting import acting_on
from facilities.models import Child, Facility, Guardian
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def published(teacher: User, facility: Facility, child: Child) -> Entry:
    entry = write(teacher, page_of(child), note="きょう").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    entry.refresh_from_db()
    return entry


@pytest.fixture
def sent(guardian: Guardian, child: Child) -> Entry:
    assert guardian.user is not None
    page = page_of(child, Side.HOME)
    entry = write(guardian, page, temperature__a={"c": "36.6"}).entry
    send_entry(actor=guardian.user, page=page)
    return entry


def new_for(guardian: Guardian, child: Child) -> list[NewPage]:
    assert guardian.user is not None
    today = timezone.localdate()
    return new_pages(guardian.user, [child.pk], today, today - timedelta(days=7))


def written_by(guardian: Guardian, child: Child) -> bool:
    assert guardian.user is not None
    return child.pk in written_today(guardian.user, [child.pk], timezone.localdate())


def test_a_page_waits_until_she_has_read_it(published: Entry, guardian: Guardian, child: Child) -> None:
    assert new_for(guardian, child) == [NewPage(child.pk, published.day, published.published_at)]
    assert guardian.user is not None
    read_entries(actor=guardian.user, entries=[published.pk])

    assert new_for(guardian, child) == []


def test_only_the_newest_page_of_a_child_waits(published: Entry, guardian: Guardian, child: Child) -> None:
    yesterday = Entry.objects.get(pk=published.pk)
    yesterday.pk, yesterday.day = None, published.day - timedelta(days=1)
    yesterday.save(force_insert=True)

    assert [page.day for page in new_for(guardian, child)] == [published.day]


def test_blocked_and_ended_guardians_strangers_and_other_homes_are_told_nothing(
    published: Entry,
    sent: Entry,
    child: Child,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
    outsider: Guardian,
    separated_guardian: Guardian,
) -> None:
    for reader in (blocked_guardian, expired_guardian, outsider):
        assert new_for(reader, child) == []
        assert not written_by(reader, child)
    assert not written_by(separated_guardian, child)


def test_an_account_that_is_switched_off_and_a_shared_tablet_are_told_nothing(
    published: Entry, sent: Entry, guardian: Guardian, child: Child, facility: Facility
) -> None:
    with acting_on(None, facility.pk):
        assert new_for(guardian, child) == []
        assert not written_by(guardian, child)
    assert guardian.user is not None
    guardian.user.is_active = False

    assert new_for(guardian, child) == []
    assert not written_by(guardian, child)


def test_the_home_has_written_when_one_of_it_has_sent_the_page(
    guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    assert guardian.user is not None
    page = page_of(child, Side.HOME)
    write(guardian, page, temperature__a={"c": "36.6"})
    assert not written_by(co_guardian, child)

    send_entry(actor=guardian.user, page=page)

    assert written_by(co_guardian, child)


def test_it_is_one_question_each(
    published: Entry, guardian: Guardian, child: Child, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        new_for(guardian, child)
        written_by(guardian, child)
