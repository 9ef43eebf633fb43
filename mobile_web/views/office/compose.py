"""The composer: write, to whom, exactly what they will see."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from backend.errors import Conflict, DomainError
from mobile_web.forms.audience import scopes_of
from mobile_web.forms.office import NoticeForm
from mobile_web.http import PageRequest
from mobile_web.views.office import compose_state
from mobile_web.views.office.frame import notice_to_change, own_notice
from mobile_web.views.office.survey_frame import page_of
from mobile_web.views.photos.placing import forget_photos
from notices import services
from notices.models import Notice, State


@require_GET
def compose(request: PageRequest, pk: UUID) -> HttpResponse:
    """The page, until the notice has gone out."""
    notice = own_notice(request, pk)
    if there := page_of(notice):
        return redirect(there)
    if notice.state not in (State.DRAFT, State.SCHEDULED):
        return redirect("office_reach", pk)
    form = NoticeForm.of(notice)
    form.initial |= request.session.pop(f"compose:{pk}", {})
    return compose_state.whole(request, notice, form)


@require_POST
def save(request: PageRequest, pk: UUID) -> HttpResponse:
    """Keep what she has written; the answer brings counts, preview and warnings up to date."""
    notice = notice_to_change(request, pk)
    form = NoticeForm(notice, request.POST)
    if not form.is_valid():
        return compose_state.answer(request, notice, form, status=422)
    try:
        save_form(request, notice, form)
    except Conflict as error:
        return compose_state.conflict(request, notice, form, error)
    except DomainError as error:
        return compose_state.answer(request, notice, form, status=error.status, refusal=error)
    if request.htmx:
        return compose_state.answer(request, notice, form)
    return redirect("office_compose", pk)


@require_POST
def discard(request: PageRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    notice = notice_to_change(request, pk)
    services.discard_draft(actor=request.user, notice=notice)
    forget_photos(request, notice)
    return redirect("office_notices")


def save_form(request: PageRequest, notice: Notice, form: NoticeForm) -> None:
    """Write a valid form into the draft."""
    services.save_draft(
        actor=request.user,
        organisation=notice.organisation,
        facility=notice.facility,
        notice=notice,
        version=form.cleaned_data["version"],
        scopes=scopes_of(notice, request.POST),
        **form.draft(),
    )
