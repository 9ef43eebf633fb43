"""Reminding those alone who have not answered: at chosen times, on the last morning, and by a button."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from backend.rowlevel import as_system
from notices import services as notices
from surveys.events import SurveyChanged
from surveys.models import Survey, SurveyReminder, Unit
from surveys.policies import require_maker
from surveys.services.event_settling import settle_late_invitations
from surveys.services.traces import note_act
from surveys.topics import desks_of

MORNING = time(8)
BETWEEN = timedelta(minutes=10)
TIMES_MOST = 10


@transaction.atomic
def set_reminders(*, actor: User, survey: Survey, times: Iterable[datetime]) -> None:
    """The whole list of times to come; those that were used stay."""
    require_maker(actor, survey.organisation_id, survey.facility_id)
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    wanted = sorted(set(times))
    if len(wanted) > TIMES_MOST:
        raise DomainError(_("There may be %(n)s reminders. Nothing was saved.") % {"n": TIMES_MOST})
    if wanted and wanted[0] <= timezone.now():
        raise DomainError(_("A reminder lies in the past. Choose a later time. Nothing was saved."))
    if wanted and survey.closes_at and wanted[-1] >= survey.closes_at:
        raise DomainError(_("A reminder comes after the end. Choose an earlier time. Nothing was saved."))
    to_come = SurveyReminder.objects.filter(survey=survey, sent_at=None)
    to_come.exclude(due_at__in=wanted).delete()
    SurveyReminder.objects.bulk_create(
        [SurveyReminder(survey=survey, due_at=at) for at in wanted], ignore_conflicts=True
    )
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))


@transaction.atomic
def remind_silent(*, actor: User, survey: Survey) -> int:
    """Remind now; how many households are told. Two taps are one: ten minutes lie between two reminders."""
    require_maker(actor, survey.organisation_id, survey.facility_id)
    now = timezone.now()
    current = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not current.is_open(now) or current.unit == Unit.STAFF:
        raise Conflict(_("Only families of an open survey can be reminded. Nobody was reminded."))
    require_pause(current.reminders.aggregate(at=Max("sent_at"))["at"], now)
    told = _remind(current, now, now)
    note_act(actor, "survey.remind", survey, households=told)
    return told


def require_pause(last: datetime | None, now: datetime, zone: tzinfo | None = None) -> None:
    """Two taps are one reminder, and two colleagues who tap are one as well."""
    if last is not None and last > now - BETWEEN:
        at = timezone.localtime(last, zone).strftime("%H:%M")
        raise Conflict(
            _("They were reminded at %(time)s. Wait ten minutes; nobody was reminded again.") % {"time": at},
            code="reminded",
        )


@as_system()
def remind_due() -> int:
    """Every reminder whose time has come, each once however many workers look; returns how many surveys."""
    now = timezone.now()
    settle_late_invitations(now)
    _plan_last_mornings(now)
    due = SurveyReminder.objects.filter(due_at__lte=now, sent_at=None, survey__published_at__isnull=False)
    return sum(_remind_once(pk, now) for pk in due.order_by("due_at").values_list("pk", flat=True))


def last_morning(survey: Survey) -> datetime | None:
    """Eight o'clock of the last day, if that is after its opening; of a survey that ends by then, the day before."""
    if survey.closes_at is None or not survey.reminds_on_last_morning or survey.unit == Unit.STAFF:
        return None
    return morning_before(survey.closes_at, survey.opens_at)


def morning_before(end: datetime, beginning: datetime | None, zone: tzinfo | None = None) -> datetime | None:
    """Eight o'clock of the day on which something ends (or the day before), if that is after its beginning."""
    ends = timezone.localtime(end, zone) - timedelta(hours=1)
    morning = datetime.combine(ends.date(), MORNING, ends.tzinfo)
    morning -= timedelta(days=1) if morning > ends else timedelta(0)
    return morning if beginning is None or morning > beginning else None


def _plan_last_mornings(now: datetime) -> None:
    """A row for each survey whose last morning is here."""
    ending = Survey.objects.filter(
        published_at__isnull=False,
        reminds_on_last_morning=True,
        opens_at__lte=now,
        closes_at__gt=now,
        closes_at__lte=now + timedelta(hours=26),
    )
    for survey in ending:
        at = last_morning(survey)
        if at and at <= now:
            SurveyReminder.objects.get_or_create(survey=survey, due_at=at)


def _remind_once(reminder_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        rows = SurveyReminder.objects.select_for_update(of=("self",), skip_locked=True)
        reminder = rows.filter(pk=reminder_id, sent_at=None).select_related("survey").first()
        if reminder is None:
            return False
        survey = reminder.survey
        is_open = survey.is_open(now) and survey.unit != Unit.STAFF
        told = notices.remind_now(survey.notice_id) if is_open and survey.notice_id else 0
        SurveyReminder.objects.filter(pk=reminder_id).update(sent_at=now, told=told)
        publish(SurveyChanged(survey.pk), topics=desks_of(survey))
        return is_open


def _remind(survey: Survey, due_at: datetime, now: datetime) -> int:
    told = notices.remind_now(survey.notice_id) if survey.notice_id else 0
    SurveyReminder.objects.create(survey=survey, due_at=due_at, sent_at=now, told=told)
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))
    return told
