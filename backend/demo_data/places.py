"""Places: the invented ward, and the classes of any facility by how many children it takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from backend.demo_data.numbers import Plan, run
from facilities.models import Classroom, Facility, Organisation, Tint

WARD, WARD_OFFICE = "みどり区", "みどり区 保育課"
AREAS = ["北地区", "東地区", "南地区", "西地区"]
NURSERY_AGES = {0: 9, 1: 15, 2: 18, 3: 20, 4: 20, 5: 20}
CLUB_AGES = {6: 40, 7: 33, 8: 27}
CLASSES = {
    0: ("ひよこ組", Tint.HIYOKO), 1: ("うさぎ組", Tint.USAGI), 2: ("りす組", Tint.RISU), 3: ("ぱんだ組", Tint.USAGI),
    4: ("きりん組", Tint.KIRIN), 5: ("ぞう組", Tint.ZOU),
    6: ("1年", Tint.HIYOKO), 7: ("2年", Tint.KIRIN), 8: ("3年", Tint.ZOU),
}  # fmt: skip

_TOWNS = [
    town.split(" ")
    for town in """
若葉台 わかばだい Wakabadai|泉町 いずみちょう Izumicho|桜堤 さくらづつみ Sakurazutsumi
欅通り けやきどおり Keyakidori|川辺 かわべ Kawabe|月見台 つきみだい Tsukimidai|柏木 かしわぎ Kashiwagi
松風 まつかぜ Matsukaze|日向 ひなた Hinata|花園 はなぞの Hanazono|東泉 ひがしいずみ Higashi-Izumi
白鳥 しらとり Shiratori|みなみ野 みなみの Minamino|丘の上 おかのうえ Okanoue
朝日ヶ原 あさひがはら Asahigahara|竹の塚下 たけのつかした Takenotsukashita
鷺沼本町 さぎぬまほんちょう Saginuma-Honcho|元若葉 もとわかば Moto-Wakaba
""".strip()
    .replace("\n", "|")
    .split("|")
]
_ORDINALS = [
    ("", "", ""),
    ("第二", "だいに", "Daini"),
    ("第三", "だいさん", "Daisan"),
    ("第四", "だいよん", "Daiyon"),
]
_WORDS = {
    Facility.Kind.NURSERY: ("保育園", "ほいくえん", "Nursery"),
    Facility.Kind.AFTER_SCHOOL: ("放課後クラブ", "ほうかごくらぶ", "After-School Club"),
}


@dataclass(frozen=True)
class Places:
    """Where everybody goes: classes of this school year, and those of the last one where they are kept."""

    organisation: Organisation
    facilities: Sequence[Facility]
    children: Sequence[int]
    classrooms: list[Classroom] = field(default_factory=list)
    past: dict[UUID, Classroom] = field(default_factory=dict)
    sizes: dict[UUID, int] = field(default_factory=dict)

    def classroom(self, facility: Facility, *ages: int) -> Classroom:
        """The facility's class of the first of these ages that it has, else any class of it."""
        own = {room.age: room for room in self.classrooms if room.facility_id == facility.pk}
        return next((own[age] for age in ages if age in own), next(iter(own.values())))


