"""What every page of the guardian's phone has: its frame, the red bands on top, the family's facilities."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from accounts.models import Language
from backend.errors import NotVisible
from facilities.selectors.family import Family, family_of
from mobile_web.http import FamilyRequest, PageRequest
from mobile_web.rooms import guardian_shell
from mobile_web.templatetags.engawa import LANGUAGE_LABELS
from notices.selectors import inbox

P = ParamSpec("P")
View = Callable[Concatenate[FamilyRequest, P], HttpResponseBase]


@dataclass(frozen=True)
class Text:
    """A notice in one language; `lang` is the HTML language of its words."""

    code: str
    label: str
    title: str
    paragraphs: tuple[str, ...]
    lang: str


def for_guardians(view: View[P]) -> Callable[Concatenate[PageRequest, P], HttpResponseBase]:
    """Pages of a family, which is read once; for everybody else they are not there."""

    @wraps(view)
    def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        family = family_of(request.user)
        if not family.is_guardian:
            raise NotVisible
        known = cast("FamilyRequest", request)
        known.family = family
        return view(known, *args, **kwargs)

    return cast("Callable[Concatenate[PageRequest, P], HttpResponseBase]", guarded)


def show(
    request: FamilyRequest,
    template: str,
    current: str,
    context: Mapping[str, Any],
    *,
    without: UUID | None = None,
    standing: inbox.Standing | None = None,
    bands: list[inbox.EmergencyBand] | None = None,
) -> HttpResponse:
    """A page; for htmx only its partial `live`, with the tab bar beside it. `without`: a notice that needs no band."""
    known = standing or inbox.standing_of(request.family)
    shell = guardian_shell(request, request.family, current, known)
    if request.htmx:
        response = render(request, f"{template}#live", {**context, "shell": shell, "is_partial": True})
    else:
        facilities = request.family.facilities
        shell = replace(
            shell,
            places=request.family.facility_names,
            facility_phone=facilities[0].phone if facilities else "",
            emergency_url=f"{shell.emergency_url}?without={without}" if without else shell.emergency_url,
        )
        shown = waiting(request.family, without, known) if bands is None else bands
        framed = {"shell": shell, "emergencies": shown}
        response = render(request, template, {**context, **framed})
    patch_vary_headers(response, ["HX-Request"])
    return response


def waiting(
    family: Family, without: UUID | None, known: inbox.Standing | None = None
) -> list[inbox.EmergencyBand]:
    """The red bands of a page; one notice may be left out because the page itself shows it."""
    return [band for band in inbox.waiting_emergencies(family, known) if band.notice.pk != without]


def texts_of(words: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    """Every language a notice has, in a fixed order."""
    return {
        code: Text(
            code,
            label,
            words[code]["title"],
            paragraphs(words[code]["body"]),
            "ja" if code == Language.EASY else code,
        )
        for code, label in LANGUAGE_LABELS.items()
        if code in words
    }


def paragraphs(body: str) -> tuple[str, ...]:
    """An empty line parts paragraphs; a single line break stays inside one."""
    parts = "\n".join(line.rstrip() for line in body.splitlines()).split("\n\n")
    return tuple(part.strip("\n") for part in parts if part.strip())
