"""What a tablet at the entrance knows, also without a network: first names, who is here, which card is whose."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from attendance.models import Card, Method
from attendance.selectors.board import BoardRow, day_board
from facilities.clock import today_at, zone_of
from facilities.models import Classroom, Facility, Grant, Guardian

NUMBER = "N:"


@dataclass(frozen=True)
class Pupil:
    """A child as the entrance knows her. `plan` is the relation of who is to fetch her, `by` of all who may."""

    id: UUID
    given: str
    reading: str
    honorific: str
    classroom: UUID
    tint: str
    is_here: bool
    last_ms: int
    plan: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class KnownCard:
    """A living card by the hash of what is read from it. `children` are (child, may her holder fetch her)."""

    key: str
    text_hash: str
    method: str
    relation: str
    children: tuple[tuple[UUID, bool], ...]


@dataclass(frozen=True)
class KioskRoster:
    """A facility at its entrance, at a moment of the server's clock (ms)."""

    at_ms: int
    lock_minutes: int
    has_names: bool
    zone: str
    classrooms: tuple[Classroom, ...]
    pupils: tuple[Pupil, ...]
    cards: tuple[KnownCard, ...]


def number_hash(number: str) -> str:
    """By this a tablet knows the number of a card, which itself is not on it."""
    return sha256((NUMBER + number).encode()).hexdigest()


def kiosk_roster(facility: Facility) -> KioskRoster:
    """Everything of today. Ten questions, however many children."""
    board = day_board(facility)
    alike = Counter((row.classroom.pk, row.child.given_name) for row in board.rows)
    rooms = {row.classroom.pk: row.classroom for row in board.rows}
    pupils = [_pupil(row, alike[row.classroom.pk, row.child.given_name] > 1) for row in board.rows]
    pupils.sort(key=lambda one: (one.reading, str(one.id)))
    return KioskRoster(
        at_ms=int(timezone.now().timestamp() * 1000),
        lock_minutes=board.settings.duplicate_minutes,
        has_names=board.settings.kiosk_touch,
        zone=str(zone_of(facility)),
        classrooms=tuple(rooms.values()),
        pupils=tuple(pupils),
        cards=tuple(_cards(facility, {one.id for one in pupils})),
    )


def _pupil(row: BoardRow, is_alike: bool) -> Pupil:
    """Her first name alone; where two of a class are called alike, with the first sign of the other."""
    child, stamped = row.child, row.attendance
    initial = f" ({child.family_name[:1]})" if is_alike else ""
    planned = row.pick_up.picker.relation if row.pick_up.picker and row.pick_up.may else ""
    words = {str(label): value for value, label in Guardian.Relation.choices}
    return Pupil(
        id=child.pk,
        given=child.given_name + initial,
        reading=(child.given_kana or child.given_name) + initial,
        honorific=child.honorific,
        classroom=row.classroom.pk,
        tint=row.classroom.tint,
        is_here=bool(stamped and stamped.is_here),
        last_ms=int(stamped.last_at.timestamp() * 1000) if stamped and stamped.last_at else 0,
        plan=Guardian.Relation.OTHER if row.pick_up.proxy else planned,
        by=tuple(dict.fromkeys(words.get(relation, "other") for relation, _name in row.adults)),
    )


def _cards(facility: Facility, here: set[UUID]) -> list[KnownCard]:
    """Living cards of children who go here, and of adults with a living right to one of them."""
    rows = Card.objects.filter(facility=facility, ended_at__isnull=True).filter(
        Q(child__in=here) | Q(guardian__isnull=False)
    )
    cards = list(rows.select_related("guardian").order_by("pk"))
    holders = {card.guardian_id for card in cards if card.guardian_id}
    grants = Grant.objects.live(today_at(facility)).filter(guardian__in=holders, child__in=here)
    rights: dict[UUID, list[tuple[UUID, bool]]] = {}
    for guardian, child, may in grants.values_list("guardian", "child", "can_pick_up").order_by("child"):
        rights.setdefault(guardian, []).append((child, may))
    found: list[KnownCard] = []
    for card in cards:
        children = ((card.child_id, True),) if card.child_id else tuple(rights.get(card.guardian_id, ()))  # type: ignore[arg-type]  # one of both is set
        found += _known(card, tuple(children)) if children else []
    return found


def _known(card: Card, children: tuple[tuple[UUID, bool], ...]) -> list[KnownCard]:
    relation = card.guardian.relation if card.guardian else ""
    is_phone = card.issued_by_id is None and card.guardian_id is not None
    method = Method.PHONE if is_phone else Method.CARD
    known = [KnownCard(card.text_hash, card.text_hash, method, relation, children)]
    if card.number:
        key = number_hash(card.number)
        known.append(KnownCard(key, card.text_hash, Method.NUMBER, relation, children))
    return known
