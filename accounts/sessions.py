"""Signed-in browsers, kept in PostgreSQL with the person they belong to, so that all of hers can be ended at once."""

import time
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User, UserSession
from backend.events import publish_revocation

HERE = "here"
AGENT_LENGTH = 300


class SessionStore(DatabaseStore):
    """Django's own store; the row also says whose it is and when she was last seen."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The table of ours."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """The row of this session; its public id follows from the key and does not give it away."""
        row = cast(UserSession, super().create_model_instance(data))
        row.id = session_id(row.session_key)
        user = data.get(SESSION_KEY)
        row.user_id = UUID(user) if user else None
        seen = data.get(HERE, {}).get("seen")
        row.seen_at = datetime.fromtimestamp(seen, timezone.get_current_timezone()) if seen else None
        return row


def session_id(key: str | None) -> UUID:
    """What a page may call a session."""
    return UUID(bytes=sha256(f"session:{key}".encode()).digest()[:16])


def begin(request: HttpRequest) -> dict[str, Any]:
    """Note when, with what and from where this browser was signed in."""
    now = time.time()
    here = {
        "began": now,
        "seen": now,
        "agent": request.headers.get("User-Agent", "")[:AGENT_LENGTH],
        "address": get_adapter().get_client_ip(request),
    }
    request.session[HERE] = here
    return here


@transaction.atomic
def end_sessions(users: Iterable[UUID], *, keep: str | None = None) -> int:
    """Sign these people out everywhere but in the browser with this key, and send their open pages away."""
    ended = list(users)
    rows = UserSession.objects.filter(user_id__in=ended)
    count = rows.exclude(session_key=keep or "").delete()[0]
    publish_revocation(ended)
    return count


@transaction.atomic
def end_session(*, actor: User, session: UUID) -> bool:
    """Sign one of her own browsers out; False when it is not hers or gone already."""
    gone = UserSession.objects.filter(user=actor, pk=session).delete()[0]
    if gone:
        publish_revocation([actor.pk])
    return bool(gone)
