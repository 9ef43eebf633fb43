"""Who comes: one word a household or child, the last one counts, also from a telephone or a paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Grant, Household
from facilities.policies import audit, require_right, require_sender
from surveys.models import Event, EventReply, Unit, Via
from surveys.models.events import PEOPLE_MOST
from surveys.selectors.events import children_at, place_at
from surveys.services.event_settling import settle_home

NOTE_LENGTH = 200


@transaction.atomic
def reply_to_event(
    *,
    actor: User,
    event: Event,
    child: Child,
    comes: str,
    adults: int = 0,
    children: int = 0,
    note: str = "",
    version: int | None = None,
) -> EventReply:
    """A guardian's word for her household (or for this child); until the set time she may change it.

    `version` is the one she saw: if the other parent answered meanwhile, she is told and nothing is lost.
    """
    guardian = require_right(actor, child, "can_answer")
    if not event.is_published or not children_at(event).filter(pk=child.pk).exists():
        raise NotVisible
    _require_open(event, timezone.now())
    said = {"comes": comes, "adults": adults, "children": children, "note": note}
    return _write(actor, event, child, guardian.household, said, Via.APP, version)


@transaction.atomic
def write_reply_down(
    *, actor: User, event: Event, child: Child, household: Household, via: str, comes: str, **said: Any
) -> EventReply:
    """Staff of the child's place enter what its family said by telephone or on paper, also after the set time.

    It is marked as such. For her own family she replies as a guardian.
    """
    require_sender(actor, event.organisation_id, place_at(event, child))
    if via not in (Via.PHONE, Via.PAPER) or not event.asks_reply:
        raise NotAllowed
    if event.cancelled_at is not None or not event.is_published:
        raise Conflict(_("Only for an event that families see can replies be taken. Nothing was saved."))
    adults = Grant.objects.live(timezone.localdate()).filter(
        can_view=True, child=child, guardian__household=household
    )
    known = children_at(event) & Child.objects.visible_to(actor)
    if not adults.exists() or not known.filter(pk=child.pk).exists():
        raise NotVisible
    if adults.filter(guardian__user=actor).exists():
        raise NotAllowed(_("This is your own family: answer in the app, as a guardian. Nothing was saved."))
    return _write(actor, event, child, household, {"comes": comes, **said}, via, None)


def _write(
    actor: User,
    event: Event,
    child: Child,
    household: Household,
    said: dict[str, Any],
    via: str,
    version: int | None,
) -> EventReply:
    said = _checked(event, said)
    Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.pk)
    whose = {"household": household, "child": child if event.reply_unit == Unit.CHILD else None}
    found = EventReply.objects.filter(event=event, **whose).first()
    if found and all(getattr(found, name) == value for name, value in said.items()):
        return found
    if found and version is not None and found.version != version:
        raise Conflict(
            _("Somebody of your family answered meanwhile. Look at it; your answer was not saved.")
        )
    reply = found or EventReply(event=event, facility_id=_place(event, child), **whose)
    for name, value in said.items():
        setattr(reply, name, value)
    reply.via, reply.replied_by, reply.replied_at = via, actor, timezone.now()
    reply.version += 1
    reply.save()
    settle_home(event, household.pk)
    audit(
        actor, "event.reply", "event", event.pk, organisation=event.organisation_id,
        facility=reply.facility_id, child=child, via=via,
    )  # fmt: skip
    return reply


def _checked(event: Event, said: dict[str, Any]) -> dict[str, Any]:
    """Heads only of those who come, and not more than there is room for."""
    if said["comes"] not in EventReply.Comes.values:
        raise DomainError(_("Say whether you come. Nothing was saved."))
    adults, children = int(said.get("adults") or 0), int(said.get("children") or 0)
    if said["comes"] == EventReply.Comes.NO:
        adults = children = 0
    most = event.companions_most or PEOPLE_MOST
    if min(adults, children) < 0 or adults + children > most:
        raise DomainError(
            _("At most %(most)d people can come with a family. Nothing was saved.") % {"most": most}
        )
    note = str(said.get("note") or "").strip()[:NOTE_LENGTH]
    return {"comes": said["comes"], "adults": adults, "children": children, "note": note}


def _require_open(event: Event, now: datetime) -> None:
    if not event.asks_reply:
        raise DomainError(_("No reply is asked for here. Nothing was saved."))
    if event.cancelled_at is not None:
        raise Conflict(_("This event was cancelled. Nothing was saved."))
    if event.reply_by is None or now >= event.reply_by:
        raise DomainError(_("The time for replies is over. Please speak to the nursery. Nothing was saved."))


def _place(event: Event, child: Child) -> UUID:
    place = place_at(event, child)
    if place is None:
        raise NotVisible
    return place
