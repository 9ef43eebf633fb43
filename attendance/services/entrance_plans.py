"""What a guardian says at the entrance about who fetches today: her own report, sent by the card in her hand."""

from collections.abc import Collection
from datetime import time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Card, Report
from attendance.policies import require_stamper
from attendance.services.report_rules import Words, local_now
from attendance.services.reports import Seat, send_report
from backend.errors import DomainError, NotVisible
from facilities.acting import acting_on
from facilities.models import Child, Device, Grant, Guardian


@transaction.atomic
def announce_pick_up(
    *, device: Device, card: str, children: Collection[UUID], id: UUID, at: time, relation: str
) -> list[Report]:
    """She who holds the card (its hash) says for today when and by whom of her household the children are fetched.

    It is a report like those from her phone: she needs her right to write, and staff confirm it.
    """
    require_stamper(None, device, device.facility)
    holder = _holder(device, card)
    today = local_now(device.facility).date()
    pupils = list(Child.objects.filter(pk__in=children).order_by("pk"))
    if not pupils or len(pupils) != len(set(children)) or holder.user is None:
        raise NotVisible
    picker = _of_household(holder, relation, pupils, device)
    words = Words(kind=Report.Kind.PICK_UP, starts_on=today, ends_on=today, time=at, picker=picker)
    seats = [Seat(pupil, device.facility) for pupil in pupils]
    with acting_on(device.pk):  # her card stands for her, at this tablet and for this one word
        return send_report(actor=holder.user, seats=seats, id=id, words=words)


def _holder(device: Device, card: str) -> Guardian:
    """The adult of a living card of this facility who has an account; a child's card speaks for nobody."""
    cards = Card.objects.filter(facility=device.facility, text_hash=card, ended_at__isnull=True)
    found = cards.filter(guardian__user__is_active=True).select_related("guardian__user").first()
    if found is None or found.guardian is None:
        raise NotVisible
    return found.guardian


def _of_household(holder: Guardian, relation: str, pupils: list[Child], device: Device) -> Guardian:
    """Who is meant by 'grandmother': the first of the household who may fetch all of them."""
    may = Grant.objects.live(local_now(device.facility).date()).filter(can_pick_up=True)
    rows = Guardian.objects.filter(household=holder.household_id, relation=relation)
    for pupil in pupils:
        rows = rows.filter(pk__in=may.filter(child=pupil).values("guardian"))
    found = rows.order_by("call_order", "pk").first()
    if found is None:
        raise DomainError(
            _("This person cannot be named here. Nothing was saved; please tell the staff."), code="picker"
        )
    return found
