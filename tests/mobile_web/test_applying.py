"""The public forms: nothing typed is lost, nothing arrives before the address is proved."""

from datetime import timedelta

import pytest
from django.test import Client

from facilities.delivery import EMAIL_PURPOSE
from facilities.digits import digits_of
from facilities.models import Application, Classroom, EmailCheck, Facility
from tests import factories
from tests.house.access.areas.applying import CHILD

pytestmark = pytest.mark.django_db


def given(place: Facility, /, **fields: str) -> dict[str, str]:
    wished = (factories.today() + timedelta(days=40)).isoformat()
    return {
        **CHILD, "facility": str(place.pk), "wished_on": wished, "language": "ja", "email": "aya@example.com",
        "agrees": "on", **fields,
    }  # fmt: skip


def test_a_mother_without_account_applies(client: Client, facility: Facility, classroom: Classroom) -> None:
    start = f"/apply/{facility.organisation_id}/"
    assert client.get(start).status_code == 200

    sent = client.post(f"{start}child/", given(facility))
    digits = digits_of(EmailCheck.objects.get().pk, EMAIL_PURPOSE)
    before = Application.objects.count()
    done = client.post(sent["Location"], {"digits": digits})
    client.post(sent["Location"], {"digits": digits})

    assert (before, Application.objects.count(), done.status_code) == (0, 1, 200)
    assert Application.objects.get().answers["given_name"] == "凛"


@pytest.mark.parametrize(
    ("field", "value"),
    [("born_on", "2099-01-01"), ("born_on", "x"), ("phone", "12"), ("email", "aya"), ("agrees", ""),
     ("facility", "0190"), ("wished_on", "2001-01-01"), ("given_name", "")],
)  # fmt: skip
def test_what_is_not_right_stands_beside_its_field_and_the_rest_is_kept(
    client: Client, facility: Facility, field: str, value: str
) -> None:
    answer = client.post(
        f"/apply/{facility.organisation_id}/child/",
        given(facility, **{field: value}, remarks="アレルギーは相談"),
    )

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "アレルギーは相談" in answer.content.decode()
    assert not EmailCheck.objects.exists()


def test_wrong_digits_are_told_and_nothing_arrives(client: Client, facility: Facility) -> None:
    sent = client.post(f"/apply/{facility.organisation_id}/child/", given(facility))

    answer = client.post(sent["Location"], {"digits": "12"})

    assert answer.status_code == 422
    assert not Application.objects.exists()


def test_without_a_form_there_is_nothing_to_prove(client: Client) -> None:
    assert client.get("/apply/code/").status_code == 404


def test_a_company_needs_its_name(client: Client, facility: Facility) -> None:
    fields = {"member_kind": "corporate", "name": "佐藤", "email": "a@example.com", "agrees": "on"}

    answer = client.post(f"/apply/{facility.organisation_id}/member/", fields)

    assert "company" in answer.context["form"].errors
