"""Members of an NPO: admitted for a year, reminded before it ends, renewed by the link in their mail."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities import policies
from facilities.models import Letter, Member
from facilities.renewals import is_renewal_token
from facilities.services.letters import write_letter

REMIND_BEFORE = timedelta(days=30)
RENEWABLE_AFTER = timedelta(days=60)  # who forgot may still press the link of the mail
DAY = timedelta(days=1)
BATCH = 500


def admit_member(*, organisation_id: UUID, starts_on: date, email: str, answers: Mapping[str, Any]) -> Member:
    """Called inside a decision; the last day is the day before the same day next year."""
    return Member.objects.create(
        organisation_id=organisation_id, kind=answers["member_kind"], name=answers["name"],
        kana=answers.get("kana", ""), company=answers.get("company", ""), email=email, phone=answers.get("phone", ""),
        starts_on=starts_on, ends_on=last_day_from(starts_on),
    )  # fmt: skip


def remind_members() -> int:
    """One letter for each member whose year ends within 30 days; a second run writes none. Returns how many."""
    today = timezone.localdate()
    ending = Member.objects.filter(is_active=True, ends_on__gte=today, ends_on__lte=today + REMIND_BEFORE)
    written = 0
    for member in ending.order_by("ends_on", "pk")[:BATCH]:
        with transaction.atomic():
            written += write_letter(
                Letter.Kind.RENEWAL, member.organisation_id, member.pk, member.email, on=member.ends_on
            )
            Member.objects.filter(pk=member.pk, reminded_at=None).update(reminded_at=timezone.now())
    return written


@transaction.atomic
def renew_member(*, member_id: UUID, token: str) -> Member:
    """By the link in her mail. Another year from the last day on; a second tap changes nothing."""
    member = Member.objects.select_for_update().filter(pk=member_id, is_active=True).first()
    if member is None:
        raise NotVisible
    if any(is_renewal_token(token, member.pk, day) for day in _last_days_before(member.ends_on)):
        return member
    if not is_renewal_token(token, member.pk, member.ends_on):
        raise NotVisible
    if timezone.localdate() > member.ends_on + RENEWABLE_AFTER:
        raise DomainError(_("This membership ended some time ago. Please apply again; nothing was changed."))
    member.ends_on, member.reminded_at = last_day_from(member.ends_on + DAY), None
    member.save(update_fields=["ends_on", "reminded_at"])
    policies.audit(None, "member.renew", "member", member.pk, organisation=member.organisation_id)
    return member


@transaction.atomic
def end_membership(*, actor: User, member: Member) -> Member:
    """By the office, when somebody asks for it; she is reminded no more. The row stays until retention."""
    policies.require_roster_keeper(actor, member.organisation_id, None)
    member.is_active = False
    member.save(update_fields=["is_active"])
    policies.audit(actor, "member.end", "member", member.pk, organisation=member.organisation_id)
    return member


def last_day_from(starts_on: date) -> date:
    """The day before the same day next year; a year that begins on 29 February ends on the 28th."""
    try:
        again = starts_on.replace(year=starts_on.year + 1)
    except ValueError:
        again = date(starts_on.year + 1, 3, 1)
    return again - DAY


def _last_days_before(ends_on: date) -> list[date]:
    """From which last day a renewal leads to this one: one, or both 28 and 29 February."""
    before = [ends_on - timedelta(days=365), ends_on - timedelta(days=366)]
    return [day for day in before if last_day_from(day + DAY) == ends_on]
