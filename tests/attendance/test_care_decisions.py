"""What the office decides about charges: final, adjusted, not charged, by the month; and who may not."""

from datetime import timedelta

import pytest

from accounts.models import User
from attendance import services
from attendance.models import Charge, FlatPlan
from attendance.selectors.care_list import care_list
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Enrolment, Facility
from tests import factories
from tests.attendance.care_world import (
    confirm,
    day,
    last_month,
    make_day,
    make_rule,
    marks,
    said,
    work_out,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _enrolled_long_ago(facility: Facility, child: Child) -> None:
    facility.refresh_from_db()
    Enrolment.objects.update(starts_on=last_month() - timedelta(days=400))


def test_what_was_decided_is_never_overwritten(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    for number in (2, 3, 4):
        make_day(facility, child, day(number), ("9:00", "18:21"))
    work_out(facility)
    adjusted, excluded = Charge.objects.get(day=day(3)), Charge.objects.get(day=day(4))
    services.adjust_charge(actor=manager, charge=adjusted, amount=100, reason="時計の誤り", version=1)
    services.exclude_charge(actor=manager, charge=excluded, reason="電車の遅れ", version=1)
    confirm(manager, facility, child)
    for number in (2, 3, 4):
        make_day(facility, child, day(number), ("9:00", "19:30"))

    work_out(facility)

    assert [row[2:] for row in said()] == [(200, "confirmed"), (100, "adjusted"), (0, "excluded")]
    assert care_list(manager, facility, last_month()).rows[0].is_stale


def test_who_pays_by_the_month_pays_once_and_sees_the_minutes(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager, monthly_flat=3_000)
    for number in (1, 2):
        make_day(facility, child, day(number), ("9:00", "18:21"))
    services.set_flat_plan(actor=manager, facility=facility, child=child, side="evening", first=last_month())

    work_out(facility)

    assert [row[1:3] for row in said()] == [(16, 3_000), (16, 0)]


def test_a_flat_price_is_charged_also_without_a_late_day(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager, monthly_flat=3_000)
    services.set_flat_plan(actor=manager, facility=facility, child=child, side="evening", first=last_month())

    work_out(facility)

    assert said() == [(last_month(), 0, 3_000, "draft")]


def test_a_flat_plan_ends_with_its_child(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager, monthly_flat=3_000)
    services.set_flat_plan(actor=manager, facility=facility, child=child, side="evening", first=last_month())
    Enrolment.objects.filter(child=child).update(ends_on=last_month() - timedelta(days=1))

    work_out(facility)

    assert said() == []


def test_a_flat_plan_needs_a_price_and_no_second_plan(
    manager: User, facility: Facility, child: Child
) -> None:
    plan = {"actor": manager, "facility": facility, "child": child, "side": "evening"}
    with pytest.raises(DomainError):
        services.set_flat_plan(**plan, first=last_month())
    make_rule(facility, manager, monthly_flat=3_000)
    services.set_flat_plan(**plan, first=last_month())
    services.set_flat_plan(**plan, first=last_month())

    with pytest.raises(DomainError):
        services.set_flat_plan(**plan, first=factories.today())
    assert FlatPlan.objects.count() == 1


def test_a_plan_of_a_confirmed_month_stays(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager, monthly_flat=3_000)
    plan = services.set_flat_plan(
        actor=manager, facility=facility, child=child, side="evening", first=last_month()
    )
    work_out(facility)
    confirm(manager, facility, child)

    with pytest.raises(DomainError):
        services.drop_flat_plan(actor=manager, plan=plan)
    ended = services.set_flat_plan(
        actor=manager, facility=facility, child=child, side="evening", first=last_month(), last=last_month()
    )
    assert ended.ends_on == factories.today().replace(day=1) - timedelta(days=1)


def test_confirming_twice_confirms_once(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    seen = marks(child)

    counts = [
        services.confirm_charges(actor=manager, facility=facility, month=last_month(), seen=seen)
        for _ in range(2)
    ]

    assert counts == [1, 0]
    assert AuditEntry.objects.filter(action="care.confirm", child=child).count() == 1


def test_an_amount_nobody_has_seen_is_not_confirmed(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    seen = marks(child)
    make_day(facility, child, day(2), ("9:00", "19:21"))

    with pytest.raises(Conflict):
        services.confirm_charges(actor=manager, facility=facility, month=last_month(), seen=seen)
    work_out(facility)
    with pytest.raises(Conflict):
        services.confirm_charges(actor=manager, facility=facility, month=last_month(), seen=seen)
    assert said(state="confirmed") == []


def test_an_old_look_at_a_charge_changes_nothing(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    charge = Charge.objects.get()
    services.adjust_charge(actor=manager, charge=charge, amount=100, reason="時計", version=1)
    services.adjust_charge(actor=manager, charge=charge, amount=100, reason="時計", version=1)

    with pytest.raises(Conflict):
        services.exclude_charge(actor=manager, charge=charge, reason="間違い", version=1)
    assert said() == [(day(2), 16, 100, "adjusted")]
    assert AuditEntry.objects.filter(action="care.adjust").count() == 1


@pytest.mark.parametrize(("amount", "reason"), [(100, " "), (-1, "理由"), (100_001, "理由")])
def test_an_adjustment_needs_a_reason_and_a_sane_amount(
    manager: User, facility: Facility, child: Child, amount: int, reason: str
) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)

    with pytest.raises(DomainError):
        services.adjust_charge(
            actor=manager, charge=Charge.objects.get(), amount=amount, reason=reason, version=1
        )


def test_reopening_works_the_day_out_anew(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    charge = services.exclude_charge(
        actor=manager, charge=Charge.objects.get(), reason="電車の遅れ", version=1
    )
    make_day(facility, child, day(2), ("9:00", "18:50"))

    services.reopen_charge(actor=manager, charge=charge, version=charge.version)
    services.reopen_charge(actor=manager, charge=charge, version=charge.version)

    assert said() == [(day(2), 45, 300, "draft")]
    assert "worked_out" not in Charge.objects.get().inputs


def test_reopening_a_day_within_the_hours_leaves_nothing(
    manager: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    confirm(manager, facility, child)
    make_day(facility, child, day(2), ("9:00", "17:50"))
    charge = Charge.objects.get()

    assert services.reopen_charge(actor=manager, charge=charge, version=charge.version) is None


def test_who_does_not_run_the_facility_touches_no_charge(
    manager: User, teacher: User, other_manager: User, office: User, facility: Facility, child: Child
) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    charge = Charge.objects.get()

    for actor, refusal in ((teacher, NotAllowed), (other_manager, NotVisible), (office, NotVisible)):
        for act in (
            lambda who: work_out(facility, who),
            lambda who: confirm(who, facility, child),
            lambda who: make_rule(facility, who),
            lambda who: services.adjust_charge(actor=who, charge=charge, amount=1, reason="x", version=1),
            lambda who: services.exclude_charge(actor=who, charge=charge, reason="x", version=1),
            lambda who: services.reopen_charge(actor=who, charge=charge, version=1),
            lambda who: services.set_flat_plan(
                actor=who, facility=facility, child=child, side="evening", first=last_month()
            ),
        ):
            with pytest.raises(refusal):
                act(actor)


def test_nobody_decides_what_her_own_family_pays(manager: User, facility: Facility, child: Child) -> None:
    make_rule(facility, manager)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    factories.make_guardian(child, user=manager)

    with pytest.raises(NotVisible):
        services.exclude_charge(actor=manager, charge=Charge.objects.get(), reason="自分の子", version=1)
    with pytest.raises(NotVisible):
        confirm(manager, facility, child)
    listed = care_list(manager, facility, last_month())
    assert (listed.rows, listed.hides_own) == ((), True)
