"""A file arrives, and somebody says what its columns are."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError
from facilities import policies
from facilities.models import ColumnMapping, Facility, Organisation, RosterImport
from facilities.rosters.fields import FIELDS
from facilities.rosters.sheets import MOST_BYTES, TOO_MANY_BYTES
from facilities.services.rosters.records import State, hand_to_worker, locked, one_at_a_time

TWICE_WITHIN = timedelta(minutes=10)
FARTHEST = timedelta(days=400)


@transaction.atomic
def upload_roster(
    *,
    actor: User,
    organisation: Organisation,
    facility: Facility | None,
    file_name: str,
    content: bytes,
    starts_on: date,
) -> RosterImport:
    """Keep the file and have it read; nothing of the roster changes. The same file twice is one import."""
    policies.require_roster_keeper(actor, organisation.pk, facility.pk if facility else None)
    if len(content) > MOST_BYTES:
        raise DomainError(TOO_MANY_BYTES % {"most": MOST_BYTES // (1024 * 1024)})
    if abs(starts_on - timezone.localdate()) > FARTHEST:
        raise DomainError(_("Choose a first day within a year from today. Nothing was saved."))
    one_at_a_time(organisation.pk)
    digest = sha256(content).hexdigest()
    twin = _twin(actor, organisation, facility, digest, starts_on)
    if twin:
        return twin
    roster = RosterImport.objects.create(
        organisation=organisation,
        facility=facility,
        file_name=file_name[-200:],
        content=content,
        sha256=digest,
        starts_on=starts_on,
        created_by=actor,
    )
    policies.audit(
        actor,
        "roster.uploaded",
        "roster",
        roster.pk,
        organisation=organisation,
        facility=facility,
        bytes=len(content),
    )
    transaction.on_commit(partial(hand_to_worker, "check_roster", roster.pk))
    return roster


@transaction.atomic
def choose_mapping(*, actor: User, roster: RosterImport, mapping: Sequence[str]) -> RosterImport:
    """Say what each column is, for this file and the next with the same headings; all rows are checked again."""
    policies.require_roster_keeper(actor, roster.organisation_id, roster.facility_id)
    roster = locked(roster.pk, State.CHECKED, State.READING)
    chosen = [field for field in mapping if field]
    if len(mapping) != len(roster.headers) or not set(chosen) <= set(FIELDS):
        raise DomainError(_("These columns do not fit the file. Load the page again. Nothing was changed."))
    twice = next((field for field in chosen if chosen.count(field) > 1), None)
    if twice:
        sentence = _("Two columns are “%(field)s”. Choose it for one of them. Nothing was changed.")
        raise DomainError(sentence % {"field": FIELDS[twice]})
    ColumnMapping.objects.update_or_create(
        organisation=roster.organisation,
        headings=headings_key(roster.headers),
        defaults={"mapping": list(mapping)},
    )
    roster.mapping, roster.state, roster.done = list(mapping), State.READING, 0
    roster.version += 1
    roster.save(update_fields=["mapping", "state", "done", "version"])
    transaction.on_commit(partial(hand_to_worker, "check_roster", roster.pk))
    return roster


def headings_key(headings: Sequence[str]) -> str:
    """The same headings in the same order are the same shape of file."""
    return sha256("\x1f".join(headings).encode()).hexdigest()


def _twin(
    actor: User, organisation: Organisation, facility: Facility | None, digest: str, starts_on: date
) -> RosterImport | None:
    """A double tap, or the page sent again."""
    return (
        RosterImport.objects.filter(
            organisation=organisation,
            facility=facility,
            created_by=actor,
            sha256=digest,
            starts_on=starts_on,
            state__in=(State.READING, State.CHECKED),
            created_at__gte=timezone.now() - TWICE_WITHIN,
        )
        .defer("content")
        .first()
    )
