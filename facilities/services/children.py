"""A child's own data, as staff keep it."""

from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Child
from facilities.policies import audit, require_keeper_of
from facilities.services.requests import CHILD_FIELDS, differences

KEPT = (*CHILD_FIELDS, "honorific")


def child_mark(child: Child) -> str:
    """What the data looked like when a form was opened; another mark means that somebody else was there."""
    text = "\n".join(str(getattr(child, field)) for field in KEPT)
    return blake2s(text.encode(), digest_size=8).hexdigest()


@transaction.atomic
def change_child(*, actor: User, child: Child, seen: str, values: Mapping[str, Any]) -> Child:
    """At once, by a keeper; a form that was opened before somebody else saved is not saved over it."""
    facility = require_keeper_of(actor, child)
    row = Child.objects.select_for_update().get(pk=child.pk)
    changes = differences(row, values, KEPT)
    if not changes:
        return row
    if child_mark(row) != seen:
        raise Conflict(
            _("Somebody has changed this child's data meanwhile. Nothing was saved. Open the page again."),
            code="changed_meanwhile",
        )
    _refuse_twin(actor, row, values)
    for change in changes:
        setattr(row, change["field"], values[change["field"]])
    row.save(update_fields=[change["field"] for change in changes])
    audit(
        actor,
        "child.change",
        "child",
        row.pk,
        organisation=row.organisation_id,
        facility=facility,
        child=row,
        fields=len(changes),
    )
    return row


def _refuse_twin(actor: User, child: Child, values: Mapping[str, Any]) -> None:
    """The same name and birthday on her roster would be one child twice; of other rosters nothing is told."""
    same = (
        Child.objects.on_roster_of(actor)
        .filter(
            family_name=values.get("family_name", child.family_name),
            given_name=values.get("given_name", child.given_name),
            born_on=values.get("born_on", child.born_on),
        )
        .exclude(pk=child.pk)
    )
    if same.exists():
        raise DomainError(
            _("A child with this name and birthday is on the roster already. Nothing was saved."),
            code="child_twice",
        )
