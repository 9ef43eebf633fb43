"""Changes of who belongs to a child, as staff propose them: a second person reads the difference and decides."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities.models import RIGHTS, ChangeRequest, Child, Grant, Guardian, Household
from facilities.policies import require_keeper_of
from facilities.services.asking import Change, open_request, person_changes
from facilities.services.grants import LINK, is_blocked, live_grant


@transaction.atomic
def propose_rights(
    *, actor: User, child: Child, guardian: Guardian, rights: Mapping[str, bool], reason: str = ""
) -> ChangeRequest:
    """Other rights from the day of the approval."""
    facility = require_keeper_of(actor, child)
    _require_of(child, guardian)
    if is_blocked(child, guardian):
        raise DomainError(
            _("This person is blocked. Lift the block first. Nothing was saved."), code="blocked"
        )
    current = live_grant(child, guardian)
    changes = [
        {
            "field": right,
            "before": bool(current and getattr(current, right)),
            "after": bool(rights.get(right)),
        }
        for right in RIGHTS
    ]
    changes = [row for row in changes if row["before"] != row["after"]]
    if not changes:
        raise DomainError(_("Nothing differs from today's rights. Nothing was saved."), code="no_change")
    return _propose(actor, facility, child, guardian, changes, reason)


@transaction.atomic
def propose_end(*, actor: User, child: Child, guardian: Guardian, reason: str = "") -> ChangeRequest:
    """She no longer belongs to the child."""
    facility = require_keeper_of(actor, child)
    _require_of(child, guardian)
    if live_grant(child, guardian) is None:
        raise DomainError(_("This person has no rights today. Nothing was saved."), code="no_change")
    return _propose(
        actor, facility, child, guardian, [{"field": "ends", "before": False, "after": True}], reason
    )


@transaction.atomic
def propose_unblock(*, actor: User, child: Child, guardian: Guardian, reason: str = "") -> ChangeRequest:
    """What one person may close, two must open."""
    facility = require_keeper_of(actor, child)
    if not is_blocked(child, guardian):
        raise DomainError(_("This person is not blocked. Nothing was saved."), code="no_change")
    return _propose(
        actor, facility, child, guardian, [{"field": "is_blocked", "before": True, "after": False}], reason
    )


@transaction.atomic
def propose_guardian(
    *,
    actor: User,
    child: Child,
    person: Mapping[str, str],
    rights: Mapping[str, bool],
    household: Household | None,
    household_name: str = "",
    reason: str = "",
) -> ChangeRequest:
    """A new adult for the child: in a household of hers, or in one of her own."""
    facility = require_keeper_of(actor, child)
    if household is not None and not household.guardians.filter(grants__child=child).exists():
        raise NotVisible
    if household is not None:
        refuse_known(child, household, person.get("name", ""))
    if household is None and not household_name.strip():
        raise DomainError(_("Choose a household, or give the new one a name. Nothing was saved."))
    changes = person_changes(person)
    changes.append({"field": "household", "before": "", "after": str(household.pk) if household else ""})
    name = household.name if household else household_name.strip()
    if name:
        changes.append({"field": "household_name", "before": "", "after": name})
    changes += [{"field": right, "before": False, "after": True} for right in RIGHTS if rights.get(right)]
    return _propose(actor, facility, child, None, changes, reason)


@transaction.atomic
def propose_unprotect(*, actor: User, child: Child, household: Household, reason: str = "") -> ChangeRequest:
    """The family need no longer be hidden: a second person must agree."""
    facility = require_keeper_of(actor, child)
    if not household.is_protected or not household.guardians.filter(grants__child=child).exists():
        raise DomainError(_("This family is not protected. Nothing was saved."), code="no_change")
    changes: list[Change] = [
        {"field": "is_protected", "before": True, "after": False},
        {"field": "household", "before": str(household.pk), "after": str(household.pk)},
    ]
    return _propose(actor, facility, child, None, changes, reason)


def refuse_known(child: Child, household: Household, name: str) -> None:
    """Who belongs to the child already is not added a second time."""
    same = Guardian.objects.filter(household=household, name=name.strip(), grants__child=child)
    if same.filter(pk__in=Grant.objects.live(timezone.localdate()).values("guardian")).exists():
        raise DomainError(
            _("An adult with this name belongs to the child already. Nothing was saved."), code="adult_twice"
        )


def _require_of(child: Child, guardian: Guardian) -> None:
    """A guardian of another child is not there."""
    if not guardian.grants.filter(child=child).exists():
        raise NotVisible


def _propose(
    actor: User, facility: UUID, child: Child, guardian: Guardian | None, changes: list[Change], reason: str
) -> ChangeRequest:
    draft = ChangeRequest(
        organisation_id=child.organisation_id,
        facility_id=facility,
        kind=LINK,
        child=child,
        guardian=guardian,
        changes=changes,
        reason=reason.strip(),
        asked_by=actor,
    )
    return open_request(child, draft, "link.propose", fields=len(changes))
