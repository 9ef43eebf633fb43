"""The office's table: every child of the facility today, each of her households, and what it said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Child, Enrolment, Facility, Grant, Household, on_day
from photos.models import Purpose
from photos.selectors.consents import words_of


@dataclass(frozen=True)
class ConsentLine:
    """One household of a child; `words` in the order of the purposes, None where it said nothing."""

    child: Child
    room: str
    household: Household
    words: tuple[bool | None, ...]

    @property
    def is_open(self) -> bool:
        return None in self.words


def consent_lines(user: User, facility: Facility) -> list[ConsentLine]:
    """By class and reading. Four queries."""
    rows = _enrolled(user, facility)
    children = [row.child_id for row in rows]
    said = words_of(children)
    homes = _households(children)
    return [
        ConsentLine(
            row.child,
            row.classroom.name,
            home,
            tuple(said.get(row.child_id, {}).get(home.pk, {}).get(purpose) for purpose in Purpose.values),
        )
        for row in rows
        for home in homes[row.child_id]
    ]


def line_of(user: User, facility: Facility, child: UUID, household: UUID) -> ConsentLine:
    """One of them; another facility's child, or another child's household, is not there."""
    for line in consent_lines(user, facility):
        if (line.child.pk, line.household.pk) == (child, household):
            return line
    raise NotVisible


def _enrolled(user: User, facility: Facility) -> list[Enrolment]:
    rows = Enrolment.objects.filter(
        on_day(timezone.localdate()), facility=facility, child__in=Child.objects.visible_to(user)
    )
    return list(
        rows.select_related("child", "classroom").order_by(
            "classroom__age", "classroom__name", "child__family_kana", "child__given_kana", "child"
        )
    )


def _households(children: Iterable[UUID]) -> dict[UUID, list[Household]]:
    """Those with a guardian who may view the child today."""
    grants = Grant.objects.live(timezone.localdate()).filter(child__in=list(children), can_answer=True)
    found: dict[UUID, dict[UUID, Household]] = defaultdict(dict)
    for grant in grants.select_related("guardian__household").order_by("guardian__call_order", "pk"):
        found[grant.child_id][grant.guardian.household_id] = grant.guardian.household
    return defaultdict(list, {child: list(homes.values()) for child, homes in found.items()})
