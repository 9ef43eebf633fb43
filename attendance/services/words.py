"""What ends the search for a missing child: her family's word, or that she arrived."""

from datetime import date, datetime

from django.utils import timezone

from attendance.models import NoShow, Report
from facilities.clock import today_at
from facilities.models import Child, Facility, Guardian

ANSWERS = {Report.Kind.ABSENT: NoShow.Answer.ABSENT, Report.Kind.LATE: NoShow.Answer.LATE}


def word_came(child: Child, facility: Facility, *, answer: str, guardian: Guardian | None) -> None:
    """Nobody asks or phones about her today any more. Who was said to be here and is not stays the loudest alarm."""
    missing = NoShow.objects.filter(facility=facility, child=child, day=today_at(facility), is_alarm=False)
    now = timezone.now()
    missing.exclude(state=NoShow.State.CLOSED).update(
        state=NoShow.State.CLOSED, answer=answer, answered_by=guardian, answered_at=now, closed_at=now
    )


def has_arrived(child: Child, facility: Facility, day: date, now: datetime) -> None:
    """Who has arrived is no longer looked for, not even by the loudest alarm."""
    missing = NoShow.objects.filter(child=child, facility=facility, day=day)
    missing.filter(answer="").update(answer=NoShow.Answer.ARRIVED)
    missing.update(state=NoShow.State.CLOSED, is_alarm=False, closed_at=now)


def word_of(report: Report) -> None:
    """What a report says about today."""
    answer = ANSWERS.get(Report.Kind(report.kind))
    if answer and report.starts_on <= today_at(report.facility) <= report.ends_on:
        word_came(report.child, report.facility, answer=answer, guardian=report.guardian)
