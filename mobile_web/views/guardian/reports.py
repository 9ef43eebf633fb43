"""What a family tells the nursery about a day (欠席・遅刻・お迎え変更): send, look, change, take back."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import services
from attendance.models import Report
from attendance.selectors.reports import own_reports, told_by
from attendance.services import Words
from backend.errors import DomainError
from mobile_web.forms.reports import ChangeReportForm, NewReportForm, WordsForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.guardian.report_page import asked_of, context_of, first_words
from mobile_web.views.guardian.report_words import spoken

HOME = "guardian_home"
State = Report.State


@require_safe
@for_guardians
def reports(request: FamilyRequest) -> HttpResponse:
    """Coming ones, and what was."""
    told = told_by(request.family)
    context = {"coming": [spoken(row) for row in told.coming], "past": [spoken(row) for row in told.past]}
    return show(request, "guardian/reports/list.html", HOME, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def new(request: FamilyRequest) -> HttpResponse:
    """One page, one button."""
    asked = asked_of(request.family)
    if request.method != "POST":
        return _form(request, NewReportForm(asked, initial=first_words(request, asked)))
    form = NewReportForm(asked, request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        sent = _send(request, form)
    except DomainError as error:
        return _form(request, form, form.refuse(error))
    _say_sent(request, sent)
    return redirect("guardian_reports")


@require_safe
@for_guardians
def report(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """One report with what became of it."""
    found = _own(request, pk)
    waiting = found.replacements.filter(state=State.SENT).first()
    context = {"row": spoken(found), "waiting": spoken(waiting) if waiting else None}
    return show(request, "guardian/reports/detail.html", HOME, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def change(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Other words: at once while nobody has confirmed them, else as a question to the nursery."""
    found = _own(request, pk)
    asked = asked_of(request.family, found)
    if request.method != "POST":
        return _form(request, ChangeReportForm.of(found, asked), report=found)
    form = ChangeReportForm(asked, request.POST)
    if not form.is_valid():
        return _form(request, form, 422, report=found)
    try:
        changed = _change(request, found, form)
    except DomainError as error:
        return _form(request, form, form.refuse(error), report=_own(request, pk))
    messages.success(request, _("Saved.") if changed.pk == found.pk else _("Asked. The nursery will answer."))
    return redirect("guardian_report", changed.pk)


@require_POST
@for_guardians
def withdraw(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """What nobody has confirmed yet is taken back at once."""
    services.withdraw_report(actor=request.user, report=_own(request, pk))
    messages.success(request, _("Taken back. The nursery sees it at once."))
    return redirect("guardian_reports")


@require_POST
@for_guardians
def take_back(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """What was confirmed is taken back by asking: the child comes as usual after all."""
    found = _own(request, pk)
    first = (
        max(found.starts_on, request.family.day) if found.starts_on < request.family.day else found.starts_on
    )
    words = Words(Report.Kind.AS_USUAL, first, max(found.ends_on, first))
    asked = services.ask_change(actor=request.user, report=found, id=uuid4(), words=words)
    messages.success(request, _("Asked. The nursery will answer."))
    return redirect("guardian_report", asked.pk)


def _own(request: FamilyRequest, pk: UUID) -> Report:
    return get_object_or_404(own_reports(request.family), pk=pk)


def _send(request: FamilyRequest, form: NewReportForm) -> list[Report]:
    return services.send_report(
        actor=request.user, seats=form.chosen(), id=form.cleaned_data["id"], words=form.words()
    )


def _change(request: FamilyRequest, found: Report, form: ChangeReportForm) -> Report:
    said = form.cleaned_data
    if found.state == State.CONFIRMED:
        return services.ask_change(actor=request.user, report=found, id=said["id"], words=form.words())
    return services.change_report(
        actor=request.user, report=found, version=said["version"], words=form.words()
    )


def _form(
    request: FamilyRequest, form: WordsForm, status: int = 200, report: Report | None = None
) -> HttpResponse:
    context = context_of(request.family, form, report, is_refused=status == 409)
    response = show(request, "guardian/reports/form.html", HOME, context)
    response.status_code = status
    return response


def _say_sent(request: FamilyRequest, sent: list[Report]) -> None:
    messages.success(request, _("Your nursery has it. You see here when it is confirmed."))
    late = next((row for row in sent if row.is_after_deadline), None)
    if late:
        told = {"phone": late.facility.phone}
        messages.warning(request, _("It is after the deadline: please telephone as well, %(phone)s.") % told)
