"""Two who confirm, decide and work out the same charges at the same moment."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import User
from attendance import services
from attendance.models import Charge
from backend.errors import Conflict
from facilities.models import AuditEntry, Child, Enrolment, Facility
from tests.attendance.care_world import day, last_month, make_day, make_rule, marks, work_out
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _late_days(manager: User, facility: Facility, child: Child) -> None:
    Enrolment.objects.update(starts_on=last_month() - timedelta(days=400))
    make_rule(facility, manager)
    for number in (2, 3):
        make_day(facility, child, day(number), ("9:00", "18:21"))


def test_two_who_work_a_month_out_write_each_day_once(
    manager: User, keeper: User, facility: Facility
) -> None:
    written = together(*(partial(work_out, facility, one) for one in (manager, keeper, manager)))

    assert sorted(one.added for one in written) == [0, 0, 2]
    assert Charge.objects.count() == 2


def test_two_who_confirm_the_same_charges_confirm_them_once(
    manager: User, keeper: User, facility: Facility, child: Child
) -> None:
    work_out(facility)
    seen = marks(child)

    counts = together(
        *(
            partial(services.confirm_charges, actor=one, facility=facility, month=last_month(), seen=seen)
            for one in (manager, keeper)
        )
    )

    assert sorted(counts) == [0, 2]
    assert AuditEntry.objects.filter(action="care.confirm").count() == 1


def test_one_confirms_while_the_other_excludes_and_one_of_them_is_told(
    manager: User, keeper: User, facility: Facility, child: Child
) -> None:
    work_out(facility)
    charge, seen = Charge.objects.order_by("day").first(), marks(child)
    assert charge

    results = together(
        partial(services.confirm_charges, actor=manager, facility=facility, month=last_month(), seen=seen),
        partial(
            services.exclude_charge, actor=keeper, charge=charge, reason="電車の遅れ", version=charge.version
        ),
    )

    assert [type(one) for one in results if isinstance(one, Exception)] == [Conflict]
    assert set(Charge.objects.values_list("state", flat=True)) in ({"confirmed"}, {"excluded", "draft"})
