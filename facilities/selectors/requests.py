"""Requests to read: what would change, in words, and whose list they stand on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from facilities.models import ChangeRequest, Child, Decision, Grant, Guardian, StaffPost
from facilities.models.roles import CENTRAL_ROLES, KEEPING_ROLES

SILENT = ("household",)
STATE_WORDS = {
    Decision.OPEN: gettext_lazy("To be decided"),
    Decision.APPROVED: gettext_lazy("Approved"),
    Decision.REFUSED: gettext_lazy("Not approved"),
    Decision.WITHDRAWN: gettext_lazy("Taken back"),
}


@dataclass(frozen=True)
class Line:
    """One field of a request, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Asking:
    """A request with what it would change; `is_mine` for who asked it, and so may not decide it."""

    request: ChangeRequest
    lines: tuple[Line, ...]
    is_mine: bool = False

    @property
    def is_open(self) -> bool:
        return self.request.state == Decision.OPEN

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        return str(STATE_WORDS[Decision(self.request.state)])


def keeps_requests(user: User) -> bool:
    """Does she decide requests anywhere?"""
    return StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility__isnull=False).exists()


def requests_to_decide(user: User) -> QuerySet[ChangeRequest]:
    """Open ones of her places, oldest first."""
    return (
        with_people(ChangeRequest.objects.kept_by(user))
        .filter(state=Decision.OPEN)
        .order_by("asked_at", "pk")
    )


def decided_requests(user: User, limit: int) -> QuerySet[ChangeRequest]:
    """What was decided last."""
    rows = with_people(ChangeRequest.objects.kept_by(user)).exclude(state=Decision.OPEN)
    return rows.order_by("-decided_at", "-pk")[:limit]


def with_people(rows: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Everything a list shows of a request, in one query."""
    return rows.select_related("child", "guardian__household", "asked_by", "decided_by", "facility")


def open_by_facility(user: User) -> list[tuple[str, UUID, int]]:
    """For the central office: (name of the facility, its key, how many wait)."""
    posts = StaffPost.objects.held_by(user).filter(role__in=CENTRAL_ROLES)
    rows = ChangeRequest.objects.filter(state=Decision.OPEN, organisation__in=posts.values("organisation"))
    counted = rows.values_list("facility__name", "facility").annotate(n=Count("pk"))
    return list(counted.order_by("facility__position", "facility__name_kana", "facility"))


def own_requests(user: User, limit: int = 30) -> list[ChangeRequest]:
    """A guardian's own, newest first."""
    return list(with_people(ChangeRequest.objects.of_guardian(user)).order_by("-asked_at", "-pk")[:limit])


def told_of(user: User, limit: int = 10) -> list[ChangeRequest]:
    """Changes at her own household that she did not ask for, told to the first in the order of calling; no blocks."""
    today = timezone.localdate()
    seats = Guardian.objects.filter(user=user)
    first = [
        seat.household_id
        for seat in seats
        if not Guardian.objects.filter(
            household=seat.household_id,
            call_order__lt=seat.call_order,
            pk__in=Grant.objects.live(today).filter(can_view=True).values("guardian"),
        ).exists()
    ]
    seen = Grant.objects.seen_by(user, today).values("child")
    rows = ChangeRequest.objects.filter(
        Q(kind="link", state=Decision.APPROVED) | Q(kind="second_guardian"),
        guardian__household__in=first,
        child__in=seen,
    ).exclude(Q(guardian__user=user) | Q(asked_by=user) | Q(changes__contains=[{"field": "is_blocked"}]))
    return list(with_people(rows).order_by("-asked_at", "-pk")[:limit])


def asking(request: ChangeRequest, user: User) -> Asking:
    """With its lines."""
    return Asking(request, tuple(lines_of(request.changes)), request.asked_by_id == user.pk)


def lines_of(changes: Iterable[dict[str, Any]]) -> list[Line]:
    """Every change in words; keys of rows are not words."""
    words = labels()
    return [
        Line(
            words.get(row["field"], row["field"]),
            _said(row["field"], row["before"]),
            _said(row["field"], row["after"]),
        )
        for row in changes
        if row["field"] not in SILENT
    ]


def labels() -> dict[str, str]:
    """What a field is called, in the language of the page."""
    named = {field.name: str(field.verbose_name) for field in Child._meta.fields}
    named |= {field.name: str(field.verbose_name) for field in Guardian._meta.fields}
    return named | {
        "can_view": _("See"),
        "can_write": _("Write"),
        "can_answer": _("Answer"),
        "can_pick_up": _("Pick up"),
        "can_buy": _("Photos"),
        "is_emergency_contact": _("Emergency contact"),
        "is_blocked": _("Blocked"),
        "is_protected": _("Protected family"),
        "ends": _("All rights end"),
        "household_name": _("Household"),
    }


def _said(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field == "relation" and value:
        return str(Guardian.Relation(value).label)
    return str(value) if value not in (None, "") else "–"
