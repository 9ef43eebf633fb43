"""The three answers to "is your child coming today?": from a push or a mail without signing in, or from the home."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Language
from attendance import services
from attendance.answer_links import asked_in
from attendance.selectors.no_show_page import Question, question_of
from backend.errors import DomainError
from backend.rowlevel import at_places
from mobile_web.forms.missing import AnswerForm


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Opening asks, pressing answers: a mail scanner that follows links says nothing in a family's name."""
    asked = asked_in(token)
    if asked is None:
        raise Http404
    with at_places(facilities=[asked.facility_id], organisations=[asked.organisation_id]):
        question = question_of(asked)
        with translation.override(_language(request, question)):
            if request.method == "POST":
                return _answered(request, question)
            return _page(request, question)


def _answered(request: HttpRequest, question: Question) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, question, status=422, wrong=str(next(iter(form.errors.values()))[0]))
    try:
        services.answer_no_show(guardian=question.guardian, no_show=question.row, **form.values())
    except DomainError as refusal:
        return _page(request, question, status=refusal.status, wrong=str(refusal.message))
    return redirect(request.path)


def _page(request: HttpRequest, question: Question, *, status: int = 200, wrong: str = "") -> HttpResponse:
    context = {
        "question": question,
        "chosen": request.POST.get("answer") or request.GET.get("answer", ""),
        "wrong": wrong,
        "is_new": timezone.now() - question.row.asked_at < timedelta(days=1),
    }
    return render(request, "guardian/missing/answer.html", context, status=status)


def _language(request: HttpRequest, question: Question) -> str:
    """Hers as the nursery knows it; whoever is signed in has chosen already."""
    if request.user.is_authenticated:
        return translation.get_language() or "ja"
    return "en" if question.guardian.language == Language.ENGLISH else "ja"
