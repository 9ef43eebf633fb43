"""Which notices a staff member may open at her desk, and which one the call desk begins with."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from accounts.models import User
from facilities.models import StaffPost
from notices.models import SENT, FacilityReach, Notice, NoticeClassroom, Recipient, State, Urgency
from notices.models.notice import NoticeQuerySet
from notices.selectors.reach import ReachBar

HOUSEHOLDS = """
SELECT count(*), count(*) FILTER (WHERE done AND sure), count(*) FILTER (WHERE done AND read AND NOT sure),
       count(*) FILTER (WHERE done AND NOT read), count(*) FILTER (WHERE NOT done AND NOT heard)
FROM (SELECT bool_and(read_at IS NOT NULL OR phoned_at IS NOT NULL) AS done, bool_or(read_at IS NOT NULL) AS read,
             bool_or(confirmed_at IS NOT NULL) AS sure, bool_or(has_channel) AS heard
      FROM notices_recipient WHERE notice_id = %s GROUP BY household_id) households
"""


@dataclass(frozen=True)
class SentRow:
    """A sent notice with how far it has come among the facilities she follows."""

    notice: Notice
    households: int
    confirmed: int
    opened: int
    phoned: int
    unanswered: int | None = None  # of a notice that asks

    @property
    def reached(self) -> int:
        return self.confirmed + self.opened + self.phoned

    @property
    def left(self) -> int:
        return self.households - self.reached if self.unanswered is None else self.unanswered

    @property
    def percent(self) -> int:
        return 100 * self.reached // self.households if self.households else 0


def followed_by(user: User) -> NoticeQuerySet:
    """Notices she works on, and sent ones of the central office that went to a facility she works in."""
    posts = StaffPost.objects.held_by(user).filter(facility=OuterRef("facility"))
    here = NoticeClassroom.objects.filter(Exists(posts), notice=OuterRef("pk"))
    managed = Notice.objects.managed_by(user).values("pk")
    return Notice.objects.filter(
        Q(pk__in=managed) | (Q(state__in=[*SENT, State.RECALLED]) & Exists(here))
    ).select_related("organisation", "facility", "author", "published_by", "supersedes")


def unsent_notices(user: User) -> tuple[list[Notice], list[Notice]]:
    """Scheduled ones by time and drafts, newest first; without empty drafts and without what asks for something."""
    rows = (
        Notice.objects.managed_by(user)
        .filter(asks="")
        .select_related("author", "facility", "published_by", "organisation")
    )
    scheduled = list(rows.filter(state=State.SCHEDULED).order_by("publish_at"))
    drafts = rows.filter(state=State.DRAFT).exclude(title="", body="").order_by("-changed_at")[:30]
    return scheduled, list(drafts)


def sent_notices(
    user: User, *, before: UUID | None = None, limit: int = 25, only: Q | None = None
) -> list[SentRow]:
    """Sent and recalled notices, newest first; `before` continues after the notice with that id.

    What asks for something has pages of its own, and is here for the call desk.
    """
    rows = followed_by(user).filter(only or Q(asks=""), published_at__isnull=False).newest_first()
    last = rows.filter(pk=before).first() if before else None
    if last:
        rows = rows.filter(
            Q(published_at__lt=last.published_at) | Q(published_at=last.published_at, pk__lt=last.pk)
        )
    notices = list(rows[:limit])
    counts, asking = _counts(user, notices), _unanswered(user, notices)
    return [
        SentRow(notice, *counts.get(notice.pk, (0, 0, 0, 0)), unanswered=asking.get(notice.pk))
        for notice in notices
    ]


def desk_choices(user: User, limit: int = 12) -> list[SentRow]:
    """Sent notices somebody could phone about: emergencies with open households first, then the newest.

    Emergencies are asked for by themselves: a city sends forty other notices in an hour.
    """
    loud = Q(urgency=Urgency.EMERGENCY, is_drill=False)
    rows = [*sent_notices(user, limit=limit, only=loud), *sent_notices(user, limit=40, only=~loud)]
    return [row for row in rows if row.notice.is_sent and row.left][:limit]


def households_of(notice: Notice) -> ReachBar:
    """The whole notice by household: a family of two facilities counts once, and is open while one of them is."""
    with connection.cursor() as cursor:
        cursor.execute(HOUSEHOLDS, [notice.pk])
        return ReachBar(UUID(int=0), "", "", *cursor.fetchone())


def _counts(user: User, notices: list[Notice]) -> dict[UUID, tuple[int, int, int, int]]:
    """Counters of several notices in one query, of the facilities she follows."""
    central = StaffPost.objects.held_by(user).central()
    here = StaffPost.objects.held_by(user).filter(facility=OuterRef("facility"))
    rows = FacilityReach.objects.filter(
        Exists(central.filter(organisation=OuterRef("notice__organisation"))) | Exists(here),
        notice__in=[notice.pk for notice in notices],
    )
    counted = rows.values("notice").annotate(
        all=Sum("households"),
        sure=Sum("confirmed"),
        opened=Sum(F("read") - F("confirmed")),
        told=Sum("phoned"),
    )
    return {row["notice"]: (row["all"], row["sure"], row["opened"], row["told"]) for row in counted}


def _unanswered(user: User, notices: list[Notice]) -> dict[UUID, int]:
    """Households of what asks that have neither answered nor been phoned; of what is over, none."""
    now = timezone.now()
    asking = [one.pk for one in notices if one.asks]
    if not asking:
        return {}
    posts = StaffPost.objects.held_by(user)
    everywhere = set(posts.central().values_list("organisation", flat=True))
    hers = Q(notice__organisation__in=everywhere) | Q(facility__in=posts.values_list("facility", flat=True))
    rows = Recipient.objects.filter(hers, notice__in=asking, answered_at=None, phoned_at=None)
    counts = dict(rows.values_list("notice").annotate(n=Count("household", distinct=True)))
    return {one.pk: 0 if one.is_expired(now) else counts.get(one.pk, 0) for one in notices if one.asks}
