"""The days and places of one child, as tests of her places speak of them."""

from datetime import timedelta

from facilities.models import Enrolment
from tests import factories

TODAY = factories.today()
TOMORROW = TODAY + timedelta(days=1)
IN_A_WEEK = TODAY + timedelta(days=7)


def spans(child):
    rows = Enrolment.objects.filter(child=child).order_by("starts_on", "classroom__name")
    return [(row.classroom.name, row.starts_on, row.ends_on) for row in rows]
