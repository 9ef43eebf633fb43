"""The operator's command for a family that asked to be forgotten."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from facilities.models import Child, Enrolment, Erasure, Guardian, Household
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def family(guardian: Guardian, child: Child) -> Household:
    """They left yesterday."""
    today = factories.today()
    Enrolment.objects.filter(child=child).update(
        starts_on=today - timedelta(days=400), ends_on=today - timedelta(days=1)
    )
    return guardian.household


def erase(*options: str) -> str:
    said = io.StringIO()
    call_command("erase", *options, stdout=said)
    return said.getvalue()


def test_a_family_is_forgotten_in_the_name_of_the_office(family: Household, office: User) -> None:
    said = erase("--family", str(family.pk), "--by", office.login, "--yes")

    assert "households: 1 deleted" in said
    assert Erasure.objects.get().actor == office
    assert Household.objects.get(pk=family.pk).name == ""


def test_the_number_of_an_adult_names_her_family(family: Household, guardian: Guardian, office: User) -> None:
    erase("--family", str(guardian.pk), "--by", office.login, "--yes")

    assert Guardian.objects.get(pk=guardian.pk).name == ""


@pytest.mark.parametrize(("answer", "is_deleted"), [("yes", True), ("no", False), ("", False)])
def test_it_names_them_and_asks_first(
    family: Household,
    child: Child,
    office: User,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    is_deleted: bool,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    said = io.StringIO()

    try:
        call_command("erase", "--family", str(family.pk), "--by", office.login, stdout=said)
    except CommandError as refusal:
        assert "Nothing was deleted" in str(refusal)

    assert child.given_name in said.getvalue()
    assert (Household.objects.get(pk=family.pk).name == "") is is_deleted


def test_nobody_to_answer_means_no(family: Household, office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match="Nothing was deleted"):
        erase("--family", str(family.pk), "--by", office.login)
    assert not Erasure.objects.exists()


def test_who_does_not_keep_every_roster_deletes_nobody(family: Household, teacher: User) -> None:
    with pytest.raises(CommandError):
        erase("--family", str(family.pk), "--by", teacher.login, "--yes")
    assert not Erasure.objects.exists()


def test_a_child_that_still_goes_somewhere_is_not_forgotten(guardian: Guardian, office: User) -> None:
    with pytest.raises(CommandError, match="still goes"):
        erase("--family", str(guardian.household_id), "--by", office.login, "--yes")


def test_unknown_numbers_and_half_questions_are_refused(family: Household, office: User) -> None:
    for options in (
        ["--family", str(uuid4()), "--by", office.login, "--yes"],
        ["--family", str(family.pk), "--by", "nobody-of-this-name", "--yes"],
        ["--family", str(family.pk), "--yes"],
        ["--family", str(family.pk), "--by", office.login, "--dry-run"],
    ):
        with pytest.raises(CommandError, match="Nothing was deleted"):
            erase(*options)
    assert not Erasure.objects.exists()
