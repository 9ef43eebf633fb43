"""The register of allergies: kept by few, never saved over, and on the kitchen's list of the day."""

import pytest

from attendance import services
from attendance.models import Allergy
from attendance.selectors.allergies import allergies_of, kitchen_list
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.models import AuditEntry, Role
from tests import factories
from tests.attendance.sleeping import come

EGG = {"allergen": "egg", "severity": "mild", "leave_out": "卵"}
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def nurse(facility):
    return factories.make_staff(Role.NURSE, facility, name="森 看護")


@pytest.fixture
def egg(nurse, child):
    return services.note_allergy(actor=nurse, child=child, id=uuid7(), values=EGG)


def test_the_same_form_twice_is_one_row(manager, child):
    given = {"actor": manager, "child": child, "id": uuid7(), "values": EGG}

    assert services.note_allergy(**given) == services.note_allergy(**given)
    assert AuditEntry.objects.filter(action="allergy.note", child=child).count() == 1


def test_only_manager_office_and_nurse_keep_it(
    nurse, keeper, child, teacher, other_manager, office, guardian
):
    for person in (nurse, keeper):
        services.note_allergy(actor=person, child=child, id=uuid7(), values=EGG)
    with pytest.raises(NotAllowed):
        services.note_allergy(actor=teacher, child=child, id=uuid7(), values=EGG)
    for stranger in (other_manager, office, guardian.user):
        with pytest.raises(NotVisible):
            services.note_allergy(actor=stranger, child=child, id=uuid7(), values=EGG)


def test_what_somebody_saved_meanwhile_is_not_saved_over(manager, nurse, egg):
    services.change_allergy(actor=nurse, allergy=egg, seen=0, values=EGG | {"substitute": "豆腐"})

    with pytest.raises(Conflict):
        services.change_allergy(actor=manager, allergy=egg, seen=0, values=EGG | {"leave_out": ""})
    egg.refresh_from_db()
    assert (egg.leave_out, egg.substitute, egg.version) == ("卵", "豆腐", 1)


def test_another_allergen_has_a_name(manager, child):
    with pytest.raises(DomainError):
        services.note_allergy(
            actor=manager, child=child, id=uuid7(), values={"allergen": "other", "severity": "mild"}
        )


def test_what_is_over_leaves_the_tiles_and_stays_in_the_books(nurse, child, egg):
    for _time in range(2):
        services.end_allergy(actor=nurse, allergy=egg, seen=0)

    assert allergies_of([child.pk]) == {}
    assert Allergy.objects.get().ended_at


def test_the_most_dangerous_stands_first(nurse, child, egg):
    worst = services.note_allergy(
        actor=nurse, child=child, id=uuid7(), values={"allergen": "milk", "severity": "anaphylaxis"}
    )

    assert allergies_of([child.pk])[child.pk] == (worst, egg)


def test_the_kitchen_hears_of_who_eats_and_the_register_wins(child, classroom, egg, facility):
    child.allergies = "卵(古い)"
    child.save()
    old = factories.make_child(classroom, given_name="結菜", allergies="そば")
    come(child, classroom)

    found = kitchen_list(facility, today_at(facility))

    assert [(row.child, row.words, row.allergies, row.is_here) for row in found.rows] == [
        (child, "", (egg,), True),
        (old, "そば", (), False),
    ]
    assert found.total == 2


def test_thirty_children_cost_the_kitchen_no_more_queries(
    manager, child, classroom, egg, facility, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as few:
        kitchen_list(facility, today_at(facility))
    for _number in range(10):
        services.note_allergy(actor=manager, child=factories.make_child(classroom), id=uuid7(), values=EGG)
    with django_assert_max_num_queries(len(few)):
        kitchen_list(facility, today_at(facility))
