"""Asking who comes by a notice: held as notices are, and open until the family has replied."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.policies import require_sender
from notices import services as notices
from notices.models import Asks, Delivery, Notice, State
from surveys.models import Event
from surveys.services.event_settling import settle_event
from surveys.services.publishing import stop_asking
from surveys.services.reminders import morning_before, require_pause
from surveys.services.traces import note_act
from surveys.words import invitation_words


@transaction.atomic
def invite_to_event(*, actor: User, event: Event, guard_ok: bool = False) -> Event:
    """Show it in the calendars and ask its families by a notice, after the hold. A second tap changes nothing."""
    require_sender(actor, event.organisation_id, event.facility_id)
    current = _locked(event)
    if current.notice and current.notice.state != State.DRAFT:
        return current
    now = timezone.now()
    if current.cancelled_at is not None:
        raise Conflict(_("This event was cancelled. Nothing was sent."))
    if not current.asks_reply or current.reply_by is None or current.reply_by <= now:
        raise DomainError(_("Say until when families reply. Nothing was sent."))
    notice = _draft(actor, current, now)
    notices.schedule_notice(actor=actor, notice=notice, version=notice.version, guard_ok=guard_ok)
    Event.objects.filter(pk=current.pk).update(notice=notice, is_published=True)
    note_act(actor, "event.invite", current)
    return _locked(event)


@transaction.atomic
def take_invitation_back(*, actor: User, event: Event) -> None:
    """While it is held: nobody was asked, and the event stays in the calendars."""
    require_sender(actor, event.organisation_id, event.facility_id)
    current = _locked(event)
    if current.notice is not None:
        notices.undo_schedule(actor=actor, notice=current.notice)
        note_act(actor, "event.invite_undo", current)


@transaction.atomic
def remind_of_event(*, actor: User, event: Event) -> int:
    """Remind those who have not replied; how many households are told. Ten minutes lie between two reminders."""
    require_sender(actor, event.organisation_id, event.facility_id)
    now = timezone.now()
    current = _locked(event)
    notice, is_open = current.notice, current.reply_by is not None and now < current.reply_by
    if notice is None or notice.state != State.PUBLISHED or not is_open or current.cancelled_at:
        raise Conflict(
            _("Only families that were asked can be reminded, until the set time. Nobody was reminded.")
        )
    rounds = Delivery.objects.filter(notice=notice, round__gt=0)
    require_pause(rounds.aggregate(at=Max("due_at"))["at"], now)
    settle_event(current)
    told = notices.remind_now(notice.pk)
    note_act(actor, "event.remind", current, households=told)
    return told


def keep_invitation(actor: User, event: Event) -> None:
    """Part of changing or cancelling an event: what its notice says of the end, and whether it still asks."""
    now, notice = timezone.now(), event.notice
    if notice is None or notice.state == State.DRAFT:
        return
    if event.cancelled_at is not None:
        if notice.state == State.SCHEDULED:
            notices.undo_schedule(actor=actor, notice=notice)
        stop_asking(notice, now)
    elif not event.asks_reply or event.reply_by is None:
        raise Conflict(_("Families were asked already. Cancel the event instead; nothing was saved."))
    elif notice.valid_until != event.reply_by:
        if event.reply_by <= now:
            raise DomainError(_("The end is in the past. Choose a later one. Nothing was saved."))
        Notice.objects.filter(pk=notice.pk).update(valid_until=event.reply_by)


def _draft(actor: User, event: Event, now: datetime) -> Notice:
    """To the classes and ages of the event; once more on the last morning."""
    morning = morning_before(event.reply_by, now) if event.reply_by else None
    rooms = frozenset(event.classrooms.values_list("classroom", flat=True))
    here = frozenset({event.facility_id} if event.facility_id and not rooms else set())
    return notices.save_draft(
        actor=actor,
        organisation=event.organisation,
        facility=event.facility,
        notice=event.notice,
        scopes=notices.Scopes(
            everything=event.facility_id is None and not rooms, facilities=here, classrooms=rooms
        ),
        ages=event.ages,
        asks=Asks.EVENT,
        valid_until=event.reply_by,
        remind_every=morning - now if morning else None,
        remind_times=1 if morning else 0,
        **invitation_words(event),
    )


def _locked(event: Event) -> Event:
    rows = Event.objects.select_related("organisation", "facility", "notice")
    return rows.select_for_update(of=("self",)).get(pk=event.pk)
