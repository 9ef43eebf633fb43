"""Stamping several children with one tap of the office (まとめて打刻)."""

from collections.abc import Collection
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Stamp
from attendance.policies import require_overseer
from attendance.services.stamps import record_stamp, staff_scan
from backend.errors import DomainError, NotVisible
from facilities.clock import today_at
from facilities.models import Child, Enrolment, Facility, on_day


@transaction.atomic
def stamp_many(*, actor: User, facility: Facility, children: Collection[UUID], kind: str, id: UUID) -> int:
    """All or none, at this moment. The form's id makes a second tap harmless. How many days changed."""
    require_overseer(actor, facility)
    if kind not in (Stamp.Kind.IN, Stamp.Kind.OUT):
        raise DomainError(_("Arrival or departure?"), code="kind_missing")
    if not children:
        raise DomainError(_("Tick the children first. Nothing was saved."), code="nobody")
    going = Enrolment.objects.filter(on_day(today_at(facility)), facility=facility, child__in=children)
    found = Child.objects.filter(pk__in=going.values("child")).order_by("pk")
    if len(found) != len(set(children)):
        raise NotVisible
    done = [
        record_stamp(
            actor=actor,
            device=None,
            facility=facility,
            child=child,
            scan=staff_scan(id=uuid5(id, str(child.pk)), kind=kind),
        )
        for child in found
    ]
    return sum(one.meaning != "" for one in done)
