"""What families wish: a favourite, or that a photo be shown no longer."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, NotAllowed, NotVisible
from facilities.models import Enrolment, Grant, Guardian
from facilities.policies import audit_in
from notices.services import notify
from photos.models import Favourite, Photo, PhotoPlacement, TakedownRequest
from photos.policies import require_album_keeper
from photos.selectors.audience import children_of

ANSWERED_KIND = "photo_answer"


@transaction.atomic
def set_favourite(*, actor: User, photo: Photo, is_favourite: bool) -> bool:
    """Hers alone. Twice is once."""
    seen = Photo.objects.received_by(actor).filter(pk=photo.pk).first()
    if seen is None:
        raise NotVisible
    if is_favourite:
        Favourite.objects.get_or_create(user=actor, photo=seen, defaults={"facility_id": seen.facility_id})
    else:
        Favourite.objects.filter(user=actor, photo=seen).delete()
    return is_favourite


@transaction.atomic
def request_takedown(
    *, actor: User, photo: Photo, reason: str = "", placements: QuerySet[PhotoPlacement] | None = None
) -> TakedownRequest:
    """Ask the facility to show a photo no longer; with her own child on it nobody sees it until she has an answer.

    One open wish a household: the second is the first. `placements` are those in notices and entries she reads.
    """
    if not _sees(actor, photo, placements):
        open_ = TakedownRequest.objects.open().filter(photo=photo, household__guardians__user=actor).first()
        if open_ is None:
            raise NotVisible
        return open_
    guardian = _guardian_for(actor, photo)
    own = Grant.objects.seen_by(actor, timezone.localdate()).values("child")
    wish, is_new = TakedownRequest.objects.get_or_create(
        photo=photo,
        household=guardian.household,
        decided_at=None,
        defaults={
            "facility_id": photo.facility_id,
            "requested_by": actor,
            "reason": " ".join(reason.split())[:300],
            "hides": photo.tags.filter(child__in=own).exists(),
        },
    )
    if is_new:
        # One entry a child on the photo would name others; one of the photo says enough.
        audit_in(actor, "photo.takedown_ask", "photo", photo, outcome=wish.outcome)
    return wish


@transaction.atomic
def decide_takedown(
    *, actor: User, wish: TakedownRequest, is_taken: bool, answer: str = ""
) -> TakedownRequest:
    """Take the photo down or let it stay, and tell who asked. The first answer holds."""
    require_album_keeper(actor, wish.facility)
    locked = TakedownRequest.objects.select_for_update(of=("self",)).select_related("photo").get(pk=wish.pk)
    outcome = TakedownRequest.Outcome.TAKEN if is_taken else TakedownRequest.Outcome.KEPT
    if locked.decided_at is not None:
        if locked.outcome != outcome:
            raise Conflict(_("A colleague answered this wish already. Nothing was changed."), code="answered")
        return locked
    locked.decided_at, locked.decided_by, locked.outcome = timezone.now(), actor, outcome
    locked.answer = " ".join(answer.split())[:300]
    locked.save(update_fields=["decided_at", "decided_by", "outcome", "answer"])
    if is_taken:
        Photo.objects.filter(pk=locked.photo_id).exclude(state=Photo.State.REMOVED).update(
            state=Photo.State.HIDDEN
        )
    audit_in(actor, "photo.takedown_answer", "photo", locked.photo, outcome=locked.outcome)
    notify(
        guardians=Guardian.objects.filter(household=locked.household_id, user=locked.requested_by_id),
        facility_id=locked.facility_id,
        kind=ANSWERED_KIND,
        about=locked.pk,
        key=f"takedown:{locked.pk}",
    )
    return locked


def _sees(user: User, photo: Photo, placements: QuerySet[PhotoPlacement] | None) -> bool:
    if Photo.objects.received_by(user).filter(pk=photo.pk).exists():
        return True
    return placements is not None and Photo.objects.placed_for(user, placements).filter(pk=photo.pk).exists()


def _guardian_for(user: User, photo: Photo) -> Guardian:
    """As whom she sees it, by a child of its album before others of its facility; who only reads along asks another."""
    here = Enrolment.objects.filter(child=OuterRef("child"), facility=photo.facility)
    rows = Grant.objects.seen_by(user, timezone.localdate()).filter(Exists(here))
    of_album = rows.filter(child__in=children_of(photo.album))
    grant = _first(of_album) or _first(rows)
    if grant is None:
        raise NotVisible
    if not grant.can_answer:
        raise NotAllowed
    return grant.guardian


def _first(rows: QuerySet[Grant]) -> Grant | None:
    return rows.select_related("guardian__household").order_by("-can_answer", "pk").first()
