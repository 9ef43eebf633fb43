"""What every step of an import shares: the row locked, its counts, who does the work."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from backend.celery import wake
from backend.errors import Conflict
from backend.rowlevel import as_system
from facilities.models import Organisation, RosterImport, RosterRow

State = RosterImport.State
Result = RosterRow.Result
MOVED_ON = _("This import has moved on in the meantime. Nothing was changed; look at it again.")
BATCH = 1_000


def locked(pk: UUID, *states: State, version: int | None = None) -> RosterImport:
    """The import with its row locked, in one of these states and as she saw it; else Conflict."""
    rows = RosterImport.objects.select_for_update(of=("self",)).select_related("facility", "organisation")
    roster = rows.defer("content").get(pk=pk)
    if roster.state not in states or (version is not None and roster.version != version):
        raise Conflict(MOVED_ON)
    return roster


def one_at_a_time(organisation_id: UUID) -> None:
    """Two imports of one organisation never write at the same time."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def count_rows(roster: RosterImport) -> dict[str, Any]:
    """Rows by result, and how many change who belongs to whom; what else `counts` holds stays."""
    rows = RosterRow.objects.filter(roster=roster)
    by_result = dict(rows.order_by().values_list("result").annotate(n=Count("pk")))
    applied = rows.filter(result__in=(Result.NEW, Result.CHANGED))
    links = applied.filter(changes_link=True).count()
    return {**roster.counts, **{result: by_result.get(result, 0) for result in Result.values}, "links": links}


def hand_to_worker(task: str, roster_id: UUID) -> None:
    """A worker does it; without a broker this process does, and sees what a worker would."""
    from facilities.services import rosters

    if wake(f"facilities.tasks.{task}", str(roster_id)):
        return
    with as_system():  # who goes elsewhere by now is no longer the facility's to change
        getattr(rosters, task)(roster_id)
