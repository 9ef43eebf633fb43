"""What a family answers: absent, late, or that the child was brought already, which is the loudest alarm there is."""

from datetime import time
from uuid import uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Attendance, NoShow, Report
from attendance.policies import require_asked
from attendance.services.stamps import tell_of
from backend.errors import DomainError
from facilities.clock import moment_at, today_at
from facilities.models import Guardian
from facilities.policies import audit_row

Answer = NoShow.Answer
KINDS = {Answer.ABSENT: Report.Kind.ABSENT, Answer.LATE: Report.Kind.LATE}
GIVEN = frozenset({Answer.ABSENT, Answer.LATE, Answer.DROPPED_OFF})


@transaction.atomic
def answer_no_show(*, guardian: Guardian, no_show: NoShow, answer: str, at: time | None = None) -> NoShow:
    """The first answer holds; another guardian's sees it. Absent against brought is an alarm, whichever came first.

    Nothing is asked of a child who is here. The same answer twice is one.
    """
    require_asked(guardian, no_show)
    current = lock_no_show(no_show)
    check_answer(current, answer, at)
    if _is_here(current):
        return current
    if answer == Answer.DROPPED_OFF:
        _brought(current, guardian)
    elif current.answer == "" or (current.is_alarm and current.answered_by_id != guardian.pk):
        write_word(current, answer, at, guardian=guardian, actor=guardian.user, state=Report.State.SENT)
        if not current.is_alarm:
            close_no_show(current, answer, guardian=guardian)
    else:
        return current
    _audit(guardian.user, current, "no_show.answer", answer)
    tell_of(current.facility, current.child)
    return current


def lock_no_show(no_show: NoShow) -> NoShow:
    """The row as it stands, held until the end of the transaction."""
    rows = NoShow.objects.select_for_update(of=("self",)).select_related(
        "facility", "child", "answered_by", "claimed_by", "searched_by"
    )
    return rows.get(pk=no_show.pk)


def check_answer(current: NoShow, answer: str, at: time | None) -> None:
    """One of the three, for today, and a time that is to come."""
    if current.day != today_at(current.facility):
        raise DomainError(_("This question was about another day. Nothing was saved."), code="other_day")
    if answer not in GIVEN:
        raise DomainError(_("Choose one of the answers. Nothing was saved."), code="answer")
    if answer != Answer.LATE:
        return
    if at is None:
        raise DomainError(_("Choose when you will come. Nothing was saved."), code="time")
    if moment_at(current.facility, current.day, at) <= timezone.now():
        raise DomainError(
            _("This time is past. Nothing was saved; choose another, or telephone us."), code="time"
        )


def write_word(
    current: NoShow,
    answer: str,
    at: time | None,
    *,
    guardian: Guardian | None,
    actor: User | None,
    state: str,
) -> Report:
    """The answer as a report, which is what boards and lists read. The same answer of the same person is one."""
    kind = KINDS[Answer(answer)]
    is_confirmed = state == Report.State.CONFIRMED
    said_by = guardian.pk if guardian else "staff"
    made, _is_new = Report.objects.get_or_create(
        id=uuid5(current.pk, f"{kind}:{at or ''}:{said_by}"),
        defaults={
            "facility": current.facility,
            "child": current.child,
            "guardian": guardian,
            "actor": actor,
            "kind": kind,
            "starts_on": current.day,
            "ends_on": current.day,
            "time": at if kind == Report.Kind.LATE else None,
            "is_after_deadline": True,
            "state": state,
            "confirmed_by": actor if is_confirmed else None,
            "confirmed_at": timezone.now() if is_confirmed else None,
        },
    )
    return made


def close_no_show(
    current: NoShow, answer: str, *, guardian: Guardian | None, closer: User | None = None
) -> None:
    """Nobody asks or phones any more."""
    now = timezone.now()
    current.state, current.answer, current.is_alarm = NoShow.State.CLOSED, answer, False
    current.answered_by, current.answered_at = guardian, now
    current.closed_at, current.closed_by = now, closer
    current.claimed_by = current.lease_until = None
    current.save()


def raise_alarm(current: NoShow, guardian: Guardian | None) -> None:
    """Said to be here and is not: open, loud, and nobody looks yet."""
    current.state, current.answer, current.is_alarm = NoShow.State.TO_PHONE, Answer.DROPPED_OFF, True
    current.answered_by, current.answered_at = guardian, timezone.now()
    current.closed_at = current.closed_by = None
    current.searched_by = current.searched_at = None
    current.save()


def _brought(current: NoShow, guardian: Guardian) -> None:
    """A second one who says so changes nothing; an alarm that staff have ended is not raised by an old link."""
    if not current.is_alarm and not (current.answer == Answer.DROPPED_OFF and current.closed_by_id):
        raise_alarm(current, guardian)


def _is_here(current: NoShow) -> bool:
    stamped = Attendance.objects.filter(facility=current.facility_id, child=current.child_id, day=current.day)
    return stamped.filter(arrived_at__isnull=False).exists()


def _audit(actor: User | None, row: NoShow, action: str, answer: str) -> None:
    audit_row(actor, action, "no_show", row, answer=answer)
