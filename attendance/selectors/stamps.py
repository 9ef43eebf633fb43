"""Where a stamp belongs: the child and facility of a tablet or a person, and whose card was held."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from attendance.models import Card
from facilities.models import Child, Device, Enrolment, Facility, Grant, StaffPost

LATEST_REPLAY = timedelta(days=31)


def stamped_at(child_id: UUID, device: Device | None, user: User | None) -> tuple[Child, Facility] | None:
    """The child at the tablet's facility, or where the person works; also one who left while a stamp was waiting.

    None is a child of somewhere else, or no child at all.
    """
    today = timezone.localdate()
    if device is not None:
        here = Q(facility=device.facility_id)
    elif user is not None:
        posts = StaffPost.objects.held_by(user, today).filter(facility__isnull=False)
        here = Q(facility__in=posts.values("facility"))
    else:
        return None
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=today - LATEST_REPLAY)
    rows = Enrolment.objects.filter(here, lasting, child=child_id, starts_on__lte=today)
    row = rows.select_related("child", "facility").order_by("kind", "-starts_on", "pk").first()
    return (row.child, row.facility) if row else None


def card_in(facility: Facility, text_hash: str, child: Child) -> Card | None:
    """The card that was held before a tablet of this facility: hers, or that of an adult with a right for her today."""
    if not text_hash:
        return None
    cards = Card.objects.filter(facility=facility, text_hash=text_hash, ended_at__isnull=True)
    card = cards.select_related("guardian").first()
    if card is None or card.child_id == child.pk:
        return card
    grants = Grant.objects.live(timezone.localdate()).filter(child=child, guardian=card.guardian_id)
    return card if grants.exists() else None
