from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError, NotVisible
from contactbook.models import BookToken, Entry, Side
from contactbook.services import end_token, make_token, publish_entries
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]
ADDRESS = "/api/v1/entries/"


def made(guardian: Guardian, child: Child, *, can_write: bool = True) -> tuple[BookToken, str]:
    assert guardian.user is not None
    return make_token(actor=guardian.user, name="Home Assistant", children=[child.pk], can_write=can_write)


def get(text: str, **asked: Any) -> Any:
    return Client().get(ADDRESS, asked, headers={"Authorization": f"Bearer {text}"})


def post(text: str, child: Child, *cells: dict[str, Any], send: bool = False) -> Any:
    body = {"child": str(child.pk), "cells": list(cells), "send": send}
    headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": str(uuid4())}
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers)


@pytest.fixture
def published(teacher: User, facility: Facility, child: Child) -> Entry:
    entry = write(teacher, page_of(child), note="落ち葉", temperature__a={"c": "36.8", "at": "12:20"}).entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    return entry


def test_a_program_reads_what_its_owner_may_read(guardian: Guardian, child: Child, published: Entry) -> None:
    answer = get(made(guardian, child)[1], side="nursery").json()

    assert [one["id"] for one in answer["results"]] == [str(published.pk)]
    assert {cell["path"]: cell["value"] for cell in answer["results"][0]["cells"]} == {
        "temperature/a": {"at": "12:20", "c": 36.8},
        "note": "落ち葉",
    }


def test_a_token_opens_only_the_children_it_names(
    guardian: Guardian, child: Child, classroom: Classroom, published: Entry
) -> None:
    sister = factories.make_child(classroom, given_name="湊")
    factories.grant(guardian, sister, can_write=True)
    text = made(guardian, sister)[1]

    assert get(text).json()["results"] == []
    assert post(text, child, {"path": "mood", "value": "good"}).status_code == 404


def test_a_token_that_ended_or_ran_out_or_was_never_made_opens_nothing(
    guardian: Guardian, child: Child
) -> None:
    token, text = made(guardian, child)
    assert guardian.user is not None
    BookToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert get(text).status_code == 401
    BookToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() + timedelta(days=1))
    assert get(text).status_code == 200
    for _twice in range(2):
        end_token(actor=guardian.user, token=token)

    assert [get(one).status_code for one in (text, "engawa_x", "")] == [401, 401, 401]


def test_other_endpoints_take_no_token(guardian: Guardian, child: Child) -> None:
    text = made(guardian, child)[1]

    assert Client().get("/api/v1/children/", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_a_block_beats_a_token(guardian: Guardian, child: Child, published: Entry) -> None:
    text = made(guardian, child)[1]
    factories.grant(guardian, child, is_blocked=True, can_view=False)

    assert get(text).json()["results"] == []


def test_a_program_fills_and_sends_the_morning_page(guardian: Guardian, child: Child) -> None:
    text = made(guardian, child)[1]
    cells = (
        {"path": "temperature/a", "value": {"c": "36.6", "at": "6:50"}},
        {"path": "mood", "value": "good"},
    )
    for _twice in range(2):
        answer = post(text, child, *cells, send=True)

    assert answer.status_code == 201, answer.content
    assert (answer.json()["state"], Entry.objects.count()) == ("sent", 1)


def test_a_program_writes_over_nothing_it_has_not_read(guardian: Guardian, child: Child) -> None:
    text = made(guardian, child)[1]
    write(guardian, page_of(child, Side.HOME), mood="bad")
    answer = post(text, child, {"path": "mood", "value": "good"}, {"path": "note", "value": "x"})

    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    assert Entry.objects.get().cells["mood"]["v"] == "bad"
    assert "note" not in Entry.objects.get().cells


def test_a_wrong_value_is_a_sentence_and_saves_nothing(guardian: Guardian, child: Child) -> None:
    answer = post(made(guardian, child)[1], child, {"path": "temperature/a", "value": {"c": "99"}})

    assert (answer.status_code, answer.json()["code"]) == (422, "temperature")
    assert not Entry.objects.exists()


def test_a_reading_token_does_not_write(guardian: Guardian, child: Child) -> None:
    text = made(guardian, child, can_write=False)[1]

    assert post(text, child, {"path": "mood", "value": "good"}).status_code == 403


def test_a_token_is_made_for_ones_own_children_only(
    guardian: Guardian, outsider: Guardian, child: Child
) -> None:
    with pytest.raises(NotVisible):
        made(outsider, child)
    token = made(guardian, child)[0]
    assert outsider.user is not None
    with pytest.raises(NotVisible):
        end_token(actor=outsider.user, token=token)


def test_a_token_needs_a_name_and_ten_are_enough(guardian: Guardian, child: Child) -> None:
    assert guardian.user is not None
    with pytest.raises(DomainError, match="Give it a name"):
        make_token(actor=guardian.user, name=" ", children=[child.pk], can_write=False)
    for _n in range(10):
        made(guardian, child)

    with pytest.raises(DomainError, match="end one first"):
        made(guardian, child)
