"""Proving an e-mail address with six digits; until then nothing else is mailed to it and it belongs to nobody."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend import outbox
from backend.celery import wake
from backend.errors import Conflict, DomainError
from facilities.delivery import EMAIL_PURPOSE, MINUTES, mail_digits
from facilities.digits import are_digits_of, digits_of
from facilities.keyed import keyed_hash
from facilities.models import EmailCheck, Guardian
from facilities.policies import audit

TRIES = 5
CHECKS_AN_HOUR = 6
BATCH = 20
LONGEST_LOGIN = 64


@transaction.atomic
def start_email_check(*, email: str, actor: User | None = None) -> EmailCheck:
    """Mail six digits to an address; few an hour, for the person and for the address.

    A person's digits before are void. Who applies has no account yet and is nobody (`actor` None).
    """
    if actor is not None:
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    now = timezone.now()
    _refuse_too_many(actor, email, now)
    if actor is not None:
        before = EmailCheck.objects.filter(user=actor, passed_at=None, expires_at__gt=now)
        outbox.withdraw(before)
        before.update(expires_at=now)
    check = EmailCheck(user=actor, email=email, expires_at=now + timedelta(minutes=MINUTES))
    check.code_hash = keyed_hash(EMAIL_PURPOSE, digits_of(check.pk, EMAIL_PURPOSE))
    check.save(force_insert=True)
    transaction.on_commit(lambda: wake("facilities.tasks.mail_digits"), robust=True)
    return check


def current_check(actor: User) -> EmailCheck | None:
    """The address whose digits she is asked for now."""
    rows = EmailCheck.objects.filter(user=actor, expires_at__gt=timezone.now())
    return rows.order_by("-created_at", "-pk").first()


def pass_email_check(*, actor: User, digits: str) -> None:
    """The address is hers from now on. A wrong number counts even though it is refused: five, then no more."""
    check = current_check(actor)
    if check is None:
        raise _too_old()
    if not _is_passed_again(check, digits):
        _prove(actor, check)


def pass_outsider_check(*, check_id: UUID, digits: str) -> EmailCheck:
    """The address of somebody without an account. The right number again is right again."""
    check = EmailCheck.objects.filter(pk=check_id, user=None).first()
    if check is None or (check.expires_at <= timezone.now() and not check.passed_at):
        raise _too_old()
    if not _is_passed_again(check, digits):
        EmailCheck.objects.filter(pk=check.pk).update(passed_at=timezone.now())
    return check


def mail_waiting() -> int:
    """Mail what is due; returns how many were handed over."""
    handed_over = 0
    while batch := outbox.claim(EmailCheck.objects.all(), BATCH):
        outcomes = mail_digits(batch)
        outbox.settle(outcomes)
        handed_over += sum(one.state == outbox.OutboxState.HANDED_OVER for one in outcomes)
    return handed_over


def _refuse_too_many(actor: User | None, email: str, now: datetime) -> None:
    lately = EmailCheck.objects.filter(created_at__gt=now - timedelta(hours=1))
    is_full = lately.filter(email__iexact=email).count() >= CHECKS_AN_HOUR
    if actor is None and is_full:
        raise DomainError(
            _("Too many numbers were mailed to this address. Please wait an hour. Nothing was sent yet."),
            code="too_many_mails",
        )
    if is_full or (actor and lately.filter(user=actor).count() >= CHECKS_AN_HOUR):
        raise DomainError(
            _(
                "Too many numbers were mailed. Please wait an hour. You can go on without an address meanwhile."
            ),
            code="too_many_mails",
        )


def _is_passed_again(check: EmailCheck, digits: str) -> bool:
    """The right number: False the first time, True when it has passed before. A wrong one counts and is refused."""
    is_right = are_digits_of(digits, check.pk, EMAIL_PURPOSE)
    if check.passed_at and is_right:
        return True
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
    return False


def _too_old() -> DomainError:
    return DomainError(_("This number is too old. Let us mail you a new one."), code="too_old")


@transaction.atomic
def _prove(actor: User, check: EmailCheck) -> None:
    """Said only now that somebody else has the address: who can read its mail may know."""
    user = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if User.objects.filter(email__iexact=check.email).exclude(pk=user.pk).exists():
        raise Conflict(
            _(
                "This address opens another account already. Use another address, or sign in with that account."
            ),
            code="email_taken",
        )
    EmailCheck.objects.filter(pk=check.pk).update(passed_at=timezone.now())
    user.email = check.email
    user.login = _login_after(user, check.email)
    user.save(update_fields=["email", "login"])
    actor.email, actor.login = user.email, user.login
    for guardian in Guardian.objects.filter(user=user).order_by("pk"):
        Guardian.objects.filter(pk=guardian.pk).update(
            email=check.email, email_proved_at=timezone.now(), email_failed_at=None
        )
        audit(actor, "email.prove", "guardian", guardian.pk, organisation=guardian.organisation_id)


def _login_after(user: User, email: str) -> str:
    """Who signs in by an address signs in by the proved one, also where the first was mistyped."""
    if "@" not in user.login or len(email) > LONGEST_LOGIN:
        return user.login
    taken = User.objects.filter(login__iexact=email).exclude(pk=user.pk).exists()
    return user.login if taken else email
