"""Shared tablets: offered by the manager, paired at the tablet, signed out from afar."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish_revocation
from backend.rowlevel import as_system
from facilities.acting import acting_on
from facilities.keyed import keyed_hash, keyed_hashes
from facilities.models import Classroom, Device, Facility, Pairing
from facilities.policies import audit, require_manager

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
FINDS, OPENS = 3, 6  # the first signs of a key say which offer it is, the others that one may take it
OFFERED_FOR = timedelta(minutes=10)
MOST_TRIES = 5
SEEN_EVERY = timedelta(minutes=1)
LOCK_AFTER = (30, 60, 90, 180, 300)


@dataclass(frozen=True)
class Offer:
    """An open pairing and the key to type; the key is nowhere else."""

    pairing: Pairing
    key: str


@dataclass(frozen=True)
class Paired:
    """A tablet and the secret of its cookie, which is nowhere else."""

    device: Device
    secret: str


@transaction.atomic
def offer_pairing(
    *,
    actor: User,
    facility: Facility,
    name: str,
    classroom: Classroom | None = None,
    is_kiosk: bool = False,
) -> Offer:
    """A key of ten minutes for one new tablet. An earlier offer of the same name ends. A kiosk has no room."""
    require_manager(actor, facility.organisation_id, facility.pk)
    if classroom is not None and classroom.facility_id != facility.pk:
        raise DomainError(_("This class belongs to another facility. Nothing was saved."))
    _require_free(facility.pk, name)
    now = timezone.now()
    Pairing.objects.filter(facility=facility, name=name, device=None, expires_at__gt=now).update(
        expires_at=now
    )
    pairing = Pairing(
        organisation_id=facility.organisation_id,
        facility=facility,
        classroom=None if is_kiosk else classroom,
        name=name,
        is_kiosk=is_kiosk,
        created_by=actor,
        expires_at=now + OFFERED_FOR,
    )
    key = _finder(pairing.pk) + "".join(secrets.choice(ALPHABET) for _n in range(OPENS))
    pairing.key_hash = keyed_hash("pairing", key)
    pairing.save(force_insert=True)
    audit(
        actor,
        "tablet.offered",
        "pairing",
        pairing.pk,
        organisation=facility.organisation_id,
        facility=facility,
    )
    return Offer(pairing, key)


def pair_device(*, key: str) -> Paired:
    """At the tablet, where nobody is signed in: the key is the authority. A wrong one counts, whatever comes after."""
    with as_system():  # only the key says whose offer it is
        return _pair(unicodedata.normalize("NFKC", key).upper())


def _pair(key: str) -> Paired:
    pairing = _opened_by(key)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        offer = Pairing.objects.select_for_update().filter(pk=pairing.pk, device=None).first()
        if offer is None:
            raise _no_fit()
        _require_free(offer.facility_id, offer.name)
        device = _make(offer, secret)
        offer.device = device
        offer.save(update_fields=["device"])
        with acting_on(device.pk):
            audit(
                None,
                "tablet.paired",
                "device",
                device.pk,
                organisation=device.organisation_id,
                facility=device.facility_id,
            )
    return Paired(device, secret)


@transaction.atomic
def revoke_device(*, actor: User, device: Device) -> Device:
    """Sign a tablet out from afar: its next request and its open sockets end at once. Twice is once."""
    require_manager(actor, device.organisation_id, device.facility_id)
    signed_out = {"revoked_by": actor, "revoked_at": timezone.now(), "acting": None, "acting_until": None}
    if Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(**signed_out):
        _audit_device(actor, "tablet.revoked", device)
    publish_revocation([device.pk])
    device.refresh_from_db()
    return device


@transaction.atomic
def rename_device(*, actor: User, device: Device, name: str, lock_after: int) -> Device:
    """Another name, or another patience before it locks itself."""
    require_manager(actor, device.organisation_id, device.facility_id)
    if lock_after not in LOCK_AFTER:
        raise DomainError(_("Choose one of the times offered. Nothing was saved."))
    if name != device.name:
        _require_free(device.facility_id, name)
    try:
        with transaction.atomic():
            Device.objects.filter(pk=device.pk).update(name=name, lock_after=lock_after)
    except IntegrityError:
        raise _name_taken() from None
    device.refresh_from_db()
    _audit_device(actor, "tablet.renamed", device)
    return device


def see_device(*, device: Device) -> None:
    """Remember that it is in use; written at most once a minute."""
    now = timezone.now()
    if device.last_seen_at <= now - SEEN_EVERY:
        Device.objects.filter(pk=device.pk, last_seen_at__lte=now - SEEN_EVERY).update(last_seen_at=now)


def _opened_by(key: str) -> Pairing:
    """The offer this key opens. The try is counted before the key is compared: many at once are still five."""
    typed = "".join(sign for sign in key if sign in ALPHABET)
    now = timezone.now()
    for pairing in Pairing.objects.filter(expires_at__gt=now, device=None):
        if not constant_time_compare(_finder(pairing.pk), typed[:FINDS]):
            continue
        left = Pairing.objects.filter(pk=pairing.pk, device=None, expires_at__gt=now, tries__lt=MOST_TRIES)
        if left.update(tries=F("tries") + 1) and pairing.key_hash in keyed_hashes("pairing", typed):
            return pairing
    raise _no_fit()


def _finder(pairing_id: UUID) -> str:
    number = int(keyed_hash("pairing finder", pairing_id.hex)[:12], 16)
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(FINDS))


def _make(offer: Pairing, secret: str) -> Device:
    try:
        with transaction.atomic():
            return Device.objects.create(
                organisation_id=offer.organisation_id,
                facility_id=offer.facility_id,
                classroom_id=offer.classroom_id,
                name=offer.name,
                is_kiosk=offer.is_kiosk,
                secret_hash=keyed_hash("device", secret),
                paired_by_id=offer.created_by_id,
            )
    except IntegrityError:
        raise _name_taken() from None


def _require_free(facility_id: UUID, name: str) -> None:
    if Device.objects.filter(facility=facility_id, name=name, revoked_at__isnull=True).exists():
        raise _name_taken()


def _audit_device(actor: User, action: str, device: Device) -> None:
    audit(
        actor,
        action,
        "device",
        device.pk,
        organisation=device.organisation_id,
        facility=device.facility_id,
    )


def _no_fit() -> DomainError:
    return DomainError(
        _(
            "This key does not fit. Check it on the office's screen; after ten minutes or five tries a new one is "
            "needed. This device was not paired."
        ),
        code="pairing_key_wrong",
    )


def _name_taken() -> Conflict:
    return Conflict(
        _("Another tablet of this facility already has this name. Choose another one. Nothing was saved.")
    )
