"""The audience tree: what boxes mean, and that lines which were not on the page stay as they were."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from mobile_web.forms.audience import scopes_of
from notices.services import Scopes
from tests import factories


@pytest.fixture
def draft(office, organisation, classroom, other_classroom, other_facility):
    factories.make_classroom(other_facility)
    return factories.make_draft(office, organisation)


def chosen(notice, **fields):
    data = QueryDict(mutable=True)
    data["tree"] = "1"
    for name, value in fields.items():
        data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return scopes_of(notice, data)


def test_every_box_means_everything_also_what_comes_later(draft, facility, other_facility):
    both = [facility.pk, other_facility.pk]

    assert chosen(draft, everything="on", facility=both, facility_shown=both) == Scopes(everything=True)


def test_one_facility_of_two(draft, facility, other_facility):
    both = [facility.pk, other_facility.pk]

    scopes = chosen(draft, everything="on", facility=[facility.pk], facility_shown=both)

    assert scopes == Scopes(facilities=frozenset({facility.pk}))


def test_a_class_taken_away_leaves_the_others(draft, facility, other_facility, classroom, other_classroom):
    both = [facility.pk, other_facility.pk]

    scopes = chosen(
        draft, facility=both, facility_shown=both, classes_shown=facility.pk, classroom=[other_classroom.pk]
    )

    assert scopes == Scopes(
        facilities=frozenset({other_facility.pk}), classrooms=frozenset({other_classroom.pk})
    )


def test_classes_that_were_not_opened_stay_chosen(draft, office, facility, other_facility, classroom):
    factories.services.save_draft(
        actor=office,
        organisation=draft.organisation,
        facility=None,
        notice=draft,
        version=draft.version,
        scopes=Scopes(classrooms=frozenset({classroom.pk})),
    )
    both = [facility.pk, other_facility.pk]

    scopes = chosen(draft, facility=[facility.pk], facility_shown=both, keep=str(facility.pk))

    assert scopes == Scopes(classrooms=frozenset({classroom.pk}))


def test_facilities_outside_a_search_stay_chosen(draft, facility, other_facility):
    scopes = chosen(draft, facility_shown=[other_facility.pk], keep="all")

    assert scopes == Scopes(facilities=frozenset({facility.pk}))


def test_a_closed_area_follows_its_box(draft, facility, other_facility):
    for place, area in ((facility, "北"), (other_facility, "南")):
        place.area = area
        place.save()

    scopes = chosen(draft, area=["北"], area_shown=["北", "南"])

    assert scopes == Scopes(facilities=frozenset({facility.pk}))


def test_an_area_that_is_partly_chosen_stays_so(draft, office, facility, other_facility):
    type(facility).objects.update(area="北")
    factories.services.save_draft(
        actor=office,
        organisation=draft.organisation,
        facility=None,
        notice=draft,
        version=draft.version,
        scopes=Scopes(facilities=frozenset({facility.pk})),
    )

    scopes = chosen(draft, area=["北"], area_shown=["北"], keep="area:北")

    assert scopes == Scopes(facilities=frozenset({facility.pk}))


def test_boxes_of_nonsense_choose_nothing(draft):
    assert chosen(draft, facility=["x", "' OR 1=1"], facility_shown=["x"]) == Scopes()


def test_branches_load_for_those_who_write(signed_in, office, draft, facility, classroom):
    browser = signed_in(office)

    branch = browser.get(reverse("office_audience", args=[draft.pk]), {"q": facility.name})
    classes = browser.get(reverse("office_audience_classes", args=[draft.pk, facility.pk]))

    assert facility.name in branch.content.decode()
    assert classroom.name in classes.content.decode()


def test_the_classes_of_another_organisation_are_not_there(signed_in, office, draft):
    elsewhere = factories.make_classroom()

    answer = signed_in(office).get(reverse("office_audience_classes", args=[draft.pk, elsewhere.facility_id]))

    assert answer.status_code == 404
