"""The roster as rows of text, in columns this same program reads back without a change."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from facilities.models import Facility, Organisation
from facilities.rosters.fields import SLOTS
from facilities.rosters.people import ChildNow, EnrolmentNow, People, read_people
from facilities.rosters.phones import phone_of

RELATIONS = {"mother": "母", "father": "父", "grandmother": "祖母", "grandfather": "祖父", "other": "その他"}
CHILD = (
    "施設",
    "園児番号",
    "姓",
    "名",
    "姓ふりがな",
    "名ふりがな",
    "生年月日",
    "クラス",
    "アレルギー",
    "世帯番号",
)
ADULT = ("保護者{n}氏名", "保護者{n}ふりがな", "保護者{n}続柄", "電話{n}", "メール{n}")
HEADINGS = [*CHILD, *(heading.format(n=n) for n in SLOTS for heading in ADULT)]


def exported(
    organisation: Organisation, facility: Facility | None, today: date
) -> tuple[list[ChildNow], list[list[str]]]:
    """The children who go there today or later, by facility and class, and their rows."""
    people = read_people(organisation, facility, today, today)
    names = {place.id: place.name for place in people.places.values()}
    lines = sorted(_lines(people, names, today), key=lambda line: line[0])
    return [child for _key, child, _row in lines], [row for _key, _child, row in lines]


Line = tuple[tuple[str, ...], ChildNow, list[str]]


def _lines(people: People, names: dict[UUID, str], today: date) -> Iterator[Line]:
    for child in people.children.values():
        now = [one for one in child.enrolments if one.is_on(today)]
        later = sorted(
            (one for one in child.enrolments if one.starts_on > today), key=lambda one: one.starts_on
        )
        place = next((one for one in (*now, *later) if one.facility_id in names), None)
        if place is None:
            continue
        row = _row(child, place, names[place.facility_id], people)
        yield (row[0], row[7], row[4], row[5], str(child.id)), child, row


def _row(child: ChildNow, place: EnrolmentNow, facility: str, people: People) -> list[str]:
    homes = [adult.household_id for adult in child.adults]
    household = next((people.household_numbers[pk] for pk in homes if pk in people.household_numbers), "")
    row = [
        facility, child.number, *child.names.values(), child.born_on.isoformat(), place.class_name,
        child.allergies, household,
    ]  # fmt: skip
    for adult in child.adults[: len(SLOTS)]:
        phone = phone_of(adult.phone) or adult.phone if adult.phone else ""
        row += [adult.name, adult.kana, RELATIONS.get(adult.relation, ""), phone, adult.email]
    return row + [""] * (len(HEADINGS) - len(row))
