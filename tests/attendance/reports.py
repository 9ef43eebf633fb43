"""Reports as families send them, for tests."""

from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from attendance import services
from attendance.models import Report
from attendance.services import Seat, Words
from facilities.models import Child, Facility, Guardian

WEDNESDAY = date(2026, 11, 25)  # the day of tests.conftest.MORNING


def ill(**fields: Any) -> Words:
    values = {"kind": "absent", "starts_on": WEDNESDAY, "ends_on": WEDNESDAY, "reason": "sick"}
    return Words(**{**values, "temperature": Decimal("38.2"), "symptoms": ("cough",), **fields})


def late(**fields: Any) -> Words:
    return Words(
        **{"kind": "late", "starts_on": WEDNESDAY, "ends_on": WEDNESDAY, "time": time(10, 30), **fields}
    )


def fetched_by(picker: Guardian | None = None, **fields: Any) -> Words:
    values = {"kind": "pick_up", "starts_on": WEDNESDAY, "ends_on": WEDNESDAY, "time": time(17, 30)}
    return Words(**{**values, "picker": picker, **fields})


def send(
    guardian: Guardian,
    facility: Facility,
    *children: Child,
    words: Words | None = None,
    id: UUID | None = None,
) -> list[Report]:
    assert guardian.user
    seats = [Seat(child, facility) for child in children]
    return services.send_report(actor=guardian.user, seats=seats, id=id or uuid4(), words=words or ill())


def sent(guardian: Guardian, facility: Facility, child: Child, words: Words | None = None) -> Report:
    return send(guardian, facility, child, words=words)[0]
