"""From pressing send to the reach page: the hold, undo, and what a page does when no worker runs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.errors import Conflict, DomainError
from mobile_web.forms.office import NoticeForm, RecallForm
from mobile_web.http import PageRequest
from mobile_web.stepup import ask_again, is_step_up_due
from mobile_web.views.office import compose_state
from mobile_web.views.office.compose import save_form
from mobile_web.views.office.frame import notice_to_change, page
from mobile_web.views.photos.placing import carry_photos
from notices import services
from notices.models import Notice, State


@require_POST
def send(request: PageRequest, pk: UUID) -> HttpResponse:
    """Save what stands in the form and hand it to the hold, or to its time."""
    notice = notice_to_change(request, pk)
    form = NoticeForm(notice, request.POST)
    if not form.is_valid():
        return compose_state.whole(request, notice, form, status=422)
    try:
        if notice.facility_id is None and is_step_up_due(request):
            return _ask_first(request, notice, form)
        _send(request, notice, form)
    except Conflict as error:
        if error.code == "changed_meanwhile":
            return compose_state.conflict(request, notice, form, error)
        return page(
            request, "office/too_late.html", "office_notices", status=error.status, notice=notice, error=error
        )
    except DomainError as error:
        return compose_state.whole(
            request, notice, _again(notice, request), status=error.status, refusal=error
        )
    return redirect("office_compose", pk)


@require_POST
def undo(request: PageRequest, pk: UUID) -> HttpResponse:
    """While it is held or waits for its time."""
    notice = notice_to_change(request, pk)
    try:
        services.undo_schedule(actor=request.user, notice=notice)
    except Conflict as error:
        return page(
            request, "office/too_late.html", "office_notices", status=error.status, notice=notice, error=error
        )
    messages.success(request, _("Taken back. Nobody has received it."))
    return redirect("office_compose", pk)


@require_POST
def release(request: PageRequest, pk: UUID) -> HttpResponse:
    """The hold is over: let it go, if no worker did so already."""
    notice = notice_to_change(request, pk)
    services.release_notice(notice.pk)
    return redirect("office_notice", pk)


@require_POST
def finish(request: PageRequest, pk: UUID) -> HttpResponse:
    """Write the rows of a notice that no worker has finished."""
    notice = notice_to_change(request, pk)
    services.freeze_recipients(notice.pk)
    return redirect("office_reach", pk)


@require_POST
def correct(request: PageRequest, pk: UUID) -> HttpResponse:
    """A draft that will take the place of this notice."""
    notice = notice_to_change(request, pk)
    correction = services.start_correction(actor=request.user, notice=notice)
    carry_photos(request, notice, correction)
    return redirect("office_notice", correction.pk)


@require_POST
def recall(request: PageRequest, pk: UUID) -> HttpResponse:
    """With the reason that the families read."""
    notice = notice_to_change(request, pk)
    form = RecallForm(request.POST)
    if not form.is_valid():
        return page(request, "office/recall.html", "office_notices", status=422, notice=notice, form=form)
    services.recall_notice(actor=request.user, notice=notice, reason=form.cleaned_data["reason"])
    messages.success(request, _("Withdrawn. The families see only that it was withdrawn, and why."))
    return redirect("office_reach", pk)


def _send(request: PageRequest, notice: Notice, form: NoticeForm) -> None:
    if notice.state == State.DRAFT:
        save_form(request, notice, form)
    at = form.cleaned_data["publish_at"] if form.cleaned_data["when"] == "at" else None
    version = notice.version if notice.state == State.DRAFT else form.cleaned_data["version"]
    services.schedule_notice(
        actor=request.user,
        notice=notice,
        version=version,
        publish_at=at,
        guard_ok=form.cleaned_data["guard_ok"],
    )


def _ask_first(request: PageRequest, notice: Notice, form: NoticeForm) -> HttpResponse:
    """Nothing is sent before she has shown again who she is; everything she wrote is in the draft by then."""
    if notice.state == State.DRAFT:
        save_form(request, notice, form)
    request.session[f"compose:{notice.pk}"] = {
        name: request.POST.get(name, "") for name in ("when", "publish_at", "guard_ok")
    }
    return ask_again(request, reverse("office_compose", args=[notice.pk]))


def _again(notice: Notice, request: PageRequest) -> NoticeForm:
    """The same form once more; where it was saved, with the version and the words that are saved now."""
    notice.refresh_from_db()
    data = request.POST.copy()
    if data["version"] != str(notice.version):
        for name, value in {
            "version": str(notice.version),
            "title": notice.title,
            "body": notice.body,
        }.items():
            data[name] = value
    form = NoticeForm(notice, data)
    form.is_valid()
    return form
