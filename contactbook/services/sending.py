"""A home sends its page."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from contactbook.items import Item, items_of, missing_in
from contactbook.models import Entry, Side, State
from contactbook.policies import require_home_writer
from contactbook.services.writing import Page, lock_entry, tell_of
from contactbook.words import label_of
from facilities.policies import audit_row


@transaction.atomic
def send_entry(*, actor: User, page: Page, stays_home: bool = False) -> Entry:
    """From draft to sent, when nothing required is missing. Twice is once; later changes go into the sent page.

    Of a child who stays at home nothing is required.
    """
    if page.child is None or page.side != Side.HOME:
        raise NotVisible
    guardian, enrolment = require_home_writer(actor, page.child, page.facility, page.day)
    entry = lock_entry(page, enrolment.classroom, guardian.household)
    if entry.state == State.SENT:
        return entry
    if not stays_home:
        require_complete(entry)
    entry.state, entry.sent_by, entry.sent_at = State.SENT, actor, timezone.now()
    entry.save(update_fields=["state", "sent_by", "sent_at"])
    audit_row(actor, "entry.send", "entry", entry)
    tell_of(entry)
    return entry


def require_complete(entry: Entry) -> None:
    """Refuse while something required is missing, naming it."""
    missing = missing_in(items_of(entry.template.items), entry.cells)
    if missing:
        raise DomainError(
            _("Still missing: %(items)s. What you wrote is saved as a draft; nothing was sent.")
            % {"items": _joined(missing)},
            code="incomplete",
        )


def _joined(items: list[Item]) -> str:
    return "、".join(label_of(one) for one in items)
