"""What a guardian sees of the question about her child: the question, who answered it, or that the child is here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from attendance.answer_links import Asked
from attendance.models import Attendance, NoShow, Report
from backend.errors import NotVisible
from backend.prepared import Prepared
from facilities.acting import facility_in_hand
from facilities.clock import moment_at, today_at, zone_of
from facilities.models import Facility, Grant, Guardian

Answer = NoShow.Answer
CHIPS = 6
STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Question:
    """`here_at`: she has arrived. `is_over`: about another day. `says` is the answer that stands, by `who`."""

    row: NoShow
    guardian: Guardian
    facility: Facility
    here_at: datetime | None
    is_over: bool
    late_at: str
    times: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Nobody has answered yet."""
        return not (self.is_over or self.here_at or self.row.answer)

    @property
    def is_own(self) -> bool:
        """Her own answer stands."""
        return self.row.answered_by_id == self.guardian.pk

    @property
    def who(self) -> str:
        """Whose answer stands; of another household only that somebody answered."""
        other = self.row.answered_by
        if other is None or other.household_id != self.guardian.household_id:
            return ""
        return str(other.get_relation_display())

    @property
    def may_say_brought(self) -> bool:
        """Against "absent" and "late" she may still say that the child was brought: nobody may lose that."""
        return not (self.is_over or self.here_at) and self.row.answer in (Answer.ABSENT, Answer.LATE)


def question_of(asked: Asked) -> Question:
    """The question of a link, if it is still this guardian's; else it is not there."""
    rows = NoShow.objects.select_related("facility", "child", "answered_by")
    row = rows.filter(pk=asked.no_show_id, facility=asked.facility_id).first()
    guardian = Guardian.objects.filter(pk=asked.guardian_id).first()
    if row is None or guardian is None:
        raise NotVisible
    today = today_at(row.facility)
    grants = Grant.objects.live(today).filter(guardian=guardian, child=row.child_id)
    if not any(grant.is_emergency_contact or grant.can_write for grant in grants):
        raise NotVisible
    stamped = Attendance.objects.filter(facility=row.facility, child=row.child_id, day=row.day).first()
    return Question(
        row=row,
        guardian=guardian,
        facility=row.facility,
        here_at=stamped.arrived_at if stamped else None,
        is_over=row.day != today,
        late_at=_late_at(row),
        times=late_times(row.facility),
    )


def _asked(user: UUID, today: date, since: date) -> QuerySet[Grant]:
    """Her grants for children who are missed."""
    grants = Grant.objects.seen_by(User(pk=user), today).filter(
        child__no_shows__day__gte=since,
        child__no_shows__state__in=[NoShow.State.ASKED, NoShow.State.TO_PHONE],
    )
    return grants.select_related("guardian")


ASKED = Prepared(_asked, user=UUID(int=1), today=date.min, since=date.max)


def questions_for(user: User) -> list[tuple[NoShow, Guardian]]:
    """Open questions about children whose guardian she is, each once, with who she is to the child."""
    if facility_in_hand():
        return []
    today = timezone.localdate()
    mine = {
        grant.child_id: grant.guardian
        for grant in ASKED.fetch(user=user.pk, today=today, since=today - timedelta(days=1))
        if grant.is_emergency_contact or grant.can_write
    }
    if not mine:
        return []
    rows = NoShow.objects.exclude(state=NoShow.State.CLOSED).filter(child__in=mine, answer="")
    found = rows.filter(day__gte=today - timedelta(days=1)).select_related("child", "facility")
    return [
        (row, mine[row.child_id])
        for row in found.order_by("asked_at", "pk")
        if row.day == today_at(row.facility)
    ]


def late_times(facility: Facility) -> tuple[str, ...]:
    """The next half hours, for a thumb, until closing."""
    now = timezone.localtime(timezone.now(), zone_of(facility))
    closing = moment_at(facility, today_at(facility), facility.closes_at)
    first = now.replace(minute=0, second=0, microsecond=0)
    while first < now + timedelta(minutes=10):
        first += STEP
    return tuple(f"{at:%H:%M}" for at in (first + n * STEP for n in range(CHIPS)) if at < closing)


def _late_at(row: NoShow) -> str:
    """The time of a "late" that stands."""
    if row.answer != Answer.LATE:
        return ""
    rows = Report.objects.filter(
        facility=row.facility,
        child=row.child_id,
        kind=Report.Kind.LATE,
        starts_on__lte=row.day,
        ends_on__gte=row.day,
    )
    last = rows.order_by("-sent_at").first()
    return f"{last.time:%-H:%M}" if last and last.time else ""
