"""Who tapped a shared tablet: a mark in the page that stays true while the tablet is locked or without a network."""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from accounts.models import User
from facilities.models import Device, StaffMember, StaffPost
from mobile_web.tablets import acting_in, device_in

SALT = "mobile_web.stamper"
LASTS = 30 * 24 * 3600


def stamper_mark(device: Device, acting: StaffMember | None) -> str:
    """For the page of a tablet: who types on it, or '' while nobody does."""
    return signing.dumps([str(device.pk), str(acting.user_id)], salt=SALT) if acting else ""


def stamper_in(request: HttpRequest, mark: str) -> User | None:
    """Whose tap this was: by the mark it was written with, else who acts now. None for a tablet nobody opened."""
    device, acting = device_in(request), acting_in(request)
    if not mark or device is None:
        return None
    try:
        device_id, user_id = signing.loads(mark, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return acting.user if acting else None
    if device_id != str(device.pk):
        return None
    posts = StaffPost.objects.filter(facility=device.facility_id, member__user=UUID(user_id))
    return User.objects.filter(pk=user_id, pk__in=posts.values("member__user")).first()