def make_ward(plan: Plan) -> Places:
    """One organisation with nine nurseries to each after-school club."""
    rng = plan.dice("places")
    organisation = Organisation.objects.create(
        id=plan.made_id("organisation", 1), name=WARD, office_name=WARD_OFFICE, phone="03-0000-1000"
    )
    clubs = max(1, round(plan.facilities / 10)) if plan.facilities > 1 else 0
    nurseries = plan.facilities - clubs
    facilities = [_facility(plan, organisation, n, nurseries) for n in range(plan.facilities)]
    club_share: dict[str, float] = {Facility.Kind.AFTER_SCHOOL: 0.52}
    weights = [rng.uniform(0.8, 1.2) * club_share.get(facility.kind, 1) for facility in facilities]
    children = shares(plan.children, weights)
    for facility, count in zip(facilities, children, strict=True):
        facility.capacity = -(-count // 5) * 5
    Facility.objects.bulk_create(facilities)
    return make_classrooms(plan, Places(organisation, facilities, children), keep_past=True)


def _facility(plan: Plan, organisation: Organisation, n: int, nurseries: int) -> Facility:
    is_club = n >= nurseries
    kind = Facility.Kind.AFTER_SCHOOL if is_club else Facility.Kind.NURSERY
    name, kana, english = _facility_names(n - nurseries if is_club else n, kind)
    return Facility(
        id=plan.made_id("facility", n), organisation=organisation, kind=kind, name=name, name_kana=kana,
        name_en=english, area=AREAS[n % len(AREAS)], phone=f"03-0000-{1100 + n:04}", position=n,
        external_id=f"M{n + 1:04}", opens_at="13:00" if is_club else "07:15",
        closes_at="19:00" if is_club else ("18:15", "19:15")[n % 2],
    )  # fmt: skip


def _facility_names(n: int, kind: str) -> tuple[str, str, str]:
    """Name, reading and Latin letters: eighteen towns, then their second to fourth ones, then numbers."""
    round_, town = divmod(n, len(_TOWNS))
    turn, ordinal = divmod(round_, len(_ORDINALS))
    parts = list(zip(_TOWNS[town], _ORDINALS[ordinal], _WORDS[Facility.Kind(kind)], strict=True))
    number = f"{turn + 1}" if turn else ""
    return (
        "".join([number and f"{number}丁目", *parts[0]]), "".join([number and f"{number}ちょうめ", *parts[1]]),
        " ".join(filter(None, [*parts[2], number])),
    )  # fmt: skip


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights; the parts sum to it exactly (largest remainder)."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    behind = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in behind[: total - sum(parts)]:
        parts[i] += 1
    return parts


def make_classrooms(plan: Plan, places: Places, *, keep_past: bool) -> Places:
    """One class for each age that has children, and with `keep_past` those of last year too."""
    for f, (facility, count) in enumerate(zip(places.facilities, places.children, strict=True)):
        ages = CLUB_AGES if facility.kind == Facility.Kind.AFTER_SCHOOL else NURSERY_AGES
        for age, size in zip(ages, shares(count, list(ages.values())), strict=True):
            if not size:
                continue
            room = _classroom(plan, facility, age, f * 10 + age, plan.school_year, size)
            places.classrooms.append(room)
            places.sizes[room.pk] = size
            if keep_past:
                places.past[room.pk] = _classroom(
                    plan, facility, age, 1_000_000 + f * 10 + age, plan.school_year - 1, size
                )
    Classroom.objects.bulk_create([*places.classrooms, *places.past.values()], batch_size=2000)
    return places


def _classroom(plan: Plan, facility: Facility, age: int, n: int, year: int, size: int) -> Classroom:
    name, tint = CLASSES[age]
    return Classroom(
        id=plan.made_id("classroom", n), facility=facility, school_year=year, name=name, age=age, tint=tint,
        capacity=size + size % 2,
    )  # fmt: skip


def lay_out_rooms(places: Places) -> None:
    """Put the classes where SQL finds them: `_room`, in order, each with its size and neighbours for siblings."""
    order = {facility.pk: n for n, facility in enumerate(places.facilities)}
    by_age = {(room.facility_id, room.age): room for room in places.past.values()}
    rows = [
        (room.pk, room.facility_id, order[room.facility_id], room.age, places.sizes[room.pk],
         getattr(by_age.get((room.facility_id, room.age - 1)), "pk", None), neighbour)
        for room, neighbour in zip(places.classrooms, _neighbours(places), strict=True)
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    run(
        """
        CREATE TEMP TABLE _room ON COMMIT DROP AS SELECT * FROM unnest(
            %(id)s::uuid[], %(facility)s::uuid[], %(place)s::int[], %(age)s::int[], %(size)s::int[],
            %(past)s::uuid[], %(neighbour)s::int[]
        ) WITH ORDINALITY AS room (id, facility_id, place, age, size, past_id, neighbour, n)
        """,
        **{name: list(column) for name, column in
           zip(("id", "facility", "place", "age", "size", "past", "neighbour"), columns, strict=True)},
    )  # fmt: skip


def _neighbours(places: Places) -> list[int]:
    """For each class the number of another facility where some of its children have an older sibling."""
    count = len(places.facilities)
    clubs = [n for n, facility in enumerate(places.facilities) if facility.kind == Facility.Kind.AFTER_SCHOOL]
    order = {facility.pk: n for n, facility in enumerate(places.facilities)}
    own = [(order[room.facility_id], room.age) for room in places.classrooms]
    return [clubs[n % len(clubs)] if clubs and age >= 1 else (n + 1) % count for n, age in own]
