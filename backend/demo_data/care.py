"""Prices of extended care and three weeks of charges; some confirmed, one adjusted, one waived."""

from datetime import time

from attendance.models import CareContract, CareRule, Charge, FlatPlan
from attendance.selectors.care_month import care_month
from attendance.services.charges import write_drafts
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from facilities.models import Facility, Role, StaffPost

RULES = (  # group, side, grace, meaning, unit, price, a day, a month, flat
    ("standard", "evening", 5, "threshold", 15, 100, 600, 5_000, 3_500),
    ("short", "evening", 5, "threshold", 30, 100, 500, 5_000, None),
    ("short", "morning", 5, "threshold", 30, 100, None, 2_000, None),
)


def make_care(plan: Plan, places: Places) -> None:
    """Rules since April at every facility, the drafts the night would have made, and what the first office decided."""
    keepers = dict(
        StaffPost.objects.filter(role__in=(Role.MANAGER, Role.OFFICE), facility__in=places.facilities)
        .order_by("-pk")
        .values_list("facility", "member__user")
    )
    kept = [place for place in places.facilities if place.pk in keepers]
    april = plan.today.replace(year=plan.today.year - (plan.today.month < 4), month=4, day=1)
    CareRule.objects.bulk_create(
        CareRule(
            facility=place, group=group, side=side, starts_on=april, grace_minutes=grace, grace=meaning,
            unit_minutes=unit, price=price, daily_cap=daily, monthly_cap=monthly, monthly_flat=flat,
            counts_from=time(18, 15) if (group, side) == ("standard", "evening") else None, made_by_id=keepers[place.pk],
        )
        for place in kept
        for group, side, grace, meaning, unit, price, daily, monthly, flat in RULES
    )  # fmt: skip
    if not kept:
        return
    _shorten_a_day()
    _give_a_plan(plan, kept[0])
    for place in kept:
        place.refresh_from_db()
        write_drafts(place, care_month(place, plan.today.replace(day=1)))
    _decide(plan, kept[0], keepers[kept[0].pk])


def _shorten_a_day() -> None:
    """The eldest of the demo's mother has short hours, so that her phone shows amounts."""
    mothers = CareContract.objects.filter(child__grants__guardian__user__login="guardian")
    contract = mothers.order_by("child__born_on", "pk").first()
    if contract:
        contract.group, contract.hours_from, contract.hours_until = "short", time(8, 30), time(16, 0)
        contract.save(update_fields=["group", "hours_from", "hours_until"])


def _give_a_plan(plan: Plan, facility: Facility) -> None:
    """One child of standard hours pays by the month."""
    contract = facility.care_contracts.filter(group="standard").order_by("child__family_kana", "pk").first()
    if contract:
        first = plan.today.replace(day=1)
        FlatPlan.objects.create(facility=facility, child=contract.child, side="evening", starts_on=first)


def _decide(plan: Plan, facility: Facility, keeper: object) -> None:
    """The oldest third is confirmed; one amount was put right, one day waived."""
    charges = list(Charge.objects.filter(facility=facility).order_by("day", "child", "side"))
    done = {"decided_by": keeper, "decided_at": plan.now, "version": 2}
    old = [row.pk for row in charges[: len(charges) // 3]]
    Charge.objects.filter(pk__in=old).update(state="confirmed", **done)
    for row, state, reason in zip(
        charges[-2:],
        ("adjusted", "excluded"),
        ("入口の時計が進んでいました", "電車が止まった日のため"),
        strict=False,
    ):
        amount = row.amount // 2 if state == "adjusted" else 0
        inputs = {**row.inputs, "worked_out": row.amount}
        Charge.objects.filter(pk=row.pk).update(
            state=state, reason=reason, amount=amount, inputs=inputs, **done
        )
