"""A roster of 5,000 rows: the dry run from bytes to results, with people to compare with, and applying it."""

import os
import time
from collections.abc import Callable, Iterator

from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Organisation, RosterImport
from facilities.rosters.tables import table_file
from facilities.services import rosters
from tests.bench import world
from tests.bench.registry import Row, measure, row

ROWS = int(os.environ.get("BENCH_ROSTER", "5000"))
GOAL = 20.0
HEADINGS = (
    "施設",
    "園児番号",
    "氏名",
    "フリガナ",
    "生年月日",
    "クラス",
    "保護者①",
    "続柄①",
    "電話1",
    "アレルギー",
)
KANJI = str.maketrans("0123456789", "零一二三四五六七八九")
GIVEN = "葵湊陽凛樹結蓮紬律詩"
KANA = ("あおい", "みなと", "はる", "りん", "いつき", "ゆい", "れん", "つむぎ", "りつ", "うた")


@measure("roster")
def roster() -> Iterator[Row]:
    """Seconds; a third of the children are known by their number, the others are new."""
    organisation, actor = world.fill(ROWS)
    known = list(Child.objects.filter(organisation=organisation).order_by("pk")[: ROWS // 3])
    for number, child in enumerate(known):
        child.external_id = str(number)
    Child.objects.bulk_update(known, ["external_id"], batch_size=1_000)
    for kind in ("csv", "xlsx"):
        found = _upload(organisation, actor, kind)
        seconds = _timed(lambda found=found: rosters.check_roster(found.pk))  # type: ignore[misc]
        found.refresh_from_db()
        assert found.counts["new"] + found.counts["changed"] == ROWS, (found.problem, found.counts)
        yield row(
            n=ROWS,
            measured=seconds,
            ceiling=None,
            unit=f"s, dry run of {kind}",
            goal=GOAL,
            counts=str(found.counts),
        )
    found = rosters.ask_approval(actor=actor, roster=found, version=found.version, leave_errors=True)
    RosterImport.objects.filter(pk=found.pk).update(state=RosterImport.State.APPLYING)
    seconds = _timed(lambda: rosters.apply_roster(found.pk))
    found.refresh_from_db()
    assert found.state == RosterImport.State.APPLIED, found.problem
    yield row(n=ROWS, measured=seconds, ceiling=None, unit="s, applied", goal=None)


def _upload(organisation: Organisation, actor: User, kind: str) -> RosterImport:
    lines = (_line(n) for n in range(ROWS))
    return rosters.upload_roster(
        actor=actor,
        organisation=organisation,
        facility=None,
        file_name=f"bench.{kind}",
        content=table_file(kind, HEADINGS, lines),
        starts_on=timezone.localdate(),
    )


def _line(n: int) -> list[str]:
    facility = 1 + n // world.HOUSEHOLDS_OF_A_FACILITY
    name, kana = f"世帯 {GIVEN[n % 10]}", f"せたい {KANA[n % 10]}"
    day = f"{2021 + n % 5}/{1 + n % 12}/{1 + n % 28}"
    mother = f"世帯 母{str(n).translate(KANJI)}", "母", f"0901{n:07}"
    allergy = "卵" if n % 9 == 0 else ""
    if n < ROWS // 3:
        return ["", str(n), "", "", "", "", *mother, allergy]
    return [f"ベンチ第{facility}保育園", str(n), name, kana, day, f"{n % 6}歳児", *mother, allergy]


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
