"""A plan of the next school year, as its tests speak of it."""

from datetime import date

from facilities import services
from facilities.models import Enrolment, RolloverRow

WINTER = date(2027, 2, 10)
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)
YEAR = 2027


def decided(plan):
    """{child: where she goes} in words."""
    rows = RolloverRow.objects.filter(plan=plan).select_related("child", "classroom")
    return {row.child.given_name: row.classroom.name if row.classroom else row.action for row in rows}


def every_enrolment():
    return sorted(Enrolment.objects.values_list(), key=str)


def apply(actor, plan):
    plan.refresh_from_db()
    return services.apply_plan(actor=actor, plan=plan, version=plan.version)


def row_of(plan, child):
    return RolloverRow.objects.get(plan=plan, child=child)
