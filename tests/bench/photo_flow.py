"""Photos on their way: four hundred come in, a thousand are looked at, two hundred are taken home.

Pictures are synthetic and made once. ENGAWA_BENCH_PHOTOS sets another number for a machine that is not alone.
"""

import io
import os
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import ZipFile

import requests
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend import darkroom, files
from backend.ids import uuid7
from photos import services
from photos.files import original_of, small_of
from photos.models import Order, OrderLine, Photo, PhotoSale, PhotoTag, Purpose, WareKind
from photos.order_states import OrderState
from photos.selectors.family import PAGE
from photos.services.handing_over import make_files
from tests.bench.photo_world import Peak, Ward, client_of, gunicorn, hash_of, photo_number, together
from tests.bench.registry import Row, measure, row

AT_ONCE = 3  # as js/photo_upload.js
MINUTES = 3
SLOW_4G = 1.6e6 / 8
ROUND_TRIP = 0.15
FIRST_SCREEN = 12  # three in a row on a phone, four rows


def _number(otherwise: int) -> int:
    return int(os.environ.get("ENGAWA_BENCH_PHOTOS", otherwise))


@measure("photo_upload")
def photo_upload() -> Iterator[Row]:
    """From the first byte sent until a family's page shows the album with all of them."""
    ward, n = Ward(), _number(400)
    album = ward.album(is_shown=False)
    staff, mother = client_of(ward.keeper), client_of(ward.mother)
    with gunicorn() as server:
        address = f"http://127.0.0.1:{server.port}{reverse('office_album_add', args=[album.pk])}"
        before = together(server.pid)
        began = time.monotonic()
        with Peak(server.pid) as peak, ThreadPoolExecutor(AT_ONCE) as hands:
            statuses = list(hands.map(lambda number: _send(address, staff, number), range(n)))
        sent = time.monotonic() - began
        services.publish_album(actor=ward.keeper, album=album)
        shown = mother.get(reverse("guardian_album", args=[album.pk]), {"show": "all"})
        seconds = time.monotonic() - began
    assert set(statuses) == {200}, statuses
    assert shown.content.decode().count("data-again") >= min(n, PAGE)
    size = len(photo_number(0))
    yield row(
        n=n, measured=seconds, ceiling=None, unit="s", goal=MINUTES * 60 * n / 400, mb_each=round(size / 1e6, 2),
        sent=round(sent, 1), a_photo=round(sent / n, 3), mb_before=round(before), mb_most=round(peak.megabytes),
        load=round(os.getloadavg()[0], 1),
    )  # fmt: skip


def _send(address: str, client: Client, number: int) -> int:
    content, token = photo_number(number), _get_new_csrf_string()
    answer = requests.post(
        address,
        data={"sha256": hash_of(content)},
        files={"photo": (f"{number}.jpg", content, "image/jpeg")},
        cookies={"session": client.cookies["session"].value, "csrf": token},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
        timeout=120,
    )
    return answer.status_code


@measure("photo_zip")
def photo_zip() -> Iterator[Row]:
    """The memory of the server while it sends all photos of an order, beside that while it sends five."""
    ward, n = Ward(), _number(200)
    few, many = (_bought(ward, 0, 5), _bought(ward, 5, n))
    mother = client_of(ward.mother)
    with gunicorn() as server:
        base = f"http://127.0.0.1:{server.port}"
        small, *_ = _fetched(server.pid, base, mother, few)
        large, seconds, content = _fetched(server.pid, base, mother, many)
        rest = requests.get(
            f"{base}{_address(mother, many)}", cookies=_cookies(mother), timeout=600,
            headers={"Range": f"bytes={len(content) // 2}-"},
        )  # fmt: skip
    assert rest.status_code == 206 and content.endswith(rest.content)
    with ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == n and archive.testzip() is None
    yield row(
        n=n, measured=large, ceiling=small, unit="MB of the server", goal=1.15, seconds=round(seconds, 2),
        megabytes=round(len(content) / 1e6), mb_a_second=round(len(content) / 1e6 / seconds),
        load=round(os.getloadavg()[0], 1),
    )  # fmt: skip


