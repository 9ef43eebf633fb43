"""What became of a meeting, told to the family whose it is and to the open screens of its class and office."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from backend.events import publish
from backend.prepared import Prepared, listed
from backend.rowlevel import as_system
from facilities.clock import today_at
from facilities.models import Grant
from notices.services import Telling, notify_each
from surveys.events import MeetingsMoved
from surveys.models import MeetingChange, MeetingPeriod
from surveys.services.meeting_settling import settle
from surveys.topics import hearers_of

KIND = "meeting"
LASTS = timedelta(days=1)
ADULTS = Prepared(
    lambda day, children: (
        Grant.objects.live(day)
        .filter(can_view=True, child__in=listed(children))
        .values_list("child", "guardian__household", "guardian", "guardian__user")
    ),
    day=date.min,
    children=[UUID(int=1)],
)


def tell_change(actor: User, period: MeetingPeriod, change: MeetingChange, household: UUID | None) -> None:
    """One slot was booked, moved or given back: the adults of that home but her who did it, and open screens.

    What staff place before wishes are given out is a proposal: families hear of it when it is announced.
    """
    settle(period, [change.child_id])
    if household and is_public(period):
        tell_families(period, [(change.pk, change.child_id, household)], f"{change.act}", but=actor)
    publish(MeetingsMoved(period.pk), topics=hearers_of(period, [household] if household else []))


def is_public(period: MeetingPeriod) -> bool:
    """Do families see who has which time?"""
    by_wishes = period.mode == MeetingPeriod.Mode.WISHES
    return period.published_at is not None and (not by_wishes or period.assigned_at is not None)


def tell_families(
    period: MeetingPeriod,
    rows: Sequence[tuple[UUID, UUID, UUID]],
    what: str,
    *,
    kind: str = KIND,
    but: User | None = None,
) -> int:
    """Of (about, child, household): the adults of that household who may view that child; returns how many homes."""
    adults = _adults(period, {(child, home) for _about, child, home in rows}, but)
    tellings = [
        Telling(about, f"{kind}:{about}:{what}", tuple(sorted(adults[child, home])))
        for about, child, home in rows
        if (child, home) in adults
    ]
    if tellings:
        notify_each(
            tellings=tellings,
            facility_id=period.facility_id,
            kind=kind,
            expires_at=timezone.now() + LASTS,
        )
    return len({(child, home) for _about, child, home in rows if (child, home) in adults})


@as_system()
def _adults(
    period: MeetingPeriod, pairs: Iterable[tuple[UUID, UUID]], but: User | None
) -> dict[tuple[UUID, UUID], set[UUID]]:
    wanted = set(pairs)
    rows = ADULTS.fetch(day=today_at(period.facility), children=[*{child for child, _home in wanted}])
    found: dict[tuple[UUID, UUID], set[UUID]] = {}
    for child, home, guardian, user in rows:
        if (child, home) in wanted and (but is None or user != but.pk):
            found.setdefault((child, home), set()).add(guardian)
    return found
