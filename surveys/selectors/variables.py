"""What a survey's answers can be divided by: its questions, and what is known of whoever answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilities.models import Classroom, Facility
from surveys.crosstab import NONE, SKIPPED, Axis, Group
from surveys.models import CHOOSING, Kind, Question, Survey, Unit, Via
from surveys.selectors.counting import Totals

MEASURED = frozenset({Kind.NUMBER, Kind.DATE})


def place_of(survey: Survey) -> str:
    """Where answers are from: facilities of the organisation, classes of one facility."""
    return "@facility" if survey.facility_id is None or survey.unit == Unit.STAFF else "@class"


def attributes_of(survey: Survey, narrowed: Mapping[str, str]) -> list[str]:
    """Attributes worth crossing.

    Without a name only those of which none follows from another: a class lies in a facility and has one age, and
    two tables of the same people could be held against each other.
    """
    if survey.unit == Unit.STAFF:
        return ["@facility", "@via"]
    near = [place_of(survey)]
    if survey.is_anonymous:
        near += ["@age"] if near == ["@facility"] else []
    else:
        near = ["@facility"] if survey.facility_id is None else []
        near += ["@class"] if survey.facility_id or "@facility" in narrowed else []
        near += ["@age"]
    return [*near, "@children", "@language", "@via"]


def may_cross(survey: Survey, question: Question) -> bool:
    """Questions with choices; without names not those a branch leads to, whose share follows from another table."""
    return question.kind in CHOOSING and not (survey.is_anonymous and question.shown_when_id)


def attribute_name(key: str) -> str:
    """In the language of the page."""
    return {
        "@facility": _("Facility"),
        "@class": _("Class"),
        "@age": _("Class age"),
        "@children": _("Children asked for"),
        "@language": _("Language"),
        "@via": _("How it came in"),
    }[key]


def attribute_axis(key: str, counts: Mapping[str, int]) -> Axis:
    """In the order people expect, with the words of the page."""
    names = _names(key, counts)
    known = [Group(value, names[value], counts[value]) for value in names if value in counts]
    return Axis(key, attribute_name(key), (*known, *_apart(counts)), sum(counts.values()))


def question_axis(question: Question, totals: Totals, whole: int, *, merges: bool) -> Axis:
    """`merges` counts who was led past the question among those who did not answer."""
    chosen = totals.chosen.get(question.pk, {})
    is_multiple = question.kind == Kind.MULTIPLE
    answered = totals.people.get(question.pk, 0) if is_multiple else sum(chosen.values())
    past = totals.skipped.get(question.pk, 0)
    groups = [Group(str(one.pk), one.text, chosen.get(one.pk, 0)) for one in question.choices.all()]
    if question.kind not in CHOOSING:
        groups = [Group("given", _("Answered"), answered)]
    apart = {NONE: whole - answered - (0 if merges else past), SKIPPED: 0 if merges else past}
    return Axis(question.code, question.text, (*groups, *_apart(apart)), whole, is_multiple)


def measured_axis(axis: Axis, groups: list[Group]) -> Axis:
    """The same with numbers or days in groups in place of 'answered'."""
    return replace(axis, groups=(*groups, *axis.apart))


def _apart(counts: Mapping[str, int]) -> list[Group]:
    names = {NONE: pgettext("survey", "No answer"), SKIPPED: _("Not asked")}
    return [Group(key, name, counts[key]) for key, name in names.items() if counts.get(key)]


def _names(key: str, counts: Mapping[str, int]) -> dict[str, str]:
    if key == "@facility":
        rows = Facility.objects.filter(pk__in=_ids(counts)).in_order()
        return {str(pk): name for pk, name in rows.values_list("pk", "name")}
    if key == "@class":
        classes = Classroom.objects.filter(pk__in=_ids(counts)).order_by("age", "name", "pk")
        return {str(pk): name for pk, name in classes.values_list("pk", "name")}
    if key == "@via":
        return {value: str(label) for value, label in Via.choices}
    if key == "@language":
        return {code: str(name) for code, name in settings.LANGUAGES}
    values = sorted((value for value in counts if value.isdigit()), key=int)
    form = _("Age %(n)s") if key == "@age" else "%(n)s"
    return {value: form % {"n": value} for value in values}


def _ids(counts: Mapping[str, int]) -> list[str]:
    return [value for value in counts if value != NONE]


@dataclass(frozen=True)
class Choosable:
    """A variable somebody may pick for a table."""

    key: str
    label: str
    is_chosen: bool = False
