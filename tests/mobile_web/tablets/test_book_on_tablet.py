"""The contact book on a shared tablet: with her PIN a teacher has the journal and corrections as on her own device."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contactbook.models import Entry, EntryWrite, Side, State
from contactbook.services import publish_entries
from facilities import services
from facilities.models import Child, Classroom, Facility, Role
from tests import factories
from tests.contactbook.pages import note_of, page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
PIN = "739204"


@pytest.fixture
def tablet(manager: User, facility: Facility, classroom: Classroom) -> Client:
    """A browser paired with the class, on which nobody acts."""
    made = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1", classroom=classroom)
    client = Client()
    client.post(reverse("tablet_pair"), {"key": made.key})
    return client


def type_pin(tablet: Client, user: User) -> Client:
    services.set_pin(actor=user, pin=PIN)
    tablet.post(reverse("tablet_pin", args=[user.staff_members.get().pk]), {"pin": PIN})
    return tablet


@pytest.fixture
def published(teacher: User, facility: Facility, child: Child) -> Entry:
    entry = write(teacher, page_of(child), note="元気でした。").entry
    return publish_entries(actor=teacher, facility=facility, entries=[entry.pk]).published[0]


def test_without_a_pin_journal_and_corrections_lead_to_the_names(
    tablet: Client, classroom: Classroom, published: Entry
) -> None:
    for address in (
        reverse("teacher_journal", args=[classroom.pk]),
        reverse("teacher_book_child", args=[published.child_id]),
        reverse("book_correct", args=[published.pk]),
    ):
        assert tablet.get(address)["Location"].startswith(reverse("tablet_who"))


def test_with_her_pin_she_writes_the_journal_under_her_name(
    tablet: Client, teacher: User, classroom: Classroom
) -> None:
    client = type_pin(tablet, teacher)
    address = reverse("teacher_journal", args=[classroom.pk])
    assert address in client.get(reverse("teacher_book", args=[classroom.pk])).content.decode()
    said = {"session": uuid4(), "base": 0, "text": "散歩に行きました。", "act": "publish"}
    client.post(address, said)

    entry = Entry.objects.get(side=Side.CLASS)
    assert (entry.written_by, entry.state, note_of(entry)) == (teacher, State.PUBLISHED, "散歩に行きました。")
    assert EntryWrite.objects.get().device_id is not None


def test_with_her_pin_she_corrects_what_families_read_and_takes_it_back(
    tablet: Client, teacher: User, published: Entry
) -> None:
    client = type_pin(tablet, teacher)
    address = reverse("book_correct", args=[published.pk])
    page = client.get(address).content.decode()
    assert reverse("book_withdraw", args=[published.pk]) in page
    answer = client.post(reverse("book_withdraw", args=[published.pk]), {"reason": "お名前の間違い"})

    assert client.get(answer["Location"]).status_code == 200
    assert Entry.objects.get(pk=published.pk).state == State.DRAFT


def test_a_helper_with_her_pin_corrects_nothing(
    tablet: Client, facility: Facility, classroom: Classroom, published: Entry
) -> None:
    client = type_pin(tablet, factories.make_staff(Role.PART_TIME, facility, classroom))

    assert client.get(reverse("book_correct", args=[published.pk])).status_code == 403
    assert client.get(reverse("teacher_journal", args=[classroom.pk])).status_code == 200
