"""What shows that a planned school year is in use: its first stamp."""

from attendance.models import Stamp
from facilities.calendar import first_day
from facilities.models import RolloverPlan
from facilities.selectors.rollover import counts_as_begun


@counts_as_begun
def has_stamps(plan: RolloverPlan) -> bool:
    """A child of the facility was stamped on a day of the plan's year."""
    return Stamp.objects.filter(facility=plan.facility_id, day__gte=first_day(plan.school_year)).exists()
