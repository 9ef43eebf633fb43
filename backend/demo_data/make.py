"""Fill an empty database: a ward, or the facilities of a real list."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from django.contrib.auth.hashers import make_password
from django.db import transaction

from backend.demo_data import facility_list
from backend.demo_data.attendance import make_attendance
from backend.demo_data.book import make_book
from backend.demo_data.care import make_care
from backend.demo_data.events import make_events
from backend.demo_data.families import make_families
from backend.demo_data.joining import make_sheets
from backend.demo_data.logins import PASSWORD, make_named_people
from backend.demo_data.meetings import make_meetings
from backend.demo_data.naps import make_naps
from backend.demo_data.notices import make_notices
from backend.demo_data.numbers import Plan, make_functions, run
from backend.demo_data.open_days import make_open_days
from backend.demo_data.photos import make_photos
from backend.demo_data.places import Places, make_ward
from backend.demo_data.requests import make_requests
from backend.demo_data.sales import make_sales
from backend.demo_data.staff import make_staff
from backend.demo_data.surveys import make_surveys
from backend.demo_data.tablets import make_tablets

Say = Callable[[str], object]


@transaction.atomic
def seed_ward(plan: Plan, say: Say = print) -> None:
    """The invented ward with its families, staff and two weeks of notices, all or nothing."""
    make_functions(plan)
    with _Stopwatch(say, "places"):
        places = make_ward(plan)
    _people(plan, places, say, light=False)
    make_sheets(plan)
    make_requests(plan)
    make_tablets(plan, places)
    with _Stopwatch(say, "attendance"):
        make_attendance(plan, places)
    with _Stopwatch(say, "extended care"):
        make_care(plan, places)
    with _Stopwatch(say, "naps"):
        make_naps(plan, places)
        make_open_days(plan, places)
    with _Stopwatch(say, "contact books"):
        make_book(plan, places)
    with _Stopwatch(say, "notices"):
        make_notices(plan, places)
    with _Stopwatch(say, "surveys"):
        make_surveys(plan, places)
        make_events(plan, places)
        make_meetings(plan, places)
    with _Stopwatch(say, "photos"):
        make_photos(plan)
        make_sales(plan)


@transaction.atomic
def seed_facility_list(plan: Plan, files: list[Path], ward: str = "", say: Say = print) -> None:
    """The facilities of a list, each filled to its capacity; `ward` keeps to one ward of it."""
    make_functions(plan)
    with _Stopwatch(say, "places"):
        places = facility_list.make_places(plan, files, ward)
    _people(plan, places, say, light=True)


def _people(plan: Plan, places: Places, say: Say, *, light: bool) -> None:
    password_hash = make_password(PASSWORD)
    with _Stopwatch(say, "staff"):
        make_staff(plan, places, password_hash, light=light)
    with _Stopwatch(say, "families"):
        make_families(plan, places, password_hash)
        make_named_people(plan, places, password_hash)
    with _Stopwatch(say, "keys agree"):
        _check_keys()


def _check_keys() -> None:
    """Check the foreign keys after ANALYZE: planned without statistics, each composite one scans its organisation."""
    run("ANALYZE")
    run("SET CONSTRAINTS ALL IMMEDIATE")


class _Stopwatch:
    """Says how long a step took."""

    def __init__(self, say: Say, step: str) -> None:
        self.say, self.step = say, step

    def __enter__(self) -> None:
        self.started = monotonic()

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self.say(f"  {self.step}: {monotonic() - self.started:.1f} s")