def _bought(ward: Ward, first: int, n: int) -> Order:
    """An order that is paid, with originals on the disk and the files for buyers made."""
    album = ward.album()
    contents = ((number, photo_number(number)) for number in range(first, first + n))
    rows = []
    for number, content in contents:
        rows.append(ward.photo(album, number, hash_of(content), len(content)))
        files.keep(original_of(ward.facility.pk, rows[-1].sha256), content)
    Photo.objects.bulk_create(rows)
    now = timezone.now()
    sale = PhotoSale.objects.create(
        facility=ward.facility, album=album, author=ward.keeper, opens_at=now,
        closes_at=now + timedelta(days=9), published_at=now,
    )  # fmt: skip
    order = Order.objects.create(
        facility=ward.facility, household=ward.household, key=uuid7(), number=first + 1, total=n * 120,
        placed_by=ward.mother, state=OrderState.ORDERED,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, facility=ward.facility, household=ward.household, sale=sale, photo=photo,
            kind=WareKind.DATA, yen=120,
        )
        for photo in rows
    )  # fmt: skip
    assert not make_files(photos=rows, seconds=600)
    return order


def _fetched(pid: int, base: str, mother: Client, order: Order) -> tuple[float, float, bytes]:
    """Most megabytes meanwhile, seconds, and the archive."""
    address, parts = _address(mother, order), []
    began = time.monotonic()
    with Peak(pid) as peak:
        with requests.get(f"{base}{address}", cookies=_cookies(mother), stream=True, timeout=600) as answer:
            assert answer.status_code == 200
            parts.extend(answer.iter_content(1024 * 1024))
        seconds = time.monotonic() - began
        time.sleep(0.2)
    return peak.megabytes, seconds, b"".join(parts)


def _address(mother: Client, order: Order) -> str:
    return str(mother.post(reverse("guardian_order_take_all", args=[order.pk]))["Location"])


def _cookies(client: Client) -> dict[str, str]:
    return {"session": client.cookies["session"].value}


@measure("photo_album")
def photo_album() -> Iterator[Row]:
    """What a phone fetches of an album of a thousand before the grid stands, and how long that is on slow 4G.

    Arithmetic, not a radio: one round trip for the page on a warm connection, its bytes as nginx presses them, the
    server's time; style and scripts are in the phone's cache. The photos stand as tones until their bytes are there.
    """
    ward, n = Ward(), _number(1000)
    album = ward.album()
    made = darkroom.develop(_on_disk(photo_number(0)))
    rows = [ward.photo(album, number, hash_of(str(number).encode()), 5_000_000) for number in range(n)]
    Photo.objects.bulk_create(rows)
    PhotoTag.objects.bulk_create(
        PhotoTag(
            facility=ward.facility, photo=photo, child=ward.child, purpose=Purpose.OTHER_CLASSES,
            tagged_by=ward.keeper,
        )
        for photo in rows[::20]
    )  # fmt: skip
    for photo in rows[:PAGE]:
        files.keep(small_of(ward.facility.pk, photo.sha256, "thumb"), made.files["thumb"])
    mother = client_of(ward.mother)
    for page in ("mine", "all"):
        yield _looked_at(
            mother, reverse("guardian_album", args=[album.pk]), page, n, len(made.files["thumb"])
        )


def _looked_at(mother: Client, address: str, page: str, n: int, thumb: int) -> Row:
    mother.get(address, {"show": page})
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        answer: Any = mother.get(address, {"show": page})
        spent.append(time.perf_counter() - began)
    pressed, server = len(zlib.compress(answer.content, 6)), sorted(spent)[2]
    shown = min(FIRST_SCREEN, answer.content.decode().count("data-again"))
    grid = ROUND_TRIP + server + pressed / SLOW_4G
    filled = grid + ROUND_TRIP + shown * thumb / SLOW_4G
    return row(
        n=n, measured=grid, ceiling=None, unit="s until the grid stands on slow 4G", goal=1.0, page=page,
        server_ms=round(server * 1000), html=len(answer.content), html_pressed=pressed, photos=shown,
        thumb_bytes=thumb, all_thumbs_s=round(filled, 2), load=round(os.getloadavg()[0], 1),
    )  # fmt: skip


def _on_disk(content: bytes) -> Path:
    path = Path(mkdtemp()) / "photo.jpg"
    path.write_bytes(content)
    return path
