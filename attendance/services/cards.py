"""Cards: what is held before a kiosk. A guardian's phone shows hers; its text is worked out from the server's key."""

from base64 import b32encode
from hashlib import sha256
from unicodedata import normalize
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Card
from attendance.policies import CORRECTING_ROLES, require_card_holder, require_runner
from backend.errors import Conflict, DomainError, NotVisible
from facilities.clock import today_at
from facilities.keyed import keyed_hashes
from facilities.models import Child, Enrolment, Facility, Grant, Guardian, on_day
from facilities.policies import audit_row, roles_at

PHONE, PRINTED = "EGW1:P:", "EGW1:C:"
TOKEN_BYTES = 16


def prefix_of(card: Card) -> str:
    """Nobody issued a phone's card: it is made when she first opens the page."""
    return PHONE if card.issued_by_id is None and card.guardian_id else PRINTED


def qr_text(card: Card) -> str:
    """What the QR says: capitals, digits and colons, so that it stays small. With the key it was made with."""
    texts = _texts(card.pk, prefix_of(card))
    return next((text for text in texts if hash_of(text) == card.text_hash), texts[0])


def hash_of(text: str) -> str:
    """By this tablets and the table know a text."""
    return sha256(text.encode()).hexdigest()


def new_hash(card: Card) -> str:
    """The hash of a card that is being made, with the newest key."""
    return hash_of(_texts(card.pk, prefix_of(card))[0])


@transaction.atomic
def card_of_guardian(*, actor: User, guardian: Guardian, facility: Facility) -> Card:
    """The living card of her phone for this facility, made on first use. Two taps at once find the same one."""
    require_card_holder(actor, guardian, facility)
    Guardian.objects.select_for_update(no_key=True, of=("self",)).get(pk=guardian.pk)
    own = Card.objects.filter(guardian=guardian, facility=facility, issued_by__isnull=True)
    living = own.filter(ended_at__isnull=True).order_by("issued_at").first()
    if living:
        return living
    card = Card(id=_id_of(guardian, facility, own.count()), guardian=guardian, facility=facility)
    made, is_new = Card.objects.get_or_create(
        id=card.pk,
        defaults={"guardian": guardian, "facility": facility, "text_hash": new_hash(card)},
    )
    if is_new:
        _note(actor, made, "card.issue")
    return made


@transaction.atomic
def end_card(*, actor: User, card: Card) -> None:
    """It opens nothing any more: her own, or for staff any card of their facility. Twice is once."""
    is_own = card.guardian is not None and card.guardian.user_id == actor.pk
    if not is_own and not roles_at(actor, card.facility) & CORRECTING_ROLES:
        raise NotVisible
    if Card.objects.filter(pk=card.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        _note(actor, card, "card.end")


def _texts(card_id: UUID, prefix: str) -> list[str]:
    hashes = keyed_hashes("card", str(card_id))
    return [prefix + b32encode(bytes.fromhex(digest)[:TOKEN_BYTES]).decode().rstrip("=") for digest in hashes]


def _id_of(guardian: Guardian, facility: Facility, number: int) -> UUID:
    """The same for two who ask at once; the next one once this is ended."""
    return uuid5(guardian.pk, f"{facility.pk}:{number}")


def _note(actor: User, card: Card, action: str) -> None:
    audit_row(actor, action, "card", card)


@transaction.atomic
def issue_card(
    *, actor: User, facility: Facility, child: Child | None = None, guardian: Guardian | None = None
) -> Card:
    """The printed card of a child or of an adult of this facility; the living one where there is one."""
    require_runner(actor, facility)
    _require_goes_here(facility, child, guardian)
    own = Card.objects.filter(facility=facility, child=child, guardian=guardian, issued_by__isnull=False)
    living = own.select_for_update().filter(ended_at__isnull=True).order_by("issued_at", "pk").first()
    if living:
        return living
    card = Card(facility=facility, child=child, guardian=guardian, issued_by=actor)
    card.text_hash = new_hash(card)
    card.save(force_insert=True)
    _note(actor, card, "card.issue")
    return card


@transaction.atomic
def number_card(*, actor: User, card: Card, number: str) -> None:
    """What a reader that types like a keyboard says of it; '' takes the number away."""
    require_runner(actor, card.facility)
    typed = "".join(normalize("NFKC", number).split())
    if typed and not 4 <= len(typed) <= 40:
        raise DomainError(_("A number has 4 to 40 signs. Nothing was saved."), code="number")
    try:
        with transaction.atomic():
            changed = Card.objects.filter(pk=card.pk, ended_at__isnull=True).update(number=typed)
    except IntegrityError as error:
        raise Conflict(
            _("This number belongs to another card. Nothing was saved."), code="number_taken"
        ) from error
    if not changed:
        raise Conflict(_("This card has ended. Nothing was saved."), code="card_ended")
    _note(actor, card, "card.number")


def _require_goes_here(facility: Facility, child: Child | None, guardian: Guardian | None) -> None:
    """A child enrolled here today, or an adult with a living right to one."""
    today = today_at(facility)
    here = Enrolment.objects.filter(on_day(today), facility=facility)
    if child is not None and guardian is None:
        is_ours = here.filter(child=child).exists()
    else:
        rights = Grant.objects.live(today).filter(guardian=guardian, child__in=here.values("child"))
        is_ours = guardian is not None and rights.exists()
    if not is_ours:
        raise NotVisible
