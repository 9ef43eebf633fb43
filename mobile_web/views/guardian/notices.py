"""The list of a guardian's notices: all or unread, newest first, older pages by key."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.views.guardian.frame import for_guardians, show, waiting
from mobile_web.views.guardian.rows import rows_of
from notices.selectors import inbox

PAGE = 30


@dataclass(frozen=True)
class Filter:
    """One part of the segmented control."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@require_safe
@for_guardians
def notices(request: FamilyRequest) -> HttpResponse:
    """Unread ones stand first on the newest page; an unknown `before` is the newest page."""
    only_unread = request.GET.get("show") == "unread"
    before = uuid_or_none(request.GET.get("before", ""))
    items = inbox.inbox(request.family, before=before, unread_only=only_unread, limit=PAGE + 1)
    rows = rows_of(request.family, items[:PAGE])
    address = reverse("guardian_notices")
    kept = "show=unread&" if only_unread else ""
    standing = inbox.standing_of(request.family)
    context = {
        "filters": [
            Filter(_("All"), address, not only_unread),
            Filter(_("Unread"), f"{address}?show=unread", only_unread, standing.unread),
        ],
        "unread_rows": [row for row in rows if row.unread],
        "read_rows": [row for row in rows if not row.unread],
        "unread_count": standing.unread,
        "only_unread": only_unread,
        "older_url": f"{address}?{kept}before={items[PAGE - 1].notice.pk}" if len(items) > PAGE else "",
        "newer_url": f"{address}?{kept}".rstrip("?&") if before else "",
    }
    return show(request, "guardian/notices.html", "guardian_notices", context, standing=standing)


@require_safe
@for_guardians
def emergencies(request: FamilyRequest) -> HttpResponse:
    """The bands alone, for a page that may have missed one."""
    shown = waiting(request.family, uuid_or_none(request.GET.get("without", "")))
    return render(request, "components/emergency_bands.html", {"emergencies": shown})
