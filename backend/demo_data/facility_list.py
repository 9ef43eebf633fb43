"""Facilities of a real list: CSV in UTF-8 with 施設番号, 種別, 施設名, 定員, 住所1, 電話番号."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places, make_classrooms
from facilities.models import Facility, Organisation

_COLUMNS = ("施設番号", "施設名", "定員", "住所1", "電話番号")
_DASHES = re.compile(r"[‐‑‒–—―−ーｰ﹣－]")


class ListError(Exception):
    """One sentence about what is wrong with the list, and in which line."""


@dataclass(frozen=True)
class ListedFacility:
    """One line of a list, tidied."""

    number: str
    name: str
    capacity: int
    ward: str
    phone: str


def make_places(plan: Plan, files: list[Path], ward: str = "") -> Places:
    """One organisation with all facilities of the lists, or with those of one ward only."""
    listed = [row for file in files for row in read_list(file) if ward in ("", row.ward)]
    if not listed:
        raise ListError(f"The list has no facility in {ward}." if ward else "The list has no facility.")
    name = ward or "東京23区"
    organisation = Organisation.objects.create(
        id=plan.made_id("organisation", 1), name=name, office_name=f"{name} 保育課", phone="03-0000-1000"
    )
    facilities = Facility.objects.bulk_create(
        [
            Facility(
                id=plan.made_id("facility", n), organisation=organisation, name=row.name, area=row.ward,
                phone=row.phone, capacity=row.capacity, position=n, external_id=row.number,
            )
            for n, row in enumerate(listed)
        ],
        batch_size=2000,
    )  # fmt: skip
    places = Places(organisation, facilities, [row.capacity for row in listed])
    return make_classrooms(plan, places, keep_past=False)


def read_list(file: Path) -> list[ListedFacility]:
    """Read one file; the same name twice is two facilities, the same number twice is refused."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ListError(f"{file.name} lacks the columns {', '.join(missing)}.")
        rows = [_facility(file, line, row) for line, row in enumerate(reader, start=2)]
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        if seen.setdefault(row.number, line) != line:
            raise ListError(
                f"{file.name} line {line}: number {row.number} stands in line {seen[row.number]} already."
            )
    return rows


def _facility(file: Path, line: int, row: dict[str, str]) -> ListedFacility:
    capacity = unicodedata.normalize("NFKC", row["定員"] or "").strip()
    if not capacity.isdecimal() or int(capacity) > 2000:
        raise ListError(f"{file.name} line {line}: {row['定員']!r} is no capacity.")
    if not row["施設番号"].strip() or not row["施設名"].strip():
        raise ListError(f"{file.name} line {line}: the number or the name is missing.")
    return ListedFacility(
        number=row["施設番号"].strip(), name=row["施設名"].strip(), capacity=int(capacity),
        ward=row["住所1"].strip().removeprefix("東京都"), phone=tidy_phone(row["電話番号"] or ""),
    )  # fmt: skip


def tidy_phone(phone: str) -> str:
    """Plain digits and hyphens: lists carry full-width digits and half a dozen kinds of dash."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", _DASHES.sub("-", phone.strip())))
