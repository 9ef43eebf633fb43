"""Printing the call list: numbers leave the screen, so every print is written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities.models import Facility
from facilities.policies import audit, facilities_to_call
from notices.models import SENT, Notice
from notices.selectors.paper import PaperRow, open_count, paper_rows

LONGEST = 300


@dataclass(frozen=True)
class Paper:
    """What stands on the list and when it was true."""

    notice: Notice
    facility: Facility | None
    rows: tuple[PaperRow, ...]
    printed_at: datetime


@transaction.atomic
def print_call_list(*, actor: User, notice: Notice, facility: Facility | None = None) -> Paper:
    """The open households she may phone. More than 300 are refused: choose a facility."""
    allowed = facilities_to_call(actor, notice.organisation_id)
    if (
        notice.state not in SENT
        or allowed == []
        or (facility and allowed is not None and facility.pk not in allowed)
    ):
        raise NotVisible
    chosen: list[UUID] | None = [facility.pk] if facility else allowed
    count = open_count(notice, chosen)
    if count > LONGEST:
        raise DomainError(
            _("%(n)s households are too many for one list. Choose a facility.") % {"n": count},
            code="too_many",
        )
    audit(
        actor,
        "calls.list_printed",
        "notice",
        notice.pk,
        organisation=notice.organisation_id,
        facility=facility,
        households=count,
    )
    return Paper(notice, facility, tuple(paper_rows(notice, chosen)), timezone.now())
