"""What families say (連絡), as staff answer it: confirm one or many, refuse with a sentence, write down a call."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import services
from attendance.models import Contest, Report
from attendance.selectors.reports import answered_for, contests_of, handled_by, waiting_for
from backend.errors import DomainError
from facilities.models import Child
from mobile_web.forms.reports import AnswerForm, ContestAnswerForm, NewReportForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.rooms import TABLET_ROLES
from mobile_web.views.guardian.report_words import spoken
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.office.words_page import asked_by_staff, contest_lines

WORDS = "office_words"


@require_safe
def words(request: PageRequest) -> HttpResponse:
    """Waiting ones first; changes and questions beside them; what was answered below."""
    waiting = [spoken(row) for row in waiting_for(request.user)]
    return _page(
        request,
        "office/reports/list.html",
        waiting=[row for row in waiting if not row.report.replaces_id],
        changes=[(row, spoken(row.report.replaces)) for row in waiting if row.report.replaces],
        contests=contest_lines(contests_of(request.user).filter(state=Contest.State.OPEN)),
        answered=[spoken(row) for row in answered_for(request.user)],
    )


@require_POST
def confirm(request: PageRequest) -> HttpResponse:
    """One (`report`, or `one` of the list) or all that are ticked. `id:version` confirms only what she read."""
    place_of(request.user)
    one = request.POST.get("one") or (
        request.POST["report"] if len(request.POST.getlist("report")) == 1 else ""
    )
    if one:
        found, version = _named(request, one)
        services.confirm_report(actor=request.user, report=found, version=version)
        count = 1
    else:
        count = len(services.confirm_many(actor=request.user, reports=_ticked(request)))
    return _confirmed(request, count)


@require_safe
def word(request: PageRequest, pk: UUID) -> HttpResponse:
    """One report in full; of a change both versions side by side."""
    return _detail(request, pk, AnswerForm())


@require_POST
def refuse(request: PageRequest, pk: UUID) -> HttpResponse:
    """It does not hold, and the family reads why."""
    found = _own(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, pk, form, 422)
    try:
        services.refuse_report(actor=request.user, report=found, answer=form.cleaned_data["answer"])
    except DomainError as error:
        return _detail(request, pk, form, form.refuse(error))
    messages.success(request, _("The family reads your sentence."))
    return redirect(WORDS)


@require_POST
def decide(request: PageRequest, pk: UUID) -> HttpResponse:
    """A day is corrected as the family says, or left with a sentence."""
    place_of(request.user)
    contest = get_object_or_404(contests_of(request.user), pk=pk)
    form = ContestAnswerForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Choose what is to be done. Nothing was saved."))
    said = form.cleaned_data
    services.decide_contest(
        actor=request.user, contest=contest, correct=said["decision"] == "correct", answer=said["answer"]
    )
    messages.success(request, _("Answered. The family sees it."))
    return redirect(WORDS)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, pk: UUID) -> HttpResponse:
    """Written down from a telephone call about one child."""
    place_of(request.user)
    child = get_object_or_404(Child.objects.on_roster_of(request.user), pk=pk)
    form = _call_form(request, child)
    if request.method != "POST":
        return _call(request, form, child)
    if not form.is_valid():
        return _call(request, form, child, 422)
    try:
        _write_down(request, form)
    except DomainError as error:
        return _call(request, form, child, form.refuse(error))
    messages.success(request, _("Written down and confirmed."))
    return redirect(WORDS)


def _call_form(request: PageRequest, child: Child) -> NewReportForm:
    asked = asked_by_staff(request.user, child)
    first = {"day": asked.today.isoformat(), "id": uuid4()}
    return NewReportForm(asked, request.POST or None, initial=first)


def _call(request: PageRequest, form: NewReportForm, child: Child, status: int = 200) -> HttpResponse:
    seat = form.asked.seats[0]
    return _page(request, "office/reports/new.html", status=status, form=form, child=child, seat=seat)


def _write_down(request: PageRequest, form: NewReportForm) -> None:
    for seat in form.chosen():
        services.write_down(
            actor=request.user,
            child=seat.child,
            facility=seat.facility,
            id=form.cleaned_data["id"],
            words=form.words(),
        )


def _page(request: PageRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    place = place_of(request.user)
    frame = "shells/tablet.html" if place.post.role in TABLET_ROLES else "shells/pc.html"
    return page(request, template, WORDS, status=status, place=place, frame=frame, **context)


def _detail(request: PageRequest, pk: UUID, form: AnswerForm, status: int = 200) -> HttpResponse:
    found = _own(request, pk)
    before = spoken(found.replaces) if found.replaces else None
    return _page(
        request, "office/reports/detail.html", status=status, row=spoken(found), before=before, form=form
    )


def _own(request: PageRequest, pk: UUID) -> Report:
    place_of(request.user)
    return get_object_or_404(handled_by(request.user), pk=pk)


def _named(request: PageRequest, text: str) -> tuple[Report, int | None]:
    key, _colon, version = text.partition(":")
    pk = uuid_or_none(key)
    found = get_object_or_404(handled_by(request.user), pk=pk)
    return found, int(version) if version.isdecimal() else None


def _ticked(request: PageRequest) -> list[Report]:
    """Those she sees, as she read them; what changed since is left waiting."""
    named = dict(text.partition(":")[::2] for text in request.POST.getlist("report"))
    keys = [pk for pk in map(uuid_or_none, named) if pk]
    rows = handled_by(request.user).filter(pk__in=keys)
    return [row for row in rows if named[str(row.pk)] in ("", str(row.version))]


def _confirmed(request: PageRequest, count: int) -> HttpResponse:
    if request.htmx or request.headers.get("X-Requested-With") == "outbox":
        return HttpResponse(status=204, headers={"HX-Trigger": "attendance.moved"})
    told = ngettext("%(count)d report is confirmed.", "%(count)d reports are confirmed.", count)
    messages.success(request, told % {"count": count})
    return redirect(WORDS)
