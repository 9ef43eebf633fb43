"""A class's health at a glance, and a word to its families that names nobody."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from attendance.selectors.child_day import own_children
from contactbook import services
from contactbook.policies import may_tell_of_illness
from contactbook.selectors.health import FEVER, class_health
from contactbook.words import answer_words
from facilities.clock import today_at
from facilities.selectors.board import classrooms_of
from mobile_web.http import PageRequest
from mobile_web.illnesses import illness_words, illnesses
from mobile_web.views.office.frame import either_shell
from mobile_web.views.teacher.growth import BOOK, room_of_class


@require_GET
def health(request: PageRequest, classroom: UUID) -> HttpResponse:
    """Seven days of the class asked for."""
    room = room_of_class(request, classroom)
    found = class_health(room, today_at(room.facility), own_children(request.user))
    context: dict[str, Any] = {
        "room": room,
        "rooms": classrooms_of(request.user),
        "days": found.days,
        "rows": [(_sign(row.sign), row) for row in found.rows],
        "illnesses": illnesses() if may_tell_of_illness(request.user, room) else [],
    }
    context |= either_shell(request, tablet=BOOK, office="office_attendance")
    return render(request, "teacher/health.html", context)


@require_POST
def tell(request: PageRequest, classroom: UUID) -> HttpResponse:
    """A draft to this class's families, to be read and sent by a person."""
    room = room_of_class(request, classroom)
    words = illness_words(request.POST.get("illness", ""), room.name, today_at(room.facility))
    if words is None:
        raise Http404
    notice = services.draft_word_of_illness(
        actor=request.user, classroom=room, title=words.title, body=words.body
    )
    return redirect("office_compose", notice.pk)


def _sign(sign: str) -> str:
    return _("Fever, 37.5 ℃ or more") if sign == FEVER else answer_words(sign)
