"""The bell at the entrance: it rings on every open page of the facility's staff until one of them answers."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from attendance.events import StaffAnswered, StaffCalled
from attendance.models import StaffCall
from attendance.policies import require_stamper
from attendance.topics import boards_of
from backend.events import publish
from facilities.models import Device


@transaction.atomic
def call_staff(*, device: Device, reason: str = StaffCall.Reason.HELP) -> StaffCall:
    """Somebody at the entrance needs a person. Pressed again, the same call is made anew."""
    require_stamper(None, device, device.facility)
    return ring(device, reason)


@transaction.atomic
def answer_call(*, actor: User | None, device: Device | None, call: StaffCall) -> None:
    """Somebody goes there: it is quiet everywhere, and the entrance says so. The first who answers stays named."""
    require_stamper(actor, device, call.facility)
    rows = StaffCall.objects.filter(pk=call.pk, answered_at__isnull=True)
    if rows.update(answered_at=timezone.now(), answered_by=actor):
        publish(StaffAnswered(call.facility_id, call.device_id), topics=boards_of(call.facility)[:2])


def ring(device: Device, reason: str) -> StaffCall:
    """One open call a tablet. That somebody came whom nobody expected is not forgotten for a plain call."""
    said = {"called_at": timezone.now()} | ({"reason": reason} if reason != StaffCall.Reason.HELP else {})
    call, _is_new = StaffCall.objects.update_or_create(
        device=device,
        answered_at=None,
        defaults=said,
        create_defaults={"facility": device.facility, "reason": reason},
    )
    publish(StaffCalled(device.facility_id, device.pk), topics=boards_of(device.facility)[:2])
    return call
