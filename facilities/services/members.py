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
BATCH = 500


def admit_member(*, organisation_id: UUID, starts_on: date, email: str, answers: Mapping[str, Any]) -> Member:
    """Called inside a decision; the last day is the day before the same day next year."""
    return Member.objects.create(
        organisation_id=organisation_id, kind=answers["member_kind"], name=answers["name"],
        kana=answers.get("kana", ""), company=answers.get("company", ""), email=email, phone=answers.get("phone", ""),
        starts_on=starts_on, ends_on=a_year_after(starts_on) - timedelta(days=1),
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
    if is_renewal_token(token, member.pk, a_year_after(member.ends_on, years=-1)):
        return member
    if not is_renewal_token(token, member.pk, member.ends_on):
        raise NotVisible
    if timezone.localdate() > member.ends_on + RENEWABLE_AFTER:
        raise DomainError(_("This membership ended some time ago. Please apply again; nothing was changed."))
    member.ends_on, member.reminded_at = a_year_after(member.ends_on), None
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


def a_year_after(day: date, years: int = 1) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
