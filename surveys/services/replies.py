"""Who comes: one word a household or child, the last one counts, also from a telephone or a paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Enrolment, Household
from facilities.policies import audit, require_right, require_sender
from surveys.models import Event, EventReply, Unit, Via
from surveys.models.events import PEOPLE_MOST
from surveys.selectors.events import children_at

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
    """Staff enter what a family said by telephone or on paper, also after the set time; it is marked as such."""
    require_sender(actor, event.organisation_id, event.facility_id)
    if via not in (Via.PHONE, Via.PAPER):
        raise NotAllowed
    if not children_at(event).filter(pk=child.pk, grants__guardian__household=household).exists():
        raise NotVisible
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
    if event.facility_id:
        return event.facility_id
    here = Enrolment.objects.filter(child=child, starts_on__lte=event.ends_on).order_by("-starts_on", "pk")
    place: UUID = here.values_list("facility", flat=True)[0]
    return place
