"""One's own account, in whichever shell she lives: language, notifications, signing in, signing out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.language import remember_language
from accounts.models import Language
from facilities.models import Guardian, StaffPost
from facilities.selectors.family import family_of
from facilities.services import speak_language
from mobile_web.forms.account import LanguageForm
from mobile_web.http import PageRequest, person
from mobile_web.rooms import TABLET_ROLES, guardian_shell, office_shell, tablet_shell, workplace_of
from mobile_web.shell import Shell
from notices import services
from notices.models import PushSubscription

# How a language calls itself, and a line about it in its own words; never translated.
LANGUAGES = (
    (Language.JAPANESE, "日本語", "ja"),
    (Language.EASY, "やさしい日本語", "ja"),
    (Language.ENGLISH, "English", "en"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: PageRequest) -> HttpResponse:
    """Posting saves the language, for the pages and for what is sent to her."""
    if request.method == "POST":
        form = LanguageForm(request.POST)
        if form.is_valid():
            return _speak(request, form.cleaned_data["language"])
    return render(
        request, "account_page.html", _context(request), status=422 if request.method == "POST" else 200
    )


@require_POST
def push_off(request: PageRequest) -> HttpResponse:
    """End push on the browser with this address, or without one on all of hers."""
    services.end_subscriptions(actor=request.user, endpoint=request.POST.get("endpoint", ""))
    messages.success(request, _("Notifications are off."))
    return redirect("account")


def _speak(request: PageRequest, language: str) -> HttpResponse:
    speak_language(actor=request.user, language=language)
    with translation.override(request.user.page_language):
        messages.success(request, _("Saved."))
    response = redirect("account")
    remember_language(response, request.user.page_language)
    return response


def _context(request: PageRequest) -> dict[str, Any]:
    base, shell = frame_of(request)
    user = request.user
    is_guardian = Guardian.objects.filter(user=user).exists()
    return {
        "base": base,
        "shell": shell,
        "back_url": "guardian_more" if base == "shells/phone.html" else "",
        "languages": [(code.value, label, lang, code == user.language) for code, label, lang in LANGUAGES],
        "push_devices": PushSubscription.objects.filter(user=user, died_at__isnull=True).count(),
        "has_tablets": StaffPost.objects.held_by(user).filter(facility__isnull=False).exists(),
        "family_pages": is_guardian and base != "shells/phone.html",
    }


def frame_of(request: HttpRequest) -> tuple[str, Shell]:
    """The template and frame of the account's pages in her own room."""
    place = workplace_of(person(request))
    if place is None:
        is_guardian = Guardian.objects.filter(user=person(request)).exists()
        return (
            ("shells/phone.html", guardian_shell(request, family_of(person(request)), "guardian_more"))
            if is_guardian
            else ("shells/plain.html", Shell())
        )
    if place.post.role in TABLET_ROLES:
        return "shells/tablet.html", tablet_shell(request, place, "account")
    return "shells/pc.html", office_shell(request, place, "account")
