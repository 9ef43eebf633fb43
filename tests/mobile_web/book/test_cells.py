import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from contactbook.models import Entry, Side
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Guardian
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def url_of(side: str, facility: Facility, about: Child | Classroom) -> str:
    return f"/book/cells/{side}/{facility.pk}/{about.pk}/{today_at(facility)}/"


def put(client: Client, url: str, session: object = None, **values: Any) -> Any:
    """Cells of one page; a path with a slash is written with two underscores."""
    writes = [{"path": path.replace("__", "/"), "value": value} for path, value in values.items()]
    said = {"session": str(session or uuid4()), "writes": json.dumps(writes)}
    return client.post(url, said, headers={"X-Requested-With": "outbox", "Accept": "application/json"})


def test_a_phone_is_answered_with_the_cells_as_they_are_now(
    signed_in: SignIn, guardian: Guardian, child: Child, facility: Facility
) -> None:
    assert guardian.user
    answer = put(signed_in(guardian.user), url_of(Side.HOME, facility, child), mood="good").json()

    assert answer["cells"] == {"mood": {"r": 1, "v": "good"}}
    assert (answer["state"], answer["kept"], answer["refused"]) == ("draft", [], {})


def test_a_wrong_value_holds_up_only_itself(
    signed_in: SignIn, teacher: User, child: Child, facility: Facility
) -> None:
    url = url_of(Side.NURSERY, facility, child)
    answer = put(signed_in(teacher), url, temperature__a={"c": "99"}, mood="good").json()

    assert list(answer["refused"]) == ["temperature/a"]
    assert answer["refused"]["temperature/a"]["code"] == "temperature"
    assert Entry.objects.get().cells["mood"]["v"] == "good"


def test_what_two_tablets_wrote_comes_back_to_the_second(
    signed_in: SignIn, teacher: User, manager: User, child: Child, facility: Facility
) -> None:
    url = url_of(Side.NURSERY, facility, child)
    put(signed_in(teacher), url, note="一")
    answer = put(signed_in(manager), url, note="二").json()

    assert [(row["path"], row["value"]) for row in answer["kept"]] == [("note", "二")]
    assert answer["cells"]["note"]["v"] == "一"


def test_a_class_has_its_journal(
    signed_in: SignIn, teacher: User, facility: Facility, classroom: Classroom
) -> None:
    put(signed_in(teacher), url_of(Side.CLASS, facility, classroom), note="散歩に行きました。")

    assert Entry.objects.get().side == Side.CLASS


def test_a_damaged_page_saves_nothing_and_says_so(
    signed_in: SignIn, teacher: User, child: Child, facility: Facility
) -> None:
    client, url = signed_in(teacher), url_of(Side.NURSERY, facility, child)
    for writes in ("", "[", "[1]", '[{"path": "note"}]', '[{"path": "note", "value": 1, "base": "x"}]'):
        answer = client.post(url, {"session": str(uuid4()), "writes": writes})
        assert (answer.status_code, answer.json()["saved"]) == (422, False)
    assert client.post(url, {"session": "x", "writes": "[]"}).status_code == 422
    assert not Entry.objects.exists()


def test_nonsense_in_the_address_is_not_there(
    signed_in: SignIn, teacher: User, child: Child, facility: Facility
) -> None:
    client, url = signed_in(teacher), url_of(Side.NURSERY, facility, child)
    for wrong in (url.replace("nursery", "staff"), url.replace(str(today_at(facility)), "heute")):
        assert put(client, wrong, note="x").status_code == 404
    gone = today_at(facility) - timedelta(days=4000)
    assert put(client, url.replace(str(today_at(facility)), str(gone)), note="x").status_code == 404
    assert not Entry.objects.exists()


def test_a_suggestion_yields_to_what_stands_there(
    signed_in: SignIn, guardian: Guardian, co_guardian: Guardian, child: Child, facility: Facility
) -> None:
    assert guardian.user and co_guardian.user
    url = url_of(Side.HOME, facility, child)
    put(signed_in(guardian.user), url, sleep__night={"from": "20:30", "to": "6:15"})
    suggested = [{"path": "sleep/night", "value": {"from": "21:00", "to": "6:45"}, "is_suggestion": True}]
    said = {"session": str(uuid4()), "writes": json.dumps(suggested)}
    answer = signed_in(co_guardian.user).post(url, said).json()

    assert answer["cells"]["sleep/night"]["v"] == {"from": "20:30", "to": "06:15"}
    assert answer["kept"] == []
