"""Staff and a child who is said to be here and was not stamped: somebody looks, somebody finds her."""

from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from attendance.models import Method, NoShow, Stamp
from attendance.policies import require_searcher
from attendance.services.no_show_answers import lock_no_show
from attendance.services.stamps import Scan, record_stamp, tell_of
from facilities.models import Device
from facilities.policies import audit_row


@transaction.atomic
def begin_search(*, actor: User, no_show: NoShow) -> NoShow:
    """「さがしています」: the sound ends everywhere, the alarm stays, and everybody reads who looks. First wins."""
    require_searcher(actor, no_show.facility)
    current = lock_no_show(no_show)
    if not current.is_alarm or current.searched_by_id:
        return current
    current.searched_by, current.searched_at = actor, timezone.now()
    current.save(update_fields=["searched_by", "searched_at"])
    _audit(actor, current, "no_show.search")
    tell_of(current.facility, current.child)
    return current


@transaction.atomic
def child_found(*, actor: User, no_show: NoShow, device: Device | None = None) -> NoShow:
    """「見つかりました」: her arrival is stamped now, by staff, which ends the alarm. Twice is once."""
    require_searcher(actor, no_show.facility)
    current = lock_no_show(no_show)
    if current.state == NoShow.State.CLOSED:
        return current
    scan = Scan(uuid5(current.pk, "found"), Stamp.Kind.IN, Method.STAFF, timezone.now())
    record_stamp(actor=actor, device=device, facility=current.facility, child=current.child, scan=scan)
    NoShow.objects.filter(pk=current.pk).update(
        state=NoShow.State.CLOSED, is_alarm=False, closed_by=actor, closed_at=timezone.now(),
        claimed_by=None, lease_until=None,
    )  # fmt: skip
    _audit(actor, current, "no_show.found")
    current.refresh_from_db()
    return current


def _audit(actor: User, row: NoShow, action: str) -> None:
    audit_row(actor, action, "no_show", row)
