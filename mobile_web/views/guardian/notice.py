"""One notice, opened: its words, who has read, and 「確認しました」 for an emergency."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import NotVisible
from mobile_web.http import FamilyRequest, PageRequest
from mobile_web.photo_marks import Shown
from mobile_web.placed import Kind, marks_in
from mobile_web.views.guardian.frame import Text, for_guardians, show, texts_of
from mobile_web.views.guardian.marks import marks_of
from mobile_web.views.guardian.rows import meta_of, tags_of
from notices import services
from notices.models import Asks, Notice, Reading, State
from notices.selectors import inbox
from surveys.models import Event
from surveys.selectors.asked import survey_of_notice
from surveys.selectors.family_meetings import meetings_of


@require_safe
@for_guardians
def notice(request: FamilyRequest, notice_id: UUID) -> HttpResponse:
    """Opening it records that she read it; fetching it ahead, looking at its head or asking again does not."""
    row = _received(request, notice_id)
    if row.is_sent and is_really_opened(request):
        services.record_reading(actor=request.user, notice=row)
    return show(request, "guardian/notice.html", "guardian_notices", _context(request, row), without=row.pk)


@require_POST
@for_guardians
def confirm(request: FamilyRequest, notice_id: UUID) -> HttpResponse:
    """「確認しました」 from a page without scripts; twice is once."""
    row = _received(request, notice_id)
    if not row.is_sent:
        raise NotVisible
    services.record_reading(actor=request.user, notice=row, kind=Reading.Kind.CONFIRMED)
    messages.success(request, _("Your confirmation has arrived."))
    return redirect("guardian_home")


def _context(request: FamilyRequest, row: Notice) -> dict[str, Any]:
    item = inbox.inbox_item(request.family, row)
    corrected_by = item.corrected_by
    texts = _texts(row, request.family.facility_names)
    asked = request.GET.get("in", "")
    text = texts.get(asked) or texts.get(request.user.language) or texts["ja"]
    may_call = row.is_emergency and row.is_sent
    must_confirm = row.is_emergency and row.is_sent and corrected_by is None
    return {
        "notice": row,
        "meta": meta_of(row, item.place),
        "tags": tags_of(row, is_corrected=corrected_by is not None),
        "text": text,
        "languages": [_language(each, each is text) for each in texts.values()],
        "is_recalled": row.state == State.RECALLED,
        "is_over": row.is_expired(timezone.now()),
        "marks": marks_of(item.family),
        "must_record": row.is_sent and item.is_unread,
        "corrected_url": reverse("guardian_notice", args=[corrected_by]) if corrected_by else "",
        "corrects_url": _corrects_url(request, row),
        "phones": [place for place in request.family.facilities if place.phone] if may_call else [],
        "may_confirm": must_confirm and not item.is_confirmed,
        "is_confirmed": must_confirm and item.is_confirmed,
        "address": request.get_full_path(),
        "photos": _photos(request, row),
        **_asked(request, row),
    }


def _photos(request: FamilyRequest, row: Notice) -> list[Shown]:
    """What stands in it and may be shown to her; nothing of what was taken back."""
    if not row.is_sent or row.facility_id is None:
        return []
    return marks_in(request, request.user, Kind.NOTICE, [row.pk]).get(row.pk, [])


def _asked(request: FamilyRequest, row: Notice) -> dict[str, Any]:
    """What it asks of the family, and how far that is."""
    if row.asks == Asks.MEETING:
        return {"meeting": next(iter(meetings_of(request.family, notice_id=row.pk)), None)}
    if row.asks == Asks.EVENT:
        return {"event": Event.objects.received_by(request.user).filter(notice=row).first()}
    return {"asked": survey_of_notice(request.user, row.pk, request.family.places)} if row.asks else {}


def _language(text: Text, is_current: bool) -> dict[str, Any]:
    return {"label": text.label, "url": f"?in={text.code}", "is_current": is_current, "lang": text.lang}


def _received(request: FamilyRequest, notice_id: UUID) -> Notice:
    found = (
        Notice.objects.received_at(request.family.places)
        .select_related("facility", "organisation")
        .filter(pk=notice_id)
    )
    row = found.first()
    if row is None:
        raise NotVisible
    return row


def is_really_opened(request: PageRequest) -> bool:
    """A person opened the page: browsers and mail programs fetch links nobody tapped, and say so."""
    purposes = [request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")]
    ahead = any(
        word in purpose.lower() for purpose in purposes for word in ("prefetch", "preview", "prerender")
    )
    return request.method == "GET" and not request.htmx and not ahead


def _texts(row: Notice, names: str) -> dict[str, Text]:
    words = {"ja": {"title": row.title, "body": row.body}, **row.translations}
    return texts_of(
        {
            code: {part: inbox.with_place(text, names) for part, text in said.items()}
            for code, said in words.items()
        }
    )


def _corrects_url(request: FamilyRequest, row: Notice) -> str:
    earlier = row.supersedes_id
    if earlier and Notice.objects.received_at(request.family.places).filter(pk=earlier).exists():
        return reverse("guardian_notice", args=[earlier])
    return ""
