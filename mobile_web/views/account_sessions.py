"""Where I am signed in: every browser, since when and from where; sign one out, or all others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import UserSession
from accounts.sessions import HERE, end_session, end_sessions
from mobile_web.http import PageRequest
from mobile_web.views.account import frame_of

NEW_FOR = timedelta(hours=24)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    """One browser of hers."""

    id: UUID
    name: str
    is_phone: bool
    address: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool

    @property
    def is_new(self) -> bool:
        """Signed in within a day, and not the one in hand: worth a look."""
        return not self.is_this and bool(self.began_at and self.began_at > timezone.now() - NEW_FOR)


@require_GET
def sessions(request: PageRequest) -> HttpResponse:
    """This browser first, then the one seen last."""
    base, shell = frame_of(request)
    rows = sessions_of(request)
    return render(request, "account_sessions.html", {"base": base, "shell": shell, "rows": rows})


@require_POST
def end(request: PageRequest, pk: UUID) -> HttpResponse:
    """One of hers; somebody else's is not there."""
    if not end_session(actor=request.user, session=pk):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("my_sessions")


@require_POST
def end_others(request: PageRequest) -> HttpResponse:
    """All but the browser in hand."""
    end_sessions([request.user.pk], keep=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("my_sessions")


def sessions_of(request: PageRequest) -> list[SignedIn]:
    """Her browsers that are still signed in."""
    rows = UserSession.objects.filter(user=request.user, expire_date__gt=timezone.now())
    found = [_signed_in(row, request.session.session_key) for row in rows]
    nothing = timezone.now() - timedelta(days=9999)
    return sorted(found, key=lambda one: (one.is_this, one.seen_at or nothing), reverse=True)


def _signed_in(row: UserSession, this: str | None) -> SignedIn:
    here: dict[str, Any] = row.get_decoded().get(HERE, {})
    agent = here.get("agent", "")
    began = here.get("began")
    return SignedIn(
        id=row.pk,
        name=_name_of(agent),
        is_phone=any(one in agent for one in ("iPhone", "Android", "iPad")),
        address=here.get("address", ""),
        began_at=datetime.fromtimestamp(began, timezone.get_current_timezone()) if began else None,
        seen_at=row.seen_at,
        is_this=row.session_key == this,
    )


def _name_of(agent: str) -> str:
    """'Chrome, Windows': what a person recognises of what a browser says about itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    machine = next((name for sign, name in MACHINES if sign in agent), "")
    return (
        _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
        if browser and machine
        else (browser or machine or _("A browser"))
    )
