"""Making, using and ending personal tokens."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from backend.keys import digest_of, note_use
from contactbook.models import BookToken
from facilities.models import Child, Grant
from facilities.policies import audit

LASTS = timedelta(days=365)
MOST = 10
BEGINS = "engawa_"


@transaction.atomic
def make_token(
    *, actor: User, name: str, children: Collection[UUID], can_write: bool
) -> tuple[BookToken, str]:
    """A token for children she may view, and its text, which is shown this once. Good for a year."""
    seen = Grant.objects.seen_by(actor, timezone.localdate()).filter(child__in=children)
    found = list(Child.objects.filter(pk__in=seen.values("child")).order_by("pk"))
    if len(found) != len(set(children)):
        raise NotVisible
    if not found or not name.strip():
        raise DomainError(_("Give it a name and choose a child. Nothing was made."), code="incomplete")
    if BookToken.objects.filter(user=actor, ended_at=None, expires_at__gt=timezone.now()).count() >= MOST:
        raise DomainError(
            _("You have %(n)s tokens. Nothing was made; end one first.") % {"n": MOST}, code="too_many"
        )
    text = BEGINS + secrets.token_urlsafe(32)
    token = BookToken.objects.create(
        user=actor,
        name=name.strip()[:60],
        token_hash=digest_of(text),
        children=[child.pk for child in found],
        can_write=can_write,
        expires_at=timezone.now() + LASTS,
    )
    for child in found:
        audit(actor, "token.make", "token", token.pk, organisation=child.organisation_id, child=child)
    return token, text


@transaction.atomic
def end_token(*, actor: User, token: BookToken) -> None:
    """At once. Twice is once."""
    if token.user_id != actor.pk:
        raise NotVisible
    BookToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now())


def token_of(text: str) -> BookToken | None:
    """The living token with this text, noted as used; None for any other."""
    rows = BookToken.objects.filter(token_hash=digest_of(text), ended_at=None, expires_at__gt=timezone.now())
    token = rows.select_related("user").filter(user__is_active=True).first()
    if token:
        note_use(token)
    return token
