"""The next school year on the screen: counts for the office, children for the facility, a plain question in between."""

import pytest
from django.urls import reverse

from facilities import services
from facilities.models import Enrolment, RolloverPlan, RolloverRow
from facilities.selectors.rollover import planning_year
from tests import factories


@pytest.fixture
def rooms(facility, classroom, child):
    """Ages 1 and 2; one child in the younger."""
    return [classroom, factories.make_classroom(facility, name="りす組", age=2)]


@pytest.fixture
def plan(manager, facility, rooms):
    return services.start_plan(actor=manager, facility=facility, school_year=planning_year())


def decide(browser, facility, htmx=False, **fields):
    headers = {"HX-Request": "true"} if htmx else {}
    return browser.post(reverse("office_rollover_decide", args=[facility.pk]), fields, headers=headers)


def test_a_manager_goes_from_nothing_to_an_applied_plan_and_back(signed_in, manager, facility, rooms, child):
    browser, here = signed_in(manager), reverse("office_rollover_facility", args=[facility.pk])
    assert browser.get(reverse("office_rollover")).url == here
    assert child.family_name not in browser.get(here).content.decode()

    browser.post(reverse("office_rollover_start", args=[facility.pk]))
    page = browser.get(here)
    assert child.family_name in page.content.decode()
    version = page.context["plan"].version
    browser.post(reverse("office_rollover_apply", args=[facility.pk]), {"version": version})
    assert Enrolment.objects.filter(child=child).count() == 2

    browser.post(reverse("office_rollover_reverse", args=[facility.pk]))
    assert Enrolment.objects.get(child=child).ends_on is None


def test_one_childs_choice_is_saved_as_it_is_made(signed_in, manager, facility, plan):
    row = plan.rows.get()

    answer = decide(signed_in(manager), facility, htmx=True, one=row.pk, **{f"to-{row.pk}": "leave"})

    row.refresh_from_db()
    assert (answer.status_code, row.action) == (200, "leave")
    assert "<html" not in answer.content.decode()


def test_ticked_children_go_together_without_scripts(signed_in, manager, facility, rooms, child):
    for n in range(3):
        factories.make_child(rooms[0], given_name=f"子{n}")
    plan = services.start_plan(actor=manager, facility=facility, school_year=planning_year())
    room = facility.classrooms.get(school_year=planning_year(), name="うさぎ組")
    rows = list(plan.rows.values_list("pk", flat=True))

    answer = decide(signed_in(manager), facility, row=rows[:3], to=str(room.pk))

    assert answer.status_code == 302
    assert plan.rows.filter(classroom=room).count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"row": ["1"]},
        {"row": ["x"], "to": "leave"},
        {"one": "x"},
        {"row": ["9" * 30], "to": "leave"},
        {"to": "leave"},
    ],
)
def test_nonsense_changes_nothing_and_says_so(signed_in, manager, facility, plan, fields):
    before = list(RolloverRow.objects.order_by("pk").values())

    assert decide(signed_in(manager), facility, **fields).status_code == 422
    assert list(RolloverRow.objects.order_by("pk").values()) == before


def test_the_class_of_another_facility_is_no_aim(signed_in, manager, facility, other_facility, plan):
    room = factories.make_classroom(other_facility, school_year=planning_year())

    assert decide(signed_in(manager), facility, row=[plan.rows.get().pk], to=str(room.pk)).status_code == 422


def test_an_old_page_applies_nothing(signed_in, manager, facility, plan):
    decide(signed_in(manager), facility, row=[plan.rows.get().pk], to="leave")

    answer = signed_in(manager).post(
        reverse("office_rollover_apply", args=[facility.pk]), {"version": plan.version}
    )

    assert answer.status_code == 409
    assert RolloverPlan.objects.get().state == "draft"


def test_the_central_office_plans_for_all_and_sees_no_name(
    signed_in, office, facility, other_facility, rooms, child
):
    browser = signed_in(office)

    browser.post(reverse("office_rollover_start_all"))
    overview = browser.get(reverse("office_rollover"))
    one = browser.get(reverse("office_rollover_facility", args=[facility.pk]))

    moving = {line.facility: line.counts.moving for line in overview.context["lines"]}
    assert moving == {facility: 1, other_facility: 0}
    for page in (overview, one):
        assert page.status_code == 200
        assert child.family_name not in page.content.decode()
    browser.post(reverse("office_rollover_apply_all"))
    assert Enrolment.objects.filter(child=child).count() == 2


def test_a_large_facility_asks_no_more_questions(
    signed_in, manager, facility, rooms, plan, django_assert_max_num_queries
):
    for n in range(60):
        factories.make_child(rooms[n % 2])
    services.start_plan(actor=manager, facility=facility, school_year=planning_year())
    browser = signed_in(manager)
    address = reverse("office_rollover_facility", args=[facility.pk])
    browser.get(address)

    with django_assert_max_num_queries(26):
        page = browser.get(address, {"class": "all"})
    assert len(page.context["rows"]) == 61


def test_the_lists_are_by_class_everybody_and_undecided(signed_in, manager, facility, rooms, plan):
    factories.make_child(rooms[1])
    services.start_plan(actor=manager, facility=facility, school_year=planning_year())
    row = plan.rows.first()
    decide(signed_in(manager), facility, row=[row.pk], to="undecided")
    address = reverse("office_rollover_facility", args=[facility.pk])

    shown = {
        name: len(signed_in(manager).get(address, {"class": name}).context["rows"])
        for name in ("all", "open", str(rooms[1].pk), "nonsense")
    }

    assert shown == {"all": 2, "open": 1, str(rooms[1].pk): 1, "nonsense": 1}
