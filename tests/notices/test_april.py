"""Until 30 April a notice can still go to a class of the last school year; 'everybody' never means it."""

from datetime import date

import pytest
import time_machine
from django.http import QueryDict

from facilities import services
from facilities.models import Classroom
from mobile_web.forms.audience import scopes_of
from notices.models import Recipient
from notices.selectors import tree
from notices.selectors.audience import chosen_classrooms, count_audience
from notices.services import Scopes
from notices.services.publication import topics_of_audience
from tests import factories

LAST, FIRST, END, MAY = date(2027, 3, 31), date(2027, 4, 1), date(2027, 4, 30), date(2027, 5, 1)


@pytest.fixture
def graduated(office, manager, facility, organisation):
    """A family of the oldest class, after the plan was applied; the room."""
    with time_machine.travel(date(2027, 2, 10)):
        room = factories.make_classroom(facility, name="ぞう組", age=5, school_year=2026)
        factories.make_guardian(factories.make_child(room))
        plan = services.start_plan(actor=office, facility=facility, school_year=2027)
        services.apply_plan(actor=office, plan=plan, version=plan.version)
    return room


def draft_to(office, organisation, *rooms, **fields):
    scopes = Scopes(classrooms=frozenset(room.pk for room in rooms)) if rooms else Scopes(everything=True)
    return factories.make_draft(office, organisation, scopes=scopes, **fields)


def test_the_graduates_of_march_are_reached_in_april_by_their_class(office, organisation, graduated):
    for day, households in ((LAST, 1), (FIRST, 1), (END, 1), (MAY, 0)):
        with time_machine.travel(day):
            assert count_audience(draft_to(office, organisation, graduated)).households == households
            assert count_audience(draft_to(office, organisation)).households == (day == LAST)


def test_a_notice_to_last_years_class_is_written_for_its_families(office, organisation, graduated):
    with time_machine.travel(FIRST):
        notice = factories.send(office, draft_to(office, organisation, graduated))

    assert Recipient.objects.filter(notice=notice).count() == 1
    assert topics_of_audience(notice) == []


def test_everybody_of_the_tree_is_this_year(office, organisation, facility, graduated):
    with time_machine.travel(FIRST):
        draft = draft_to(office, organisation, urgency="everyday")
        shown = tree.classes_shown(facility.pk)
        this = Classroom.objects.get(facility=facility, school_year=2027)
        assert set(shown) == {this, graduated}
        assert [node.state for node in tree.class_nodes(shown, tree.ALL, {})] == ["all", "none"]

        def picked(*rooms):
            data = QueryDict(mutable=True)
            data["tree"] = "1"
            data.setlist("facility_shown", [str(facility.pk)])
            data.setlist("classes_shown", [str(facility.pk)])
            data.setlist("classroom", [str(room.pk) for room in rooms])
            return scopes_of(draft, data)

        assert picked(this) == Scopes(everything=True)
        assert picked(this, graduated) == Scopes(classrooms=frozenset({this.pk, graduated.pk}))
        assert picked(graduated) == Scopes(classrooms=frozenset({graduated.pk}))
        assert picked() == Scopes()
        assert list(chosen_classrooms(draft)) == [this]
