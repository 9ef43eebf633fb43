"""A few requests of the named families, so that the office has something to decide; and a protected family."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from backend.demo_data.numbers import Plan
from facilities.models import ChangeRequest, Child, Decision, Guardian, Household

Kind = ChangeRequest.Kind


def make_requests(plan: Plan) -> None:
    """Two that wait, one that a colleague proposed, one that was decided last week."""
    parent = User.objects.get(login="guardian")
    mother = Guardian.objects.get(user=parent)
    grandmother = Guardian.objects.get(user__login="grandmother")
    younger, older = Child.objects.filter(grants__guardian=mother).order_by("-born_on")
    clerk = User.objects.filter(login="facility-office").first() or User.objects.get(login="manager")
    allergy = [{"field": "allergies", "before": younger.allergies, "after": "卵・乳(医師の診断あり)"}]
    phone_aunt: list[dict[str, Any]] = [
        {"field": "name", "before": "", "after": "森 美紀"},
        {"field": "kana", "before": "", "after": "もり みき"},
        {"field": "relation", "before": "", "after": "other"},
        {"field": "phone", "before": "", "after": "090-0000-9101"},
        {"field": "can_view", "before": False, "after": True},
        {"field": "can_pick_up", "before": False, "after": True},
    ]
    pick_up = [{"field": "can_pick_up", "before": False, "after": True}]
    reading = [{"field": "given_kana", "before": "みなと", "after": "そう"}]
    _make(
        plan, 1, Kind.CHILD, younger, mother, allergy, "先週の検査で分かりました。", asked_by=parent, hours=20
    )
    _make(
        plan,
        2,
        Kind.SECOND_GUARDIAN,
        older,
        mother,
        phone_aunt,
        "木曜日は叔母が迎えに行きます。",
        asked_by=parent,
        hours=3,
    )
    _make(
        plan, 3, Kind.LINK, older, grandmother, pick_up, "書面で依頼がありました。", asked_by=clerk, hours=5
    )
    done = _make(plan, 4, Kind.CHILD, older, mother, reading, "", asked_by=parent, hours=200)
    ChangeRequest.objects.filter(pk=done.pk).update(
        state=Decision.REFUSED,
        decided_by=clerk,
        decided_at=plan.now - timedelta(hours=180),
        answer="住民票の読みと合いません。窓口でお確かめください。",
    )
    Household.objects.filter(guardians__user__login="guardian4").update(is_protected=True)


def _make(
    plan: Plan,
    number: int,
    kind: str,
    child: Child,
    guardian: Guardian,
    changes: list[dict[str, Any]],
    reason: str,
    *,
    asked_by: User,
    hours: int,
) -> ChangeRequest:
    place = child.enrolments.earliest("starts_on")
    return ChangeRequest.objects.create(
        id=plan.made_id("request", number),
        organisation=child.organisation,
        facility=place.facility,
        kind=kind,
        child=child,
        guardian=guardian,
        changes=changes,
        reason=reason,
        asked_by=asked_by,
        asked_at=plan.now - timedelta(hours=hours),
    )
