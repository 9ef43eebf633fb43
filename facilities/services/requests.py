"""What guardians ask for, and how a request is decided: once, and never by who asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import RIGHTS, ChangeRequest, Child, Decision, Enrolment, Guardian
from facilities.policies import audit, require_keeper_of, require_right
from facilities.selectors.requests import STATE_WORDS
from facilities.services.applying import apply_request
from facilities.services.asking import Change, open_request, person_changes
from facilities.services.grants import live_grant
from facilities.services.links import refuse_known

CHILD_FIELDS = ("family_name", "given_name", "family_kana", "given_kana", "born_on", "allergies")
GUARDIAN_FIELDS = ("name", "kana", "relation")
Kind = ChangeRequest.Kind


@transaction.atomic
def ask_child_change(
    *, actor: User, child: Child, values: Mapping[str, Any], reason: str = ""
) -> ChangeRequest:
    """A guardian who writes for the child asks for other data of hers; staff decide."""
    guardian = require_right(actor, child, "can_write")
    changes = differences(child, values, CHILD_FIELDS)
    return _ask(actor, Kind.CHILD, child, guardian, changes, reason)


@transaction.atomic
def ask_own_change(
    *, actor: User, guardian: Guardian, child: Child, values: Mapping[str, Any], reason: str = ""
) -> ChangeRequest:
    """Her own name, reading or relation; the nursery of the child decides."""
    require_right(actor, child, "can_view")
    if guardian.user_id != actor.pk or live_grant(child, guardian) is None:
        raise NotVisible
    changes = differences(guardian, values, GUARDIAN_FIELDS)
    return _ask(actor, Kind.GUARDIAN, child, guardian, changes, reason)


@transaction.atomic
def ask_second_guardian(
    *, actor: User, child: Child, person: Mapping[str, str], reason: str = ""
) -> ChangeRequest:
    """Another adult of her own household, with no more rights than she has herself; staff decide, then invite."""
    guardian = require_right(actor, child, "can_answer")
    grant = live_grant(child, guardian)
    refuse_known(child, guardian.household, person.get("name", ""))
    changes = person_changes(person)
    changes += [
        {"field": right, "before": False, "after": True} for right in RIGHTS if getattr(grant, right, False)
    ]
    return _ask(actor, Kind.SECOND_GUARDIAN, child, guardian, changes, reason)


@transaction.atomic
def withdraw_request(*, actor: User, request: ChangeRequest) -> ChangeRequest:
    """By who asked, while nobody has decided."""
    if request.asked_by_id != actor.pk:
        raise NotVisible
    locked = _locked(request)
    if locked.state == Decision.WITHDRAWN:
        return locked
    _require_open(locked)
    return _close(locked, actor, Decision.WITHDRAWN, "")


@transaction.atomic
def decide_request(*, actor: User, request: ChangeRequest, approve: bool, answer: str = "") -> ChangeRequest:
    """By another keeper of the child; an approval is applied in the same breath, or nothing is saved."""
    _require_decider(actor, request)
    locked = _locked(request)
    wanted = Decision.APPROVED if approve else Decision.REFUSED
    if locked.state == wanted and locked.decided_by_id == actor.pk:
        return locked
    _require_open(locked)
    if not approve and not answer.strip():
        raise DomainError(_("Write a line why it is refused. Nothing was saved."), code="answer_missing")
    if approve:
        apply_request(actor, locked)
    return _close(locked, actor, wanted, answer.strip())


def differences(row: Any, values: Mapping[str, Any], fields: tuple[str, ...]) -> list[Change]:
    """[{field, before, after}] of what would change; dates as text."""
    found = []
    for field in fields:
        before, after = _plain(getattr(row, field)), _plain(values.get(field, getattr(row, field)))
        if before != after:
            found.append({"field": field, "before": before, "after": after})
    return found


def _plain(value: Any) -> Any:
    return (
        value.isoformat() if isinstance(value, date) else value.strip() if isinstance(value, str) else value
    )


def _ask(
    actor: User, kind: str, child: Child, guardian: Guardian, changes: list[Change], reason: str
) -> ChangeRequest:
    if not changes:
        raise DomainError(_("Nothing differs from what we have. Nothing was sent."), code="no_change")
    draft = ChangeRequest(
        organisation_id=child.organisation_id,
        facility_id=_nursery_of(child),
        kind=kind,
        child=child,
        guardian=guardian,
        changes=changes,
        reason=reason.strip(),
        asked_by=actor,
    )
    return open_request(child, draft, "request.ask", kind=kind)


def _nursery_of(child: Child) -> UUID:
    """Where the child goes now, else where she will go."""
    today = timezone.localdate()
    rows = Enrolment.objects.filter(child=child).exclude(ends_on__lt=today).order_by("starts_on", "pk")
    facility: UUID | None = rows.values_list("facility_id", flat=True).first()
    if facility is None:
        raise DomainError(
            _(
                "The child goes to no facility now, so nobody could decide. Please phone the office. Nothing was sent."
            ),
            code="no_facility",
        )
    return facility


def _require_decider(actor: User, request: ChangeRequest) -> None:
    if request.child is None:
        raise NotVisible
    require_keeper_of(actor, request.child)
    if not ChangeRequest.objects.kept_by(actor).filter(pk=request.pk).exists():
        raise NotVisible
    if request.asked_by_id == actor.pk:
        raise NotAllowed(_("You asked for this yourself; a second person must decide. Nothing was saved."))


def _require_open(request: ChangeRequest) -> None:
    if request.state == Decision.OPEN:
        return
    state = STATE_WORDS[Decision(request.state)]
    if request.decided_by is None:
        sentence = _("This is decided already: %(state)s. Nothing was changed now.") % {"state": state}
    else:
        sentence = _("%(who)s has decided this already: %(state)s. Nothing was changed now.") % {
            "who": request.decided_by.name,
            "state": state,
        }
    raise Conflict(sentence, code="decided_already")


def _locked(request: ChangeRequest) -> ChangeRequest:
    return (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related("child", "guardian__household", "asked_by", "decided_by")
        .get(pk=request.pk)
    )


def _close(request: ChangeRequest, actor: User, state: Decision, answer: str) -> ChangeRequest:
    request.state, request.answer = state, answer
    request.decided_by, request.decided_at = actor, timezone.now()
    request.save(update_fields=["state", "answer", "decided_by", "decided_at", "guardian"])
    _audit(actor, f"request.{state.value}", request)
    return request


def _audit(actor: User, action: str, request: ChangeRequest) -> None:
    audit(
        actor,
        action,
        "change_request",
        request.pk,
        organisation=request.organisation_id,
        facility=request.facility_id,
        child=request.child_id,
        kind=request.kind,
    )
