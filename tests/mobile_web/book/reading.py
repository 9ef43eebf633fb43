"""The contact book as a family reads it."""

from datetime import date

from django.test import Client
from django.urls import reverse

from accounts.models import User
from contactbook.models import Entry
from contactbook.services import publish_entries
from facilities.models import Child
from tests.contactbook.pages import page_of, write


def published(teacher: User, child: Child, day: date | None = None, **cells: object) -> Entry:
    page = page_of(child, day=day) if day else page_of(child)
    entry = write(teacher, page, **{"note": "落ち葉を集めました。", **cells}).entry
    publish_entries(actor=teacher, facility=entry.facility, entries=[entry.pk])
    return Entry.objects.get(pk=entry.pk)


def read(client: Client, query: str = "") -> str:
    return client.get(reverse("guardian_book") + query).content.decode()
