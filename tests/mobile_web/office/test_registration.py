"""The registration rate, and sheets on paper."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from backend.demo_data import make
from backend.demo_data.numbers import Plan
from facilities import services
from facilities.models import Child, Classroom, Facility, Guardian, Household, Invitation
from facilities.selectors import registration
from facilities.selectors.registration import Rate
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles")]
SignIn = Callable[[User], Client]


@pytest.fixture
def waiting(classroom: Classroom) -> Guardian:
    """A mother who has not joined, of a second child of the class."""
    child = factories.make_child(classroom, given_name="蓮", given_kana="れん")
    return factories.make_guardian(child, user=None, name="佐藤 愛")


def test_children_count_as_joined_on_paper_out_or_missing(
    manager: User, facility: Facility, classroom: Classroom, guardian: Guardian, waiting: Guardian
) -> None:
    assert registration.rates_of_facilities([facility.pk]) == {facility.pk: Rate(2, 1, 0, 0)}
    services.make_sheets(actor=manager, facility=facility)
    assert registration.rates_of_classes([classroom.pk]) == {classroom.pk: Rate(2, 1, 0, 1)}
    Guardian.objects.filter(pk=waiting.pk).update(wants_paper=True)
    assert registration.rates_of_facilities([facility.pk])[facility.pk].percent == 100


def test_a_relative_joins_for_nobody_else(facility: Facility, relative: Guardian) -> None:
    assert registration.rates_of_facilities([facility.pk]) == {facility.pk: Rate(1, 0, 0, 0)}


def test_the_list_of_facilities_costs_the_same_for_three_and_for_sixty(
    office: User,
    organisation: object,
    signed_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _place in range(60):
        factories.make_facility(organisation)  # type: ignore[arg-type]
    client = signed_in(office)

    with django_assert_max_num_queries(16):
        client.get(reverse("office_registration"))


def test_a_class_costs_the_same_for_one_child_and_for_twenty(
    manager: User, classroom: Classroom, guardian: Guardian, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        registration.pupils_of(manager, classroom)
    for _child in range(20):
        factories.make_guardian(factories.make_child(classroom), user=None)

    with django_assert_num_queries(4):
        assert len(registration.pupils_of(manager, classroom)) == 21


def test_the_class_page_tells_each_adults_state_and_a_name_that_differs(
    manager: User, classroom: Classroom, guardian: Guardian, waiting: Guardian, signed_in: SignIn
) -> None:
    User.objects.filter(pk=guardian.user_id).update(name="誰か 別人")

    page = signed_in(manager).get(reverse("office_registration_class", args=[classroom.pk])).content.decode()

    assert waiting.name in page
    assert "誰か 別人" in page


def test_the_manager_reads_who_has_just_joined_and_the_office_only_counts(
    manager: User, office: User, facility: Facility, waiting: Guardian, signed_in: SignIn
) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)
    found = services.find_invitation(typed=sheet.code, network="192.0.2.1")
    services.join_family(actor=factories.make_user("佐藤 あい"), invitation_id=found.pk)
    address = reverse("office_registration_facility", args=[facility.pk])

    seen = [signed_in(person).get(address).content.decode() for person in (manager, office)]

    assert ["佐藤 あい" in page for page in seen] == [True, False]


def test_sheets_are_one_page_an_adult_with_her_code_and_nothing_of_the_next(
    manager: User,
    classroom: Classroom,
    waiting: Guardian,
    child: Child,
    household: Household,
    signed_in: SignIn,
) -> None:
    other = factories.make_guardian(child, household, user=None, name="髙橋 沙織")

    answer = signed_in(manager).post(reverse("office_sheets_class", args=[classroom.pk]))

    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert (answer["Content-Type"], answer["Cache-Control"], len(pages)) == ("application/pdf", "no-store", 2)
    assert ["佐藤" in page for page in pages] == ["沙織" not in page for page in pages]
    assert Invitation.objects.filter(guardian__in=[other, waiting]).count() == 2


def test_the_tablet_of_a_teacher_shows_her_class_without_buttons(
    teacher: User, classroom: Classroom, waiting: Guardian, signed_in: SignIn
) -> None:
    page = signed_in(teacher).get(reverse("office_registration_class", args=[classroom.pk])).content.decode()

    assert waiting.name in page
    assert reverse("office_sheets_class", args=[classroom.pk]) not in page


def test_the_demo_ward_has_sheets_of_every_kind() -> None:
    make.seed_ward(Plan(facilities=3, children=120), say=str)

    sheets = Invitation.objects.all()
    assert sheets.open().exists()
    assert sheets.filter(used_at__isnull=False, used_by__isnull=False).exists()
