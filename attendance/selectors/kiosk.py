"""What a tablet at the entrance knows, also without a network: first names, who is here, which card is whose."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from attendance.models import Card, Method
from attendance.selectors.board import BoardRow, day_board
from facilities.clock import today_at, zone_of
from facilities.models import Classroom, Facility, Grant, Guardian

NUMBER = "N:"


@dataclass(frozen=True)
class Pupil:
    """A child as the entrance knows her: `plan` is the relation of who fetches her at `leaves`, `by` of all who may."""

    id: UUID
    given: str
    reading: str
    honorific: str
    classroom: UUID
    tint: str
    is_here: bool
    last_ms: int
    plan: str
    leaves: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Right:
    """What a card's holder may for a child: fetch her, and say which of her household fetches her today."""

    child: UUID
    may_fetch: bool = True
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownCard:
    """A living card by the hash of what is read from it, and its children."""

    key: str
    text_hash: str
    method: str
    relation: str
    children: tuple[Right, ...]


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
    """Everything of today. Eleven questions, however many children."""
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
        cards=tuple(
            _cards(facility, {row.child.pk: row for row in board.rows}, asks=board.settings.kiosk_asks_plan)
        ),
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
        leaves=f"{row.pick_up.at:%-H:%M}" if row.pick_up.at else "",
        by=tuple(dict.fromkeys(words.get(relation, "other") for relation, _name in row.adults)),
    )


def _cards(facility: Facility, rows: Mapping[UUID, BoardRow], *, asks: bool) -> list[KnownCard]:
    """Living cards of children who go here, and of adults with a living right to one of them."""
    living = Card.objects.filter(facility=facility, ended_at__isnull=True)
    living = living.filter(Q(child__in=list(rows)) | Q(guardian__isnull=False))
    cards = list(living.select_related("guardian").order_by("pk"))
    holders = {card.guardian_id: card.guardian for card in cards if card.guardian}
    rights = _rights(facility, rows, holders, asks=asks)
    found: list[KnownCard] = []
    for card in cards:
        own = (Right(card.child_id),) if card.child_id else tuple(rights.get(card.guardian_id, ()))  # type: ignore[arg-type]  # one of both is set
        found += _known(card, own) if own else []
    return found


def _rights(
    facility: Facility, rows: Mapping[UUID, BoardRow], holders: Mapping[Any, Guardian], *, asks: bool
) -> dict[UUID, list[Right]]:
    """What each holder may at the entrance, child by child. Two questions."""
    grants = Grant.objects.live(today_at(facility)).filter(child__in=list(rows))
    homes = _homes(grants, {one.household_id for one in holders.values()} if asks else set())
    found: dict[UUID, list[Right]] = {}
    held = grants.filter(guardian__in=list(holders)).order_by("child")
    for pk, child, may, writes in held.values_list("guardian", "child", "can_pick_up", "can_write"):
        speaks = writes and holders[pk].user_id is not None
        home = homes.get((holders[pk].household_id, child), {}) if speaks else {}
        found.setdefault(pk, []).append(Right(child, may, _named_by(home, rows[child])))
    return found


def _homes(grants: QuerySet[Grant], households: set[UUID]) -> dict[tuple[UUID, UUID], dict[UUID, str]]:
    """Who of a household may fetch a child: her relation by her key, in the family's order."""
    found: dict[tuple[UUID, UUID], dict[UUID, str]] = {}
    rows = grants.filter(can_pick_up=True, guardian__household__in=households)
    names = ("guardian__household", "child", "guardian", "guardian__relation")
    for household, child, guardian, relation in rows.order_by("guardian__call_order", "guardian").values_list(
        *names
    ):
        found.setdefault((household, child), {})[guardian] = relation
    return found


def _named_by(home: Mapping[UUID, str], row: BoardRow) -> tuple[str, ...]:
    """Whom she may name for today; nobody where it was said already, or another household's person is planned."""
    plan = row.pick_up
    is_theirs = plan.picker is None or plan.picker.pk in home
    return tuple(dict.fromkeys(home.values())) if is_theirs and not plan.is_changed else ()


def _known(card: Card, children: tuple[Right, ...]) -> list[KnownCard]:
    relation = card.guardian.relation if card.guardian else ""
    is_phone = card.issued_by_id is None and card.guardian_id is not None
    method = Method.PHONE if is_phone else Method.CARD
    known = [KnownCard(card.text_hash, card.text_hash, method, relation, children)]
    if card.number:
        key = number_hash(card.number)
        known.append(KnownCard(key, card.text_hash, Method.NUMBER, relation, children))
    return known
