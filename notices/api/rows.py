"""Notices as plain dictionaries for JSON: each kind of person gets her own set of fields, and no more."""

from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from facilities.selectors.family import family_of
from notices.models import SENT, Notice, Reading, Scope, State
from notices.phrases import FACILITY
from notices.selectors.inbox import with_place
from notices.selectors.reach import Reach, ReachBar

RECEIVED = ("id", "state", "urgency", "title", "is_drill", "published_at", "valid_until")
SENT_FIELDS = (
    "id", "state", "urgency", "title", "version", "is_drill", "created_at", "changed_at", "publish_at",
    "published_at", "valid_until", "recalled_at",
)  # fmt: skip


def received_rows(notices: QuerySet[Notice], user: User) -> Any:
    """One dictionary a notice straight from the database, for the list that every phone asks for."""
    return notices.values(
        *RECEIVED,
        "facility",
        sender=Coalesce("facility__name", "organisation__office_name"),
        opened_at=_first_reading(user, Reading.Kind.OPENED),
        confirmed_at=_first_reading(user, Reading.Kind.CONFIRMED),
    )


def as_received(rows: list[dict[str, Any]], user: User) -> list[dict[str, Any]]:
    """The last touches no database makes: her facility's name in titles, and nothing left of what was recalled."""
    names = ""
    if any(FACILITY in row["title"] for row in rows):
        names = family_of(user).facility_names
    for row in rows:
        if row["state"] == State.RECALLED:
            row["title"] = ""
        else:
            row["state"] = State.PUBLISHED
            row["title"] = with_place(row["title"], names)
    return rows


def received_detail(notice: Notice, user: User) -> dict[str, Any]:
    """One notice as she reads it."""
    row = as_received(list(received_rows(Notice.objects.filter(pk=notice.pk), user)), user)[0]
    is_recalled = notice.state == State.RECALLED
    names = family_of(user).facility_names
    correction = Notice.objects.filter(supersedes=notice, state__in=SENT).values_list("pk", flat=True).first()
    return {
        **row,
        "body": "" if is_recalled else with_place(notice.body, names),
        "translations": {} if is_recalled else _words(notice, names),
        "supersedes": notice.supersedes_id,
        "corrected_by": correction,
        "recalled_at": notice.recalled_at,
        "recall_reason": notice.recall_reason,
    }


def sent_rows(notices: QuerySet[Notice]) -> Any:
    """One dictionary a notice for those who send."""
    return notices.values(*SENT_FIELDS, "organisation", "facility", author_name=F("author__name"))


def sent_detail(notice: Notice) -> dict[str, Any]:
    """One notice as its writers work on it."""
    return {
        **sent_rows(Notice.objects.filter(pk=notice.pk)).get(),
        "body": notice.body,
        "translations": _words(notice, ""),
        "ages": notice.ages,
        "scopes": _scopes(notice),
        "supersedes": notice.supersedes_id,
        "recall_reason": notice.recall_reason,
    }


def reach_row(reach: Reach) -> dict[str, Any]:
    """Totals and one line a facility."""
    return {
        "percent": reach.percent,
        "total": _counts(reach.total),
        "facilities": [
            {"facility": bar.facility_id, "name": bar.facility, **_counts(bar)} for bar in reach.bars
        ],
    }


def _counts(bar: ReachBar) -> dict[str, int]:
    return {
        "households": bar.households,
        "confirmed": bar.confirmed,
        "opened": bar.opened,
        "phoned": bar.phoned,
        "silent": bar.silent,
        "left": bar.left,
    }


def _first_reading(user: User, kind: str) -> Subquery:
    readings = Reading.objects.filter(notice=OuterRef("pk"), guardian__user=user, kind=kind)
    return Subquery(readings.order_by("at").values("at")[:1])


def _words(notice: Notice, names: str) -> dict[str, dict[str, str]]:
    return {
        language: {key: with_place(str(words.get(key, "")), names) for key in ("title", "body")}
        for language, words in notice.translations.items()
    }


def _scopes(notice: Notice) -> dict[str, bool | list[UUID]]:
    lines = list(Scope.objects.filter(notice=notice).order_by("id"))

    def ids(*, classrooms: bool, excluded: bool) -> list[UUID]:
        chosen = [
            line for line in lines if line.is_excluded == excluded and bool(line.classroom_id) == classrooms
        ]
        return [pk for line in chosen if (pk := line.classroom_id if classrooms else line.facility_id)]

    return {
        "everything": any(line.facility_id is None for line in lines),
        "facilities": ids(classrooms=False, excluded=False),
        "classrooms": ids(classrooms=True, excluded=False),
        "without_facilities": ids(classrooms=False, excluded=True),
        "without_classrooms": ids(classrooms=True, excluded=True),
    }
