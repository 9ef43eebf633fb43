"""From one facility to another of the organisation; the past goes along only where the family says so (転園)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.events import publish
from backend.rowlevel import as_system
from facilities.events import EnrolmentMoved
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Transfer
from facilities.policies import audit
from facilities.services.places import (
    end_after,
    locked_rows,
    release_from_plan,
    require_class_of_year,
    require_no_other_place,
    require_place_keeper,
    tell,
)
from facilities.topics import staff_topic


@transaction.atomic
def transfer_child(
    *, actor: User, child: Child, facility: Facility, to_classroom: Classroom, moves_on: date
) -> Transfer:
    """Let a child go to another facility from a day on. Said twice, it is one transfer; the family is asked."""
    require_place_keeper(actor, child, facility)
    target = to_classroom.facility
    if target.organisation_id != facility.organisation_id or not target.is_active:
        raise NotVisible
    with as_system():
        return _transfer(actor, child, facility, to_classroom, moves_on)


@transaction.atomic
def cancel_transfer(*, actor: User, transfer: Transfer) -> Transfer:
    """Before the day: she stays where she is, as if nothing had been said."""
    require_place_keeper(actor, transfer.child, transfer.facility)
    with as_system():
        return _cancel(actor, transfer)


@transaction.atomic
def answer_transfer(*, actor: User, transfer: Transfer, consents: bool) -> Transfer:
    """May the new facility read the past? A guardian who may answer says so, and may think again.

    Who refused is the only one who turns it into a yes; a yes is turned into a no by each of them, at once.
    """
    _require_answerer(actor, transfer.child)
    row = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if row.cancelled_at:
        raise Conflict(_("The transfer was taken back. There is nothing to answer."))
    if consents == bool(row.consented_at) and (row.consented_at or row.consent_refused_at):
        return row
    if consents and row.consent_refused_at and row.answered_by_id != actor.pk:
        raise Conflict(_("The records stay at the former facility: another guardian said so."))
    now = timezone.now()
    row.answered_by = actor
    row.consented_at, row.consent_refused_at = (now, None) if consents else (None, now)
    row.save(update_fields=["answered_by", "consented_at", "consent_refused_at"])
    _tell_answer(actor, row, "transfer.consent" if consents else "transfer.refuse")
    return row


def _transfer(
    actor: User, child: Child, facility: Facility, to_classroom: Classroom, moves_on: date
) -> Transfer:
    rows = locked_rows(child)
    coming = Transfer.objects.filter(child=child, facility=facility, cancelled_at__isnull=True)
    for transfer in coming.filter(moves_on__gt=timezone.localdate()):
        if (transfer.to_classroom_id, transfer.moves_on) == (to_classroom.pk, moves_on):
            return transfer
        raise Conflict(
            _("This child is being transferred already. Take that back first. Nothing was changed.")
        )
    _require_possible(rows, facility, to_classroom, moves_on)
    kind = next(row.kind for row in rows if row.facility_id == facility.pk and row.is_on(moves_on))
    last = moves_on - timedelta(days=1)
    end_after([row for row in rows if row.facility_id == facility.pk], last)
    require_no_other_place(Enrolment.objects.filter(child=child), kind, moves_on, None)
    transfer = _write(actor, child, facility, to_classroom, moves_on, kind)
    tell(actor, "child.transfer", child, [facility.pk, to_classroom.facility_id])
    return transfer


def _cancel(actor: User, transfer: Transfer) -> Transfer:
    rows = locked_rows(transfer.child)
    row = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if row.cancelled_at:
        return row
    if row.moves_on <= timezone.localdate():
        raise Conflict(_("The first day at the new facility has come. Transfer the child back instead."))
    last = row.moves_on - timedelta(days=1)
    stays = [one for one in rows if one.facility_id == row.facility_id and one.ends_on == last]
    release_from_plan([one.pk for one in stays] + ([row.made_id] if row.made_id else []))
    row.cancelled_at, made = timezone.now(), row.made_id
    row.save(update_fields=["cancelled_at"])
    end_after([one for one in rows if one.pk == made], last)
    Enrolment.objects.filter(pk__in=[one.pk for one in stays]).update(ends_on=None)
    tell(actor, "child.transfer_undone", row.child, [row.facility_id, row.to_facility_id])
    return row


def _require_possible(
    rows: list[Enrolment], facility: Facility, to_classroom: Classroom, moves_on: date
) -> None:
    if moves_on <= timezone.localdate():
        raise DomainError(
            _("Choose a day from tomorrow on as the first one at the new facility. Nothing was changed.")
        )
    if to_classroom.facility_id == facility.pk:
        raise DomainError(_("This class is of the same facility. Move the child to the class instead."))
    require_class_of_year(to_classroom, moves_on)
    here = [row for row in rows if row.facility_id == facility.pk and row.is_on(moves_on)]
    if not here or all(row.starts_on == moves_on for row in here):
        raise DomainError(_("The child has no place here before that day. Nothing was changed."))


def _write(
    actor: User, child: Child, facility: Facility, to_classroom: Classroom, moves_on: date, kind: str
) -> Transfer:
    made = Enrolment.objects.create(
        organisation_id=child.organisation_id,
        facility_id=to_classroom.facility_id,
        classroom=to_classroom,
        child=child,
        kind=kind,
        starts_on=moves_on,
    )
    return Transfer.objects.create(
        organisation_id=child.organisation_id,
        child=child,
        facility=facility,
        to_facility_id=to_classroom.facility_id,
        to_classroom=to_classroom,
        moves_on=moves_on,
        made=made,
        created_by=actor,
    )


def _require_answerer(actor: User, child: Child) -> None:
    mine = Grant.objects.seen_by(actor, timezone.localdate()).filter(child=child)
    if not mine.exists():
        raise NotVisible
    if not mine.filter(can_answer=True).exists():
        raise NotAllowed


def _tell_answer(actor: User, transfer: Transfer, action: str) -> None:
    audit(
        actor,
        action,
        "transfer",
        transfer.pk,
        organisation=transfer.organisation_id,
        facility=transfer.to_facility_id,
        child=transfer.child_id,
    )
    for facility_id in (transfer.facility_id, transfer.to_facility_id):
        publish(EnrolmentMoved(facility_id), topics=[staff_topic(facility_id)])
