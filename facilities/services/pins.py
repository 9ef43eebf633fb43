"""The PIN that says who is acting on a shared tablet: set by herself, typed there, unlocked by the manager."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from backend.events import publish_revocation
from facilities.keyed import keyed_hash, keyed_hashes
from facilities.models import Device, StaffMember, StaffPin, StaffPost, on_day
from facilities.policies import audit
from facilities.selectors.tablets import managed_facilities, staff_at

DIGITS = 6
MOST_TRIES = 5
_RUNS = "01234567890", "09876543210"
_DATES = "%y%m%d", "%d%m%y", "%m%d%y", "%Y%m"


class PinWrong(DomainError):
    """Not her PIN; `details["left"]` says how many tries she has. 422."""

    code = "pin_wrong"


class PinLocked(DomainError):
    """Five wrong tries: only a manager opens it again. 422."""

    code = "pin_locked"


@transaction.atomic
def set_pin(*, actor: User, pin: str) -> None:
    """Her own PIN for the tablets of every facility she works at; replaces none that she has (`change_pin`)."""
    members = _members_of(actor)
    _require_good(pin)
    if StaffPin.objects.filter(member__in=members).exclude(pin_hash="").exists():
        raise NotAllowed(_("You already have a PIN. Nothing was changed."))
    _store(actor, members, pin)


def change_pin(*, actor: User, current: str, pin: str) -> None:
    """Whoever finds her signed in must still know the old one; tries are counted as at the tablet."""
    members = _members_of(actor)
    _require_good(pin)
    for stored in StaffPin.objects.filter(member__in=members).exclude(pin_hash="").select_related("member"):
        _check(stored.member, current)
    with transaction.atomic():
        _store(actor, members, pin)


def enter_pin(*, device: Device, member: StaffMember, pin: str) -> Device:
    """Act on this tablet as this member. The tablet is the authority; a wrong try counts, whatever comes after."""
    if not staff_at(device.facility_id).filter(pk=member.pk).exists():
        raise NotVisible
    _check(member, pin)
    with transaction.atomic():
        begun = Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
            acting=member, acting_until=_until(device)
        )
        if not begun:
            raise NotVisible
        audit(
            member.user,
            "tablet.acted",
            "device",
            device.pk,
            organisation=device.organisation_id,
            facility=device.facility_id,
        )
        publish_revocation([device.pk])  # its socket comes back with what she may hear
    device.refresh_from_db()
    return device


def check_pin(*, member: StaffMember, pin: str) -> None:
    """Her PIN as a second signature, on any screen; a wrong one counts as a try. Never inside a transaction."""
    _check(member, pin)


def touch_device(*, device: Device) -> bool:
    """Somebody still uses it: it stays open for another while. False when it has locked itself meanwhile."""
    now = timezone.now()
    still = Device.objects.filter(pk=device.pk, acting=device.acting_id, revoked_at__isnull=True)
    return bool(still.filter(acting_until__gt=now).update(acting_until=_until(device, now)))


@transaction.atomic
def lock_device(*, device: Device) -> None:
    """Nobody acts on it any more; what it shows then is the room. Twice is once."""
    if Device.objects.filter(pk=device.pk, acting__isnull=False).update(acting=None, acting_until=None):
        publish_revocation([device.pk])


@transaction.atomic
def leave_tablets(*, user_ids: Iterable[UUID]) -> None:
    """People who left, or lost a post, act on no tablet any more."""
    devices = sorted(Device.objects.filter(acting__user__in=list(user_ids)).values_list("pk", flat=True))
    Device.objects.filter(pk__in=devices).update(acting=None, acting_until=None)
    publish_revocation(devices)


@transaction.atomic
def unlock_pin(*, actor: User, member: StaffMember, forget: bool = False) -> None:
    """Five new tries; with `forget` she sets a new PIN in her account. For managers of a place she works at."""
    _require_manager_of(actor, member)
    fresh: dict[str, object] = {"tries": 0, "locked_at": None, **({"pin_hash": ""} if forget else {})}
    if StaffPin.objects.filter(member=member).update(**fresh):
        action = "pin.forgotten" if forget else "pin.unlocked"
        audit(actor, action, "staff_member", member.pk, organisation=member.organisation_id)


def _members_of(actor: User) -> list[StaffMember]:
    """Her memberships with a post at a facility today; whoever has none needs no PIN."""
    posts = StaffPost.objects.held_by(actor).filter(facility__isnull=False)
    members = list(StaffMember.objects.filter(pk__in=posts.values("member")).order_by("pk"))
    if not members:
        raise NotVisible
    return members


def _require_manager_of(actor: User, member: StaffMember) -> None:
    posts = StaffPost.objects.filter(on_day(timezone.localdate()), member=member, facility=OuterRef("pk"))
    if not managed_facilities(actor).filter(Exists(posts)).exists():
        raise NotVisible


def _store(actor: User, members: list[StaffMember], pin: str) -> None:
    for member in members:
        fresh = {"pin_hash": pin_hash(member, pin), "tries": 0, "locked_at": None, "set_at": timezone.now()}
        StaffPin.objects.update_or_create(member=member, defaults=fresh)
        audit(actor, "pin.set", "staff_member", member.pk, organisation=member.organisation_id)


def _check(member: StaffMember, pin: str) -> None:
    """Raises unless it is hers. The try is counted before it is compared: many at once are still five."""
    mine = StaffPin.objects.filter(member=member)
    stored = mine.exclude(pin_hash="").first()
    if stored is None:
        raise PinWrong(
            _(
                "You have no PIN yet. Set one in your own account, on a phone or PC: Account, then PIN for shared "
                "tablets."
            )
        )
    if not mine.filter(tries__lt=MOST_TRIES, locked_at__isnull=True).update(tries=F("tries") + 1):
        raise _locked()
    if any(check_password(peppered, stored.pin_hash) for peppered in _peppered(member, pin)):
        mine.update(tries=0, locked_at=None)
        return
    if mine.filter(tries__gte=MOST_TRIES, locked_at__isnull=True).update(locked_at=timezone.now()):
        audit(None, "pin.locked", "staff_member", member.pk, organisation=member.organisation_id)
    tries = mine.values_list("tries", flat=True).first() or 0
    raise _wrong(MOST_TRIES - tries) if tries < MOST_TRIES else _locked()


def pin_hash(member: StaffMember, pin: str) -> str:
    """Argon2 over the PIN, the member and a key that is not in the database."""
    return make_password(keyed_hash("pin", f"{member.pk}:{pin}"))


def _peppered(member: StaffMember, pin: str) -> list[str]:
    return keyed_hashes("pin", f"{member.pk}:{pin}")


def _until(device: Device, now: datetime | None = None) -> datetime:
    return (now or timezone.now()) + timedelta(seconds=device.lock_after)


def _require_good(pin: str) -> None:
    """Six digits that are not the first ones somebody tries."""
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdecimal()):
        raise DomainError(_("A PIN has six digits. Nothing was saved."), code="pin_form")
    halves = len({pin[:2], pin[2:4], pin[4:]}) == 1 or pin[:3] == pin[3:]
    if halves or len(set(pin)) < 3 or any(pin in run for run in _RUNS):
        raise DomainError(
            _("This PIN is easy to guess. Choose six digits without a pattern. Nothing was saved."),
            code="pin_trivial",
        )
    if any(_is_date(pin, form) for form in _DATES):
        raise DomainError(
            _("This PIN looks like a date. Choose something that is no birthday. Nothing was saved."),
            code="pin_date",
        )


def _is_date(pin: str, form: str) -> bool:
    try:
        found = datetime.strptime(pin, form)  # noqa: DTZ007 - the form of a date, not a moment
    except ValueError:
        return False
    return form != "%Y%m" or 1930 <= found.year <= timezone.localdate().year


def _wrong(left: int) -> PinWrong:
    if left == 1:
        return PinWrong(_("This PIN is not right. One try is left."), details={"left": left})
    return PinWrong(_("This PIN is not right. %(n)s tries are left.") % {"n": left}, details={"left": left})


def _locked() -> PinLocked:
    return PinLocked(
        _("This PIN is locked after five wrong tries. The manager opens it again on the office's PC.")
    )
