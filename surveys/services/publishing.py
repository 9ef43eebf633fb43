"""A survey goes out with its notice: held as notices are, taken back until it has left, closed at its end or before."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend import outbox
from backend.errors import Conflict, DomainError
from backend.events import publish
from notices import services as notices
from notices.models import Delivery, Notice, State
from surveys.events import SurveyChanged
from surveys.models import Survey, Unit
from surveys.policies import require_maker
from surveys.selectors.asking import drafts_of
from surveys.selectors.silent import staff_asked
from surveys.services.traces import note_act
from surveys.structure import what_is_missing
from surveys.topics import desks_of
from surveys.words import notice_words

AT_ONCE = timedelta(seconds=90)  # no more than the hold: it was to open right away


@transaction.atomic
def publish_survey(
    *, actor: User, survey: Survey, version: int | None = None, guard_ok: bool = False
) -> Survey:
    """Ask: after the hold, or at the opening time. A second tap changes nothing.

    Without an opening time it opens when its notice leaves. Staff are not written to; theirs opens at once.
    """
    require_maker(actor, survey.organisation_id, survey.facility_id)
    current = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if current.published_at:
        survey.refresh_from_db()
        return survey
    if version is not None and version != current.version:
        raise Conflict(
            _("Somebody changed this survey after you opened it. Nothing was sent. Read it again."),
            code="changed_meanwhile",
            details={"version": current.version},
        )
    now = timezone.now()
    _require_ready(current, now)
    opens_at = (
        _open_to_staff(current, now) if current.unit == Unit.STAFF else _send(actor, current, now, guard_ok)
    )
    if current.closes_at is None or current.closes_at <= opens_at:
        raise DomainError(_("It would close before it opens. Choose a later end. Nothing was sent."))
    Survey.objects.filter(pk=survey.pk).update(published_at=now, opens_at=opens_at, version=F("version") + 1)
    survey.refresh_from_db()
    _leave_trace(actor, survey, "survey.publish")
    return survey


@transaction.atomic
def undo_survey(*, actor: User, survey: Survey) -> Survey:
    """Take it back while it is held or waits for its time: it is a draft again and nobody was asked."""
    require_maker(actor, survey.organisation_id, survey.facility_id)
    current = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if current.published_at is None:
        survey.refresh_from_db()
        return survey
    if current.is_locked:
        raise Conflict(_("Somebody has answered already. You can close the survey."), code="already_sent")
    if current.notice and current.unit != Unit.STAFF:
        notices.undo_schedule(actor=actor, notice=current.notice)
    was_now = current.opens_at and current.opens_at - current.published_at <= AT_ONCE
    Survey.objects.filter(pk=survey.pk).update(
        published_at=None, opens_at=None if was_now else current.opens_at, version=F("version") + 1
    )
    survey.refresh_from_db()
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))
    return survey


@transaction.atomic
def close_survey(*, actor: User, survey: Survey) -> Survey:
    """No more answers from now on, and nothing leaves any more. Closing twice is closing once."""
    require_maker(actor, survey.organisation_id, survey.facility_id)
    now = timezone.now()
    current = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if current.published_at is None or current.opens_at is None or current.opens_at > now:
        raise Conflict(_("This survey has not opened. Take it back instead. Nothing was changed."))
    if current.closes_at and current.closes_at > now:
        Survey.objects.filter(pk=survey.pk).update(closes_at=now, version=F("version") + 1)
        if current.notice and current.unit != Unit.STAFF:
            stop_asking(current.notice, now)
        _leave_trace(actor, current, "survey.close")
    survey.refresh_from_db()
    return survey


def stop_asking(notice: Notice, now: datetime) -> None:
    """Nothing of this notice leaves any more, and nobody is reminded or phoned because of it."""
    Notice.objects.filter(pk=notice.pk, published_at__lt=now).update(valid_until=now)
    outbox.withdraw(Delivery.objects.filter(notice=notice))


def _require_ready(survey: Survey, now: datetime) -> None:
    if survey.is_template:
        raise DomainError(_("This is a pattern. Make a survey from it first. Nothing was sent."))
    if not survey.title:
        raise DomainError(_("Write a title first. Nothing was sent."))
    missing = what_is_missing(drafts_of(survey))
    if missing:
        raise DomainError(_("%(what)s Nothing was sent.") % {"what": missing}, code="incomplete")
    if survey.closes_at is None:
        raise DomainError(_("Say until when answers are taken. Nothing was sent."))
    if survey.closes_at <= now:
        raise DomainError(_("The end is in the past. Choose a later one. Nothing was sent."))


def _open_to_staff(survey: Survey, now: datetime) -> datetime:
    if not staff_asked(survey):
        raise DomainError(_("Nobody would be asked. Choose at least one place with staff. Nothing was sent."))
    return max(survey.opens_at or now, now)


def _send(actor: User, survey: Survey, now: datetime, guard_ok: bool) -> datetime:
    """The notice takes the survey's words and leaves at its opening; the moment is given back."""
    notice = Notice.objects.select_related("organisation", "facility").get(survey=survey)
    if notice.state == State.DRAFT:
        notice = notices.save_draft(
            actor=actor,
            organisation=notice.organisation,
            facility=notice.facility,
            notice=notice,
            valid_until=survey.closes_at,
            **notice_words(survey),
        )
    later = survey.opens_at if survey.opens_at and survey.opens_at > now else None
    notices.schedule_notice(
        actor=actor, notice=notice, version=notice.version, publish_at=later, guard_ok=guard_ok
    )
    return notice.publish_at or now


def _leave_trace(actor: User, survey: Survey, action: str) -> None:
    note_act(actor, action, survey)
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))
