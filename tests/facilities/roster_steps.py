"""What a keeper does with a roster's file, step by step."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from facilities.models import Facility, RosterImport, RosterRow
from facilities.services import rosters
from tests.facilities.roster_files import HEADINGS, HIMARI

State = RosterImport.State
MINATO = ("1002", "佐藤 湊", "サトウ ミナト", "2024/05/11", "うさぎ組", "佐藤 愛", "母", "090-1234-0002")


def bring(actor: User, facility: Facility, content: bytes, **fields: Any) -> RosterImport:
    for_all = fields.pop("for_all", False)
    place = None if for_all else facility
    values: dict[str, Any] = {
        "organisation": facility.organisation,
        "facility": place,
        "file_name": "名簿.csv",
    }
    values |= {"starts_on": timezone.localdate(), "content": content}
    roster = rosters.upload_roster(actor=actor, **{**values, **fields})
    rosters.check_roster(roster.pk)
    roster.refresh_from_db()
    return roster


def apply(actor: User, roster: RosterImport, second: User | None = None, **options: Any) -> RosterImport:
    roster = rosters.ask_approval(actor=actor, roster=roster, version=roster.version, **options)
    if roster.state == State.WAITING:
        assert second
        roster = rosters.approve_roster(actor=second, roster=roster, version=roster.version)
    rosters.apply_roster(roster.pk)
    roster.refresh_from_db()
    return roster


def row_of(roster: RosterImport, number: int = 2) -> RosterRow:
    return RosterRow.objects.get(roster=roster, number=number)


def problems_of(roster: RosterImport, number: int = 2) -> list[str]:
    return [code for code, _values in row_of(roster, number).problems]


def himari(**cells: str) -> tuple[str, ...]:
    row = dict(zip(HEADINGS, HIMARI, strict=True)) | cells
    return tuple(row[heading] for heading in HEADINGS)
