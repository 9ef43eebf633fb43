"""What guardians' requests and staff's proposals share: how a person is written down, and that each waits once."""

from collections.abc import Mapping
from typing import Any

from facilities.models import ChangeRequest, Child, Decision
from facilities.policies import audit

Change = dict[str, Any]
PERSON = ("name", "kana", "relation", "phone")


def person_changes(person: Mapping[str, str]) -> list[Change]:
    """A new adult as [{field, before, after}]; what is not known is left out."""
    typed = {name: person.get(name, "").strip() for name in PERSON}
    return [{"field": name, "before": "", "after": text} for name, text in typed.items() if text]


def open_request(child: Child, draft: ChangeRequest, action: str, **details: str | int) -> ChangeRequest:
    """Write it down and audit the action; a second press finds the first one open."""
    Child.objects.select_for_update().get(pk=child.pk)
    same = ChangeRequest.objects.filter(
        kind=draft.kind,
        child=child,
        guardian=draft.guardian_id,
        asked_by=draft.asked_by_id,
        changes=draft.changes,
        state=Decision.OPEN,
    ).first()
    if same:
        return same
    draft.save(force_insert=True)
    audit(
        draft.asked_by,
        action,
        "change_request",
        draft.pk,
        organisation=draft.organisation_id,
        facility=draft.facility_id,
        child=child,
        **details,
    )
    return draft
