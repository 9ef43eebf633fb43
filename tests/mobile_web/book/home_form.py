"""A home's page as a phone without scripts posts it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from contactbook.models import Entry, Side
from contactbook.services import send_entry
from facilities.clock import today_at
from facilities.models import Child, Guardian
from tests.contactbook.pages import page_of, write

URL = "/book/write/"
TYPED = {"temperature/a:c": "36.6", "temperature/a:at": "06:50", "mood": "good", "note": "よく寝ました。"}


def typed(child: Child, was: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """The form as a phone without scripts posts it."""
    place = page_of(child).facility
    named = {
        "child": child.pk,
        "facility": place.pk,
        "day": today_at(place).isoformat(),
        "session": uuid4(),
        "sequence": "1",
        "was": json.dumps(was or {}),
        "coming": "here",
        "act": "send",
    }
    return {**named, **{name.replace("__", ":"): value for name, value in fields.items()}}


def yesterday(guardian: Guardian, child: Child, **values: Any) -> Entry:
    """A page her home sent the day before."""
    page = page_of(child, Side.HOME)
    entry = write(guardian, page, temperature__z={"c": "37.1", "at": "7:00"}, **values).entry
    assert guardian.user
    send_entry(actor=guardian.user, page=page)
    Entry.objects.filter(pk=entry.pk).update(day=page.day - timedelta(days=1))
    return entry
