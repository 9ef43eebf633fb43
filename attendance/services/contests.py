"""A family says that a stamped day is wrong (訂正のお願い). Staff correct the stamps, or say why they stay."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.fold import IN, OUT
from attendance.models import Attendance, Contest, Stamp
from attendance.policies import require_family_voice, require_word_keeper
from attendance.selectors.settings import is_closed_month
from attendance.services.corrections import add_stamp, correct_stamp
from attendance.services.reports import Seat
from attendance.services.stamps import tell_of
from backend.errors import Conflict, DomainError
from facilities.clock import moment_at, today_at
from facilities.policies import audit_row

State = Contest.State


@dataclass(frozen=True)
class Claim:
    """What the family says of a day: the right times where it knows them, and a sentence."""

    day: date
    text: str
    arrived_at: time | None = None
    left_at: time | None = None


@transaction.atomic
def contest_day(*, actor: User, seat: Seat, id: UUID, claim: Claim) -> Contest:
    """Ask the nursery to look at a day again, until its month is closed. The id makes a second tap harmless."""
    guardian = require_family_voice(actor, seat.child, seat.facility, claim.day)
    pk = uuid5(id, f"{actor.pk}:{seat.child.pk}:{seat.facility.pk}")
    if found := Contest.objects.filter(pk=pk).first():
        return found
    _check(claim, seat)
    try:
        with transaction.atomic():
            made = Contest.objects.create(
                id=pk,
                facility=seat.facility,
                child=seat.child,
                guardian=guardian,
                day=claim.day,
                arrived_at=claim.arrived_at,
                left_at=claim.left_at,
                text=claim.text.strip()[:300],
            )
    except IntegrityError as error:
        raise Conflict(
            _("You have asked about this day already. Nothing was saved; your nursery will answer."),
            code="contested",
        ) from error
    _tell(actor, made, "attendance.contest")
    return made


@transaction.atomic
def decide_contest(*, actor: User, contest: Contest, correct: bool, answer: str = "") -> Contest:
    """Correct the day to the times the family gave, or leave it with a sentence. Twice is once."""
    require_word_keeper(actor, contest.child, contest.facility)
    current = Contest.objects.select_for_update().get(pk=contest.pk)
    if current.state != State.OPEN:
        if (current.state == State.CORRECTED) == correct:
            return current
        raise Conflict(_("A colleague has answered this already. Nothing was saved."), code="decided")
    if not correct and not answer.strip():
        raise DomainError(_("Write a sentence for the family. Nothing was saved."), code="answer_missing")
    if correct:
        _correct(actor, current)
    current.state = State.CORRECTED if correct else State.KEPT
    current.answer = answer.strip()[:200]
    current.decided_by, current.decided_at = actor, timezone.now()
    current.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _tell(actor, current, "attendance.decide_contest")
    return current


def _check(claim: Claim, seat: Seat) -> None:
    if claim.day > today_at(seat.facility):
        raise DomainError(_("This day has not come yet. Nothing was saved."), code="in_the_future")
    if not claim.text.strip() and not (claim.arrived_at or claim.left_at):
        raise DomainError(_("Say what is wrong. Nothing was saved."), code="text_missing")
    if claim.arrived_at and claim.left_at and _moments(claim, seat)[1] <= _moments(claim, seat)[0]:
        raise DomainError(_("The departure is before the arrival. Nothing was saved."), code="order")
    if is_closed_month(seat.facility, claim.day):
        raise DomainError(
            _("This month is closed. Nothing was saved; please telephone %(phone)s.")
            % {"phone": seat.facility.phone},
            code="month_closed",
        )


def _moments(claim: Claim, seat: Seat) -> list[datetime]:
    return [moment_at(seat.facility, claim.day, at) for at in (claim.arrived_at, claim.left_at) if at]


def _correct(actor: User, contest: Contest) -> None:
    """Each given time replaces the stamp that counted for it, or is entered where there was none."""
    if not (contest.arrived_at or contest.left_at):
        raise DomainError(
            _("The family gave no times. Correct the stamps yourself, then answer. Nothing was saved."),
            code="no_times",
        )
    for kind, at in ((IN, contest.arrived_at), (OUT, contest.left_at)):
        if at is None:
            continue
        moment = moment_at(contest.facility, contest.day, at)
        stamp = _counted(contest, kind)
        pk, why = uuid5(contest.pk, kind), Stamp.Reason.CONTESTED
        if stamp and stamp.at != moment:
            correct_stamp(actor=actor, stamp=stamp, id=pk, reason=why, at=moment)
        elif stamp is None:
            add_stamp(
                actor=actor,
                facility=contest.facility,
                child=contest.child,
                id=pk,
                kind=kind,
                at=moment,
                reason=why,
            )


def _counted(contest: Contest, kind: str) -> Stamp | None:
    """The standing stamp of the day's first arrival or last departure."""
    day = Attendance.objects.filter(
        facility=contest.facility_id, child=contest.child_id, day=contest.day
    ).first()
    at = (day.arrived_at if kind == IN else day.left_at) if day else None
    if at is None:
        return None
    standing = Stamp.objects.filter(
        facility=contest.facility_id,
        child=contest.child_id,
        day=contest.day,
        is_void=False,
        replacement__isnull=True,
        at=at,
    )
    return standing.first()


def _tell(actor: User, contest: Contest, action: str) -> None:
    place = contest.facility
    audit_row(actor, action, "contest", contest)
    tell_of(place, contest.child)
