"""Rules of extended care by day: new prices are new rules, and what was billed keeps its own."""

from datetime import timedelta

import pytest

from accounts.models import User
from attendance import services
from attendance.care import Figures
from attendance.models import CareRule, MonthClose
from attendance.selectors.care_rules import examples_of, versions_of
from backend.errors import DomainError, NotAllowed
from facilities.models import AuditEntry, Child, Enrolment, Facility
from tests import factories
from tests.attendance.care_world import confirm, day, last_month, make_day, make_rule, work_out

pytestmark = pytest.mark.django_db


def late_day(facility: Facility, child: Child) -> None:
    Enrolment.objects.update(starts_on=last_month() - timedelta(days=400))
    make_day(facility, child, day(10), ("9:00", "18:21"))


def test_a_rule_sent_twice_is_there_once(manager: User, facility: Facility) -> None:
    make_rule(facility, manager)
    make_rule(facility, manager)

    assert CareRule.objects.count() == 1
    assert AuditEntry.objects.filter(action="care.rule").count() == 1


def test_an_unused_rule_may_still_be_changed(manager: User, facility: Facility) -> None:
    make_rule(facility, manager)
    make_rule(facility, manager, price=150)

    assert CareRule.objects.get().price == 150


def test_a_rule_a_charge_came_from_is_never_changed_nor_dropped(
    manager: User, facility: Facility, child: Child
) -> None:
    rule = make_rule(facility, manager)
    late_day(facility, child)
    work_out(facility)

    with pytest.raises(DomainError):
        make_rule(facility, manager, price=150)
    with pytest.raises(DomainError):
        services.drop_care_rule(actor=manager, rule=rule)
    rule.refresh_from_db()
    assert rule.price == 100


def test_a_new_price_from_a_later_day_leaves_the_old_days_alone(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    late_day(facility, child)
    work_out(facility)
    confirm(manager, facility, child)

    make_rule(facility, manager, starts_on=day(11), price=150)
    with pytest.raises(DomainError):
        make_rule(facility, manager, starts_on=day(9), price=150)

    assert [(one.ends_on, one.is_used) for one in versions_of(facility, factories.today())] == [
        (None, False),
        (day(11), True),
    ]


def test_no_rule_reaches_into_a_closed_month(manager: User, facility: Facility) -> None:
    MonthClose.objects.create(facility=facility, month=last_month(), closed_by=manager)

    with pytest.raises(DomainError):
        make_rule(facility, manager, starts_on=last_month() - timedelta(days=40))
    assert make_rule(facility, manager, starts_on=factories.today())


def test_an_unused_rule_can_be_taken_back_twice(manager: User, facility: Facility) -> None:
    rule = make_rule(facility, manager)

    services.drop_care_rule(actor=manager, rule=rule)
    services.drop_care_rule(actor=manager, rule=CareRule(pk=rule.pk, facility=facility))

    assert not CareRule.objects.exists()


def test_a_teacher_sets_no_price(teacher: User, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        make_rule(facility, teacher)


def test_the_preview_is_the_bill() -> None:
    lines = examples_of(Figures("evening", 5, "deduction", 15, "up", 100), 18 * 60)

    assert [(line.at, line.amount) for line in lines[:4]] == [
        ("18:00", 0), ("18:05", 0), ("18:06", 100), ("18:15", 100),
    ]  # fmt: skip
    assert [line.at for line in examples_of(Figures("morning", 5, "threshold", 15, "up", 100), 480)][:2] == [
        "8:00",
        "7:55",
    ]
