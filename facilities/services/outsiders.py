"""Proving the address of somebody without an account, before anything of hers is kept."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.celery import wake
from backend.errors import DomainError
from facilities.delivery import EMAIL_PURPOSE, MINUTES
from facilities.digits import are_digits_of, digits_of
from facilities.keyed import keyed_hash
from facilities.models import EmailCheck
from facilities.services.addresses import CHECKS_AN_HOUR, TRIES


@transaction.atomic
def start_outsider_check(*, email: str) -> EmailCheck:
    """Mail six digits to an address; few an hour for each address."""
    now = timezone.now()
    if (
        EmailCheck.objects.filter(email__iexact=email, created_at__gt=now - timedelta(hours=1)).count()
        >= CHECKS_AN_HOUR
    ):
        raise DomainError(
            _("Too many numbers were mailed to this address. Please wait an hour. Nothing was sent yet."),
            code="too_many_mails",
        )
    check = EmailCheck(email=email, expires_at=now + timedelta(minutes=MINUTES))
    check.code_hash = keyed_hash(EMAIL_PURPOSE, digits_of(check.pk, EMAIL_PURPOSE))
    check.save(force_insert=True)
    transaction.on_commit(lambda: wake("facilities.tasks.mail_digits"), robust=True)
    return check


def pass_outsider_check(*, check_id: UUID, digits: str) -> EmailCheck:
    """A wrong number counts: five, then a new one must be mailed. The right one again is right again."""
    check = EmailCheck.objects.filter(pk=check_id, user=None).first()
    if check is None or (check.expires_at <= timezone.now() and not check.passed_at):
        raise DomainError(_("This number is too old. Let us mail you a new one."), code="too_old")
    is_right = are_digits_of(digits, check.pk, EMAIL_PURPOSE)
    if check.passed_at and is_right:
        return check
    counted = EmailCheck.objects.filter(pk=check.pk, passed_at=None, tries__lt=TRIES).update(
        tries=F("tries") + 1
    )
    if not counted:
        raise DomainError(
            _("Five wrong numbers were typed. Let us mail you a new one."), code="too_many_tries"
        )
    if not is_right:
        raise DomainError(
            _("This is not the number we mailed to you. Look at the newest mail. Nothing was saved."),
            code="wrong_number",
        )
    EmailCheck.objects.filter(pk=check.pk).update(passed_at=timezone.now())
    return check
