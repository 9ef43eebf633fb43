"""What a guardian takes home: her family as plain data, nothing of another household."""

from typing import Any

from django.db.models import F

from facilities.models import RIGHTS, ChangeRequest, Child, Grant, Guardian
from facilities.selectors.family import Family

GUARDIAN = (
    "name", "kana", "relation", "phone", "phone_note", "call_order", "email", "language", "wants_push", "wants_email",
    "wants_paper", "wants_stamps",
)  # fmt: skip
CHILD = (
    "id", "family_name", "given_name", "family_kana", "given_kana", "honorific", "born_on", "allergies",
)  # fmt: skip


def family_data(family: Family) -> dict[str, Any]:
    """Herself, her children with the days of their classes, her rights, what she asked for. Five queries."""
    children = {child for _guardian, _household, child in family.grants}
    mine = [guardian for guardian, _household in family.seats]
    return {
        "login": family.user.login,
        "me": list(
            Guardian.objects.filter(pk__in=mine).values(*GUARDIAN, household_name=F("household__name"))
        ),
        "children": list(Child.objects.filter(pk__in=children).order_by("born_on", "pk").values(*CHILD)),
        "classes": [
            {
                "child": row.child_id, "facility": row.facility.name, "classroom": row.classroom.name,
                "school_year": row.classroom.school_year, "kind": row.kind, "starts_on": row.starts_on,
                "ends_on": row.ends_on,
            }
            for row in family.enrolments
        ],
        "my_rights": list(
            Grant.objects.filter(guardian__in=mine, child__in=children, is_blocked=False)
            .order_by("child", "starts_on")
            .values("child", *RIGHTS, "starts_on", "ends_on")
        ),
        "my_requests": list(
            ChangeRequest.objects.filter(asked_by=family.user)
            .order_by("asked_at")
            .values("kind", "changes", "reason", "asked_at", "state", "decided_at", "answer")
        ),
    }  # fmt: skip
