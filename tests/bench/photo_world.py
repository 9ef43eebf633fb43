"""A nursery with one album for the measures of photos, and servers as a deployment has them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from struct import pack

from django.test import Client
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Facility, Grant, Guardian, Household, Role, StaffMember, StaffPost
from photos.models import Album, Photo
from tests.backend.live_world import eventually
from tests.bench import world
from tests.bench.photos import _photo
from tests.bench.wires import Server, _listens, memory_kb

WORKERS = 2


class Ward:
    """An everyday nursery of sixty households; one mother has an account."""

    def __init__(self) -> None:
        organisation, _office = world.fill(60)
        self.facility = Facility.objects.get(organisation=organisation)
        self.keeper = _user("bench-keeper")
        member = StaffMember.objects.create(organisation=organisation, user=self.keeper, name="計測 園長")
        StaffPost.objects.create(
            organisation=organisation, member=member, facility=self.facility, role=Role.MANAGER,
            starts_on=timezone.localdate(),
        )  # fmt: skip
        self.mother = _user("bench-mother")
        guardian = Guardian.objects.filter(organisation=organisation).order_by("pk")[0]
        Guardian.objects.filter(pk=guardian.pk).update(user=self.mother)
        self.household: Household = guardian.household
        self.child: Child = Grant.objects.filter(guardian=guardian).order_by("pk")[0].child

    def album(self, *, is_shown: bool = True) -> Album:
        day = timezone.localdate() - timedelta(days=1)
        return Album.objects.create(
            facility=self.facility, author=self.keeper, title="計測", starts_on=day, ends_on=day,
            published_at=timezone.now() if is_shown else None,
        )  # fmt: skip

    def photo(self, album: Album, number: int, hashed: str, size: int) -> Photo:
        """A row that has not been saved."""
        return Photo(
            facility=self.facility, album=album, sha256=hashed, media_type="image/jpeg", width=4032, height=3024,
            bytes=size, tone="#c8b68a", recipe=1, position=number, state=Photo.State.READY,
            uploaded_by=self.keeper,
        )  # fmt: skip


def _user(login: str) -> User:
    return User.objects.get_or_create(login=login, defaults={"name": "計測", "password": "!"})[0]


def client_of(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


@cache
def _one() -> bytes:
    return _photo()


def photo_number(number: int) -> bytes:
    """Made once; each says another number in a comment, so that no two are the same file."""
    return b"\xff\xd8\xff\xfe" + pack(">HI", 6, number) + _one()[2:]


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


@contextmanager
def gunicorn() -> Iterator[Server]:
    """Pages under WSGI with threads, as deploy/ starts them."""
    options = [
        "--bind",
        "127.0.0.1:{port}",
        "--workers",
        str(WORKERS),
        "--threads",
        "4",
        "--worker-class",
        "gthread",
    ]
    server = Server("-m", "gunicorn", *options, "--timeout", "120", "backend.wsgi:application")
    try:
        eventually(lambda: _listens(server), within=60)
        yield server
    finally:
        server.stop()


class Peak:
    """The most memory a server and its workers took together while this was open, in megabytes."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over, self.megabytes = pid, threading.Event(), 0.0
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Peak":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.megabytes = max(self.megabytes, together(self._pid))


def together(pid: int) -> float:
    """Megabytes of a process and its children now."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = 0.0
    for one in (pid, *map(int, children)):
        with suppress(OSError, LookupError):
            found += memory_kb(one) / 1024
    return found
