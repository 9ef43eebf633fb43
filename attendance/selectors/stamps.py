"""Where a stamp belongs: the child and facility of a tablet or a person, and whose card was held."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from attendance.models import Card
from facilities.models import Child, Device, Enrolment, Facility, Grant, Guardian, StaffPost

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


@dataclass(frozen=True)
class Held:
    """Who stood there by the card she held, and whether she may fetch this child."""

    guardian: Guardian | None = None
    may_fetch: bool = True


def card_held(facility: Facility, text_hash: str, child: Child, at: datetime, day: date) -> Held:
    """Whose card it was at that moment. The child's own says nothing about who holds it.

    A card that is not of this place, that had ended, or whose holder has no right on this day, fetches nobody.
    """
    if not text_hash:
        return Held()
    living = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    cards = Card.objects.filter(living, facility=facility, text_hash=text_hash)
    card = cards.select_related("guardian").first()
    if card is not None and card.child_id == child.pk:
        return Held()
    rights = Grant.objects.live(day).filter(child=child, guardian=card.guardian_id) if card else []
    found = [right.can_pick_up for right in rights]
    return Held(card.guardian, any(found)) if card and found else Held(may_fetch=False)
