"""What the composer shows beside the form, for the whole page and for each autosave alike."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.errors import Conflict, DomainError
from facilities.policies import may_send
from mobile_web.forms.office import NoticeForm
from mobile_web.http import PageRequest, number_or
from mobile_web.stepup import is_step_up_due
from mobile_web.views.office import preview
from mobile_web.views.office.audience import tree_context
from mobile_web.views.office.counted import counts_of
from mobile_web.views.office.frame import page
from mobile_web.views.photos.placing import photos_of_notice
from notices.models import Notice, State
from notices.selectors import guard

UNKEPT = frozenset({"csrfmiddlewaretoken", "version"})
LONG_WAIT = timedelta(seconds=90)


@dataclass(frozen=True)
class Wait:
    """How long a scheduled notice still waits. `is_hold`: so short that one watches the seconds."""

    left: float
    whole: int
    is_hold: bool


def wait_of(notice: Notice) -> Wait:
    """From now."""
    left = max(timedelta(0), notice.publish_at - timezone.now()) if notice.publish_at else timedelta(0)
    return Wait(round(left.total_seconds(), 1), int(notice.hold.total_seconds()), left <= LONG_WAIT)


def state_of(request: PageRequest, notice: Notice, form: NoticeForm) -> dict[str, Any]:
    """Counts, warnings and preview of the notice as it is saved."""
    sample = request.POST.get("sample") or request.GET.get("sample") or "0"
    number = number_or(sample, 0)
    return {
        "notice": notice,
        "form": form,
        "counts": counts_of(notice),
        "wait": wait_of(notice),
        "found": guard.private_words(notice, notice.title, notice.body),
        "preview": preview.of(notice, number),
        "sample": number,
        "has_own_words": bool(notice.phrase and not notice.translations),
        "is_draft": notice.state == State.DRAFT,
        "asks_first": notice.facility_id is None and is_step_up_due(request),
        "may_send": may_send(request.user, notice.organisation_id, notice.facility_id),
        "photos": photos_of_notice(request, notice),
    }


def whole(
    request: PageRequest,
    notice: Notice,
    form: NoticeForm,
    *,
    status: int = 200,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The page with everything."""
    context = state_of(request, notice, form) | tree_context(notice) | {"refusal": refusal}
    return page(request, "office/compose.html", "office_notices", status=status, **context)


def answer(
    request: PageRequest,
    notice: Notice,
    form: NoticeForm,
    *,
    status: int = 200,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The answer to an autosave; without scripts the whole page."""
    if not request.htmx:
        return whole(request, notice, form, status=status, refusal=refusal)
    context = state_of(request, notice, form) | {"refusal": refusal, "posted": form.data}
    return render(request, "office/compose_saved.html", context, status=status)


def conflict(request: PageRequest, notice: Notice, form: NoticeForm, error: Conflict) -> HttpResponse:
    """Both texts side by side; she takes hers or the other one."""
    kept = [(name, value) for name, values in request.POST.lists() if name not in UNKEPT for value in values]
    context: dict[str, Any] = {"notice": notice, "form": form, "error": error, "kept": kept}
    if request.htmx:
        return render(request, "office/compose_conflict.html", context, status=error.status)
    return page(request, "office/conflict.html", "office_notices", status=error.status, **context)
