"""Shared tablets of the first facility, and a PIN for the named staff who act on them."""

from datetime import timedelta

from accounts.models import User
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from facilities.keyed import keyed_hash
from facilities.models import Device, StaffMember, StaffPin
from facilities.services.pins import pin_hash

PIN = "739204"
_NAMES = (("うさぎ1", 1, 4), ("きりん1", 3, 11), ("玄関", None, 190))


def make_tablets(plan: Plan, places: Places) -> None:
    """Three tablets, two in rooms and one at the entrance; their cookies exist nowhere."""
    manager = User.objects.get(login="manager")
    facility = places.facilities[0]
    for number, (name, age, minutes) in enumerate(_NAMES, 1):
        key = plan.made_id("device", number)
        Device.objects.create(
            id=key,
            organisation_id=facility.organisation_id,
            facility=facility,
            classroom=None if age is None else places.classroom(facility, age),
            name=name,
            secret_hash=keyed_hash("demo device", key.hex),
            paired_by=manager,
            paired_at=plan.now - timedelta(days=40 + number),
            last_seen_at=plan.now - timedelta(minutes=minutes),
        )
    for member in StaffMember.objects.filter(user__login__in=("teacher", "nurse", "manager")):
        StaffPin.objects.create(member=member, pin_hash=pin_hash(member, PIN), set_at=plan.now)
