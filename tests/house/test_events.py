"""What an event may carry: ids, and words of an emergency alone."""

import types
import typing
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.utils import timezone

from accounts.models import User
from backend.events import Event
from facilities.models import Guardian, Organisation
from notices import events as _notice_events  # noqa: F401 - so that every event is known
from notices import services
from notices.models import Notice
from tests import factories

IDS: set[Any] = {UUID, int, bool}
WORDS = {("notice.published", name) for name in ("urgency", "sender", "at", "url", "texts")}


def every_event() -> list[type[Event]]:
    found, new = [], [Event]
    while new:
        kinds = [kind for parent in new for kind in parent.__subclasses__()]
        found += kinds
        new = kinds
    return [kind for kind in found if kind.__module__.split(".")[0] != "tests"]


def test_events_carry_ids_and_only_a_published_notice_carries_words() -> None:
    assert every_event()
    for kind in every_event():
        hints = typing.get_type_hints(kind)
        for field in fields(kind):
            hint = hints[field.name]
            parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
            if not set(parts) - {type(None)} <= IDS:
                assert (kind.name, field.name) in WORDS, f"{kind.__name__}.{field.name} is no id"


def test_only_an_emergency_carries_its_text(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any,
    organisation: Organisation, office: User, guardian: Guardian,
) -> None:  # fmt: skip
    told: list[dict[str, Any]] = []
    wire = types.SimpleNamespace(publish=lambda _channel, message: told.append(orjson.loads(message)))
    monkeypatch.setattr("backend.events._broker", lambda _url: wire)

    with django_capture_on_commit_callbacks(execute=True):
        for urgency in ("everyday", "important", "emergency"):
            factories.make_notice(office, organisation, urgency=urgency, title=f"題 {urgency}")

    said = [orjson.loads(one["text"]) for one in told if "text" in one]
    published = {one["urgency"]: one["texts"] for one in said if one["type"] == "notice.published"}
    assert published["everyday"] is published["important"] is None
    assert published["emergency"]["ja"]["title"] == "題 emergency"


@pytest.mark.parametrize(
    ("urgency", "at_once", "with_the_rows"),
    [
        ("everyday", set(), {"notice.published"}),
        ("emergency", {"notice.published"}, {"notice.listed"}),
    ],
)
def test_lists_are_told_when_they_can_show_it_and_open_screens_of_an_emergency_before(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any,
    organisation: Organisation, office: User, guardian: Guardian,
    urgency: str, at_once: set[str], with_the_rows: set[str],
) -> None:  # fmt: skip
    told: list[str] = []
    wire = types.SimpleNamespace(publish=lambda _channel, message: told.append(kind_of(message)))
    monkeypatch.setattr("backend.events._broker", lambda _url: wire)
    monkeypatch.setattr("notices.services.publication.wake", lambda *_: True)  # a worker will come later
    draft = factories.make_draft(office, organisation, urgency=urgency)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)
    Notice.objects.update(publish_at=timezone.now())
    told.clear()

    with django_capture_on_commit_callbacks(execute=True):
        services.release_notice(draft.pk)
    said_first = set(told) & {"notice.published", "notice.listed"}
    told.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.freeze_recipients(draft.pk)

    assert said_first == at_once
    assert set(told) & {"notice.published", "notice.listed"} == with_the_rows


def kind_of(message: bytes) -> str:
    text = orjson.loads(message).get("text")
    return str(orjson.loads(text)["type"]) if text else ""
