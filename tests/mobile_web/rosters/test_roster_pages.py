"""The pages of roster files."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian, RosterImport
from facilities.services import rosters
from tests import factories
from tests.facilities.roster_files import HEADINGS, HIMARI, csv_file

State = RosterImport.State
LIST = "/office/roster/"


def send(client: Client, place: str, content: bytes) -> HttpResponse:
    """The upload as the form sends it; the worker reads the file at once."""
    file = SimpleUploadedFile("園児名簿.csv", content)
    fields = {"place": place, "starts_on": timezone.localdate().isoformat(), "file": file}
    response = client.post(f"{LIST}upload/", fields)
    for roster in RosterImport.objects.filter(state=State.READING):
        rosters.check_roster(roster.pk)
    return response


def test_from_the_file_to_the_roster_and_back(
    manager: User, keeper: User, facility: Facility, classroom: Classroom, signed_in: Callable[[User], Client]
) -> None:
    client, second = signed_in(manager), signed_in(keeper)
    factories.make_child(
        classroom, external_id="5", given_name="湊", family_kana="たかはし", given_kana="みなと"
    )
    wrong = ("9", "長谷川 凛", "ハセガワ リン", "2025/13/05", *HIMARI[4:])
    linked = ("5", "髙橋 湊", "", "", "", "髙橋 健一", "父", "090-1234-0009")

    url = send(client, str(facility.pk), csv_file(HIMARI, wrong, linked))["Location"]
    page = client.get(url).content.decode()
    assert "髙橋 陽葵" in page
    assert "2025/13/05" in page
    assert "髙橋 健一" in page
    version = RosterImport.objects.get().version
    client.post(f"{url}ask/", {"version": version, "leave_errors": "1"})
    assert url in second.get(LIST).content.decode()
    second.post(f"{url}approve/", {"version": version + 1})
    rosters.apply_roster(RosterImport.objects.get().pk)
    assert Child.objects.filter(external_id="1001").exists()
    assert client.post(f"{url}undo/").status_code == 302
    assert not Child.objects.filter(external_id="1001").exists()


def test_reading_shows_how_far_it_is_and_reloads_when_done(
    manager: User, facility: Facility, classroom: Classroom, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(manager)
    url = send(client, str(facility.pk), csv_file(HIMARI))["Location"]
    assert client.get(f"{url}now/")["HX-Refresh"] == "true"

    RosterImport.objects.update(state=State.READING, done=500, total=5000)

    assert "HX-Refresh" not in client.get(f"{url}now/")
    assert "500 / 5000" in client.get(url).content.decode()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_says_why(
    manager: User, facility: Facility, signed_in: Callable[[User], Client], content: bytes
) -> None:
    client = signed_in(manager)

    url = send(client, str(facility.pk), content)["Location"]

    assert RosterImport.objects.get().problem in client.get(url).content.decode()


def test_a_form_without_a_file_keeps_its_words(manager: User, signed_in: Callable[[User], Client]) -> None:
    response = signed_in(manager).post(f"{LIST}upload/", {"place": "all"})

    assert response.status_code == 422
    assert not RosterImport.objects.exists()


def test_rows_are_left_out_and_put_back(
    manager: User, facility: Facility, classroom: Classroom, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(manager)
    url = send(client, str(facility.pk), csv_file(HIMARI))["Location"]

    response = client.post(f"{url}rows/2/leave/", {"show": "new"})
    left = RosterImport.objects.get().counts["left_out"]
    client.post(f"{url}rows/2/back/")

    assert (response["Location"], left) == (f"{url}?show=new", 1)
    assert RosterImport.objects.get().counts["new"] == 1


def test_other_columns_are_checked_again(
    manager: User, facility: Facility, classroom: Classroom, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(manager)
    url = send(client, str(facility.pk), csv_file(HIMARI))["Location"]

    client.post(f"{url}columns/", {"column": ["number", "name", "kana", "born_on", "", "", "", ""]})
    roster = RosterImport.objects.get()
    rosters.check_roster(roster.pk)

    roster.refresh_from_db()
    assert roster.counts["error"] == 1  # without a class


def test_a_thousand_rows_cost_no_more_statements_than_one(
    manager: User, facility: Facility, classroom: Classroom, signed_in: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = signed_in(manager)
    rows = [
        (str(n), "髙橋 湊", "タカハシ ミナト", "2024/04/02", *HIMARI[4:5], "", "", "") for n in range(1000)
    ]
    url = send(client, str(facility.pk), csv_file(*rows))["Location"]

    with django_assert_max_num_queries(20):
        page = client.get(url).content.decode()

    assert page.count("<tr") < 130
    assert "after=3000101" in page


def test_results_and_roster_can_be_taken_along(
    manager: User, facility: Facility, child: Child, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(manager)
    url = send(client, str(facility.pk), csv_file(HIMARI))["Location"]

    results = client.get(f"{url}results/")
    roster = client.get(f"{LIST}export/", {"place": str(facility.pk), "kind": "cp932"})

    assert results.content.startswith(b"PK")
    assert "髙橋,陽葵" in roster.content.decode("cp932")
    assert "no-store" in roster["Cache-Control"]


def test_the_uploader_does_not_approve_her_own_file(
    manager: User, facility: Facility, child: Child, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(manager)
    Child.objects.update(external_id="5")
    url = send(client, str(facility.pk), csv_file(("5", "", "", "", "", "髙橋 健一", "父", "")))["Location"]
    version = RosterImport.objects.get().version
    client.post(f"{url}ask/", {"version": version})

    response = client.post(f"{url}approve/", {"version": version + 1})

    assert (response.status_code, RosterImport.objects.get().state) == (403, State.WAITING)
    assert "approve/" not in client.get(url).content.decode()


def test_for_strangers_there_is_no_such_file(
    manager: User, other_manager: User, guardian: Guardian, facility: Facility, classroom: Classroom,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    assert guardian.user
    url = send(signed_in(manager), str(facility.pk), csv_file(HIMARI, headings=HEADINGS))["Location"]

    for person in (other_manager, guardian.user):
        client = signed_in(person)
        assert [client.get(url).status_code, client.post(f"{url}discard/").status_code] == [404, 404]


def test_the_old_place_of_a_version_is_refused(
    manager: User, facility: Facility, classroom: Classroom, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(manager)
    url = send(client, str(facility.pk), csv_file(HIMARI))["Location"]

    response = client.post(f"{url}ask/", {"version": "x"})

    assert response.status_code == 409
    assert not Child.objects.exists()
