"""Who opens the contact book."""

import pytest
from django.test import Client

from accounts.models import User
from contactbook.models import BookSettings, Entry
from contactbook.services import publish_entries
from facilities.models import Child, Facility, Guardian
from tests.conftest import SignIn
from tests.contactbook.pages import page_of, write
from tests.mobile_web.book.asking import english


@pytest.fixture
def browser(signed_in: SignIn, manager: User) -> Client:
    return english(signed_in(manager))


@pytest.fixture
def phone(signed_in: SignIn, guardian: Guardian) -> Client:
    assert guardian.user
    return english(signed_in(guardian.user))


@pytest.fixture
def waiting(teacher: User, child: Child, facility: Facility) -> Entry:
    BookSettings.objects.create(facility=facility, needs_approval=True)
    entry = write(
        teacher, page_of(child), note="落ち葉を集めました。", nap__a={"from": "12:25", "to": "14:40"}
    ).entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    return Entry.objects.get(pk=entry.pk)
