"""At the entrance: a stamp taken back by who made it."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.models import Stamp
from attendance.policies import require_stamper
from attendance.selectors.settings import is_closed_month, settings_of
from attendance.services.folding import fold_day, lock_day
from attendance.services.stamps import tell_of
from backend.errors import DomainError, NotVisible
from facilities.models import Device

REGRET = timedelta(minutes=2)


@transaction.atomic
def take_back_stamp(*, device: Device, stamp_id: UUID, after: timedelta) -> None:
    """Strike out what this tablet stamped less than two minutes before (`after`, by its clock). Twice is once.

    The stamp stays on record with a void row beside it, as with any correction.
    """
    require_stamper(None, device, device.facility)
    rows = Stamp.objects.filter(device=device, actor__isnull=True, replaces__isnull=True)
    stamp = rows.select_related("facility", "child").filter(pk=stamp_id).first()
    if stamp is None:
        raise NotVisible
    attendance = lock_day(stamp.facility, stamp.child, stamp.day)
    if Stamp.objects.filter(replaces=stamp).exists():
        return
    if not timedelta() <= after <= REGRET or is_closed_month(stamp.facility, stamp.day):
        raise DomainError(
            _("This stamp can no longer be taken back here. Nothing was changed; please tell the staff."),
            code="too_late",
        )
    Stamp.objects.create(
        id=uuid5(stamp.pk, "taken back"),
        facility=stamp.facility,
        child=stamp.child,
        day=stamp.day,
        kind=stamp.kind,
        at=stamp.at,
        device_at=stamp.device_at + after,
        received_at=timezone.now(),
        method=stamp.method,
        device=device,
        replaces=stamp,
        is_void=True,
        reason=Stamp.Reason.WRONG_CHILD,
    )
    fold_day(attendance, settings_of(stamp.facility).duplicate_minutes)
    tell_of(stamp.facility, stamp.child)
