"""One child's page at the office: where she goes, and who belongs to her with which rights, household by household."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilities.models import RIGHTS, Child, Enrolment, Grant, Guardian, Household

RIGHT_WORDS = {
    "can_view": _("See"),
    "can_write": _("Write"),
    "can_answer": _("Answer"),
    "can_pick_up": _("Pick up"),
    "can_buy": _("Photos"),
    "is_emergency_contact": _("Emergency"),
}


@dataclass(frozen=True)
class Adult:
    """A guardian and today's rights; `grant` is None when they ended or have not begun. A block beats the grant."""

    guardian: Guardian
    grant: Grant | None
    following: Grant | None
    blocked_since: date | None
    ended_on: date | None

    @property
    def is_blocked(self) -> bool:
        return self.blocked_since is not None

    @property
    def named(self) -> list[tuple[str, bool]]:
        """Each right with its word, as it holds today."""
        grant = None if self.is_blocked else self.grant
        return [(str(RIGHT_WORDS[right]), bool(grant and getattr(grant, right))) for right in RIGHTS]


@dataclass(frozen=True)
class Home:
    """A household of the child with its adults, in the order of calling."""

    household: Household
    adults: tuple[Adult, ...]


@dataclass(frozen=True)
class ChildPage:
    """All homes; `past` and `coming` enrolments around those of today, newest first."""

    child: Child
    homes: tuple[Home, ...]
    enrolments: tuple[Enrolment, ...]


def child_page(child: Child) -> ChildPage:
    """Of a child she may open. Two queries."""
    rows = child.grants.select_related("guardian__household", "guardian__user").order_by(
        "guardian__household__pk", "guardian__call_order", "guardian__pk", "starts_on", "pk"
    )
    grants: dict[Guardian, list[Grant]] = {}
    for row in rows:
        grants.setdefault(row.guardian, []).append(row)
    homes: dict[Household, list[Adult]] = {}
    for guardian, own in grants.items():
        homes.setdefault(guardian.household, []).append(adult_of(guardian, own))
    enrolments = child.enrolments.select_related("classroom", "facility").order_by("-starts_on", "-pk")
    return ChildPage(child, tuple(Home(home, tuple(each)) for home, each in homes.items()), tuple(enrolments))


def adult_of(guardian: Guardian, grants: list[Grant]) -> Adult:
    """From all her rows for the child, oldest first."""
    today = timezone.localdate()
    on_today = [
        row for row in grants if row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)
    ]
    blocks = [row.starts_on for row in on_today if row.is_blocked]
    given = [row for row in grants if not row.is_blocked]
    now = next((row for row in on_today if not row.is_blocked), None)
    ended = max((row.ends_on for row in given if row.ends_on and row.ends_on < today), default=None)
    following = next((row for row in given if row.starts_on > today), None)
    return Adult(guardian, now, following, min(blocks, default=None), None if now else ended)
