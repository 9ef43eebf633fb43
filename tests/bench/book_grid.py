"""The contact book of a class of 30 on the tablet: everybody's page of today, of home and of the day before."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.test import override_settings

from contactbook.models import Entry, EntryTemplate, Side, State
from contactbook.selectors.templates import template_for
from facilities.clock import today_at
from facilities.models import Classroom, Enrolment, Grant
from tests.bench.board import _bare, _in_turns, _statements, classes_of
from tests.bench.pages import _client
from tests.bench.registry import Row, measure, row

SIZES = (5, 30)
GOAL_MS = 250.0
NOTE = (
    "砂場で大きな山を作りました。反対側からトンネルを掘って、手が触れると二人で大笑い。給食もよく食べました。"
)
VALUES = {
    "temperature/a": {"at": "12:20", "c": 36.9},
    "nap/a": {"from": "12:25", "to": "14:40"},
    "lunch": {"amount": "all", "text": "おかわり"},
    "stool": {"state": "normal", "count": 1},
    "mood": "good",
    "note": NOTE,
}


@measure("book_grid")
def book_grid() -> Iterator[Row]:
    """Wall milliseconds to the whole page, its CPU beside an empty page's, its queries beside the bare SQL."""
    rooms, user = classes_of(SIZES)
    for room in rooms.values():
        fill_class(room)
    client, counted = _client(user), set()
    with override_settings(ROOT_URLCONF="tests.bench.pages"):
        for n, room in rooms.items():
            address = f"/class/{room.pk}/book/"
            page = client.get(address).content.decode()
            assert (page.count("data-child="), page.count(NOTE) >= n) == (n, True)
            statements = _statements(lambda address=address: client.get(address))
            ours, empty, bare, wall = _in_turns(
                lambda address=address: client.get(address),
                lambda: client.get("/floor/page"),
                lambda statements=statements: _bare(statements),
            )
            counted.add(len(statements))
            yield row(n=n, measured=wall, ceiling=None, unit="ms to the whole page", goal=GOAL_MS,
                      queries=len(statements), cpu_ms=round(ours, 1), to_an_empty_page=round(ours / empty, 1),
                      bare_sql_ms=round(bare, 2), kilobytes=len(page) // 1024,
                      load=round(os.getloadavg()[0], 1))  # fmt: skip
    yield row(n=max(SIZES), measured=len(counted), ceiling=None, unit="different numbers of queries", goal=1)


def fill_class(room: Classroom) -> None:
    """Every child's page of today and of the day before, from home and from the nursery."""
    today = today_at(room.facility)
    children = Enrolment.objects.filter(classroom=room).values("child")
    homes = dict(Grant.objects.filter(child__in=children).values_list("child", "guardian__household"))
    forms = [(side, *_form(room, side, today)) for side in (Side.HOME, Side.NURSERY)]
    Entry.objects.bulk_create(
        Entry(
            facility=room.facility, classroom=room, child_id=child, day=day, side=side, template=template,
            household_id=home if side == Side.HOME else None, cells=cells, words=NOTE,
            state=State.SENT if side == Side.HOME else State.DRAFT,
        )
        for side, template, cells in forms
        for child, home in homes.items()
        for day in (today - timedelta(days=1), today)
    )  # fmt: skip


def _form(room: Classroom, side: Side, day: date) -> tuple[EntryTemplate, dict[str, Any]]:
    """The template of the class's ages, kept, and what is written in it."""
    template = template_for(room, side, day)
    if template._state.adding:
        template.save()
    known = {row["key"] for row in template.items}
    values = {path: value for path, value in VALUES.items() if path.partition("/")[0] in known}
    return template, {path: {"v": value, "r": 1, "s": ""} for path, value in values.items()}
