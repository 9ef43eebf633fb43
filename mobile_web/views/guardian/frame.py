"""What every page of the guardian's phone has: its frame, the red bands on top, the family's facilities."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from accounts.models import Language, User
from backend.errors import NotVisible
from facilities.models import Facility, Guardian
from mobile_web.http import PageRequest
from mobile_web.rooms import guardian_shell
from mobile_web.templatetags.engawa import LANGUAGE_LABELS
from notices.selectors import inbox

P = ParamSpec("P")
View = Callable[Concatenate[PageRequest, P], HttpResponse]


@dataclass(frozen=True)
class Text:
    """A notice in one language; `lang` is the HTML language of its words."""

    code: str
    label: str
    title: str
    paragraphs: tuple[str, ...]
    lang: str


def for_guardians(view: View[P]) -> View[P]:
    """Pages of a family; for everybody else they are not there."""

    @wraps(view)
    def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not Guardian.objects.filter(user=request.user).exists():
            raise NotVisible
        return view(request, *args, **kwargs)

    return cast("View[P]", guarded)


def show(
    request: PageRequest,
    template: str,
    current: str,
    context: Mapping[str, Any],
    *,
    without: UUID | None = None,
) -> HttpResponse:
    """A page; for htmx only its partial `live`, with the tab bar beside it. `without`: a notice that needs no band."""
    shell = guardian_shell(request, current)
    if request.htmx:
        response = render(request, f"{template}#live", {**context, "shell": shell, "is_partial": True})
    else:
        facilities = inbox.facilities_of(request.user)
        shell = replace(
            shell,
            places=place_names(facilities),
            facility_phone=facilities[0].phone if facilities else "",
            emergency_url=f"{shell.emergency_url}?without={without}" if without else shell.emergency_url,
        )
        framed = {"shell": shell, "emergencies": waiting(request.user, without)}
        response = render(request, template, {**context, **framed})
    patch_vary_headers(response, ["HX-Request"])
    return response


def waiting(user: User, without: UUID | None) -> list[inbox.EmergencyBand]:
    """The red bands of a page; one notice may be left out because the page itself shows it."""
    return [band for band in inbox.waiting_emergencies(user) if band.notice.pk != without]


def place_names(facilities: list[Facility]) -> str:
    """How the family's facilities stand in a text."""
    return "・".join(place.name for place in facilities)


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
