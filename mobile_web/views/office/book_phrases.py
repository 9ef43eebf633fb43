"""The sentences teachers write often, in their order, an item at a time."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from backend.errors import DomainError
from contactbook import services
from contactbook.models import Phrase, Side
from contactbook.selectors.keeping import forms_of
from contactbook.words import label_of
from facilities.clock import today_at
from facilities.models import Facility
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.book_frame import book_page, kept_facility

NAME = "office_book_phrases"
WRITTEN_IN = frozenset({"text", "line", "meal"})


@require_http_methods(["GET", "POST"])
def phrases(request: PageRequest, pk: UUID) -> HttpResponse:
    """The list; each button of it comes here too."""
    facility = kept_facility(request, pk)
    if request.method != "POST":
        return _page(request, facility)
    try:
        said = _done(request, facility, request.POST.get("act", ""))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        typed = request.POST.get("text", "")
        return _page(request, facility, status=error.status, refusal=str(error.message), typed=typed)
    if said:
        messages.success(request, said)
    return redirect(NAME, pk)


def _done(request: PageRequest, facility: Facility, act: str) -> str:
    """What the button does, and what is said about it."""
    if act == "usual":
        n = services.add_usual_phrases(actor=request.user, facility=facility)
        return ngettext("%(n)s sentence added.", "%(n)s sentences added.", n) % {"n": n}
    text = request.POST.get("text", "")
    if act == "add":
        item = request.POST.get("item", "")
        services.add_phrases(actor=request.user, facility=facility, item=item, texts=[text])
        return _("Saved.")
    rows = Phrase.objects.filter(facility=facility).select_related("facility")
    phrase = get_object_or_404(rows, pk=uuid_or_none(request.POST.get("id", "")))
    return _changed(request.user, phrase, act, text)


def _changed(actor: User, phrase: Phrase, act: str, text: str) -> str:
    if act == "remove":
        services.remove_phrase(actor=actor, phrase=phrase)
        return _("Removed.")
    if act == "change":
        services.change_phrase(actor=actor, phrase=phrase, text=text)
        return _("Saved.")
    services.move_phrase(actor=actor, phrase=phrase, up=act == "up")
    return ""


def _page(
    request: PageRequest, facility: Facility, *, status: int = 200, refusal: str = "", typed: str = ""
) -> HttpResponse:
    names = _items(facility)
    rows = Phrase.objects.filter(facility=facility).order_by("item", "position", "pk")
    groups = [(names.get(key, key), list(found)) for key, found in groupby(rows, key=lambda row: row.item)]
    return book_page(
        request, "phrases", facility, NAME, status=status, groups=groups, items=names.items(), refusal=refusal,
        typed=typed,
    )  # fmt: skip


def _items(facility: Facility) -> dict[str, str]:
    """Where teachers write words, in the forms that hold today."""
    forms = [one for one in forms_of(facility, today_at(facility)) if one.side == Side.NURSERY]
    found = [item for form in forms for item in form.items if item.kind in WRITTEN_IN]
    return {item.key: label_of(item) for item in sorted(found, key=lambda one: one.key != "note")}
