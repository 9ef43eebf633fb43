"""Clips as they are served: in parts, to one browser for one minute, and looked at again at each part."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from backend import files, passes
from facilities.models import Child, Classroom, Facility, Guardian
from photos import services
from photos.files import clip_of
from photos.models import ClipWork, Photo, PhotoSale, Purpose
from photos.selectors.sales import wares_for
from tests import factories
from tests.conftest import SignIn
from tests.photos import making, selling
from tests.photos.filming import allow

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def clip(facility: Facility, classroom: Classroom, manager: User, child: Child) -> Photo:
    """Shown, with something on the disk that stands for the file that plays."""
    album = making.make_album(facility, manager, [classroom])
    found = making.make_photo(album, [child], with_files=True, media_type="video/mp4", seconds=12)
    files.keep(clip_of(found.facility_id, found.sha256), CONTENT)
    making.show(album)
    return Photo.objects.get(pk=found.pk)


def browser(signed_in: SignIn, guardian: Guardian) -> Client:
    assert guardian.user
    return signed_in(guardian.user)


def address(client: Client, clip: Photo) -> str:
    response = client.get(reverse("photo_door", args=[clip.pk, "clip"]))
    return str(response.headers.get("Location", "")) if response.status_code == 302 else ""


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_a_player_gets_the_parts_it_asks_for(clip: Photo, guardian: Guardian, signed_in: SignIn) -> None:
    client = browser(signed_in, guardian)
    found = address(client, clip)

    whole = client.get(found)
    part = client.get(found, headers={"Range": "bytes=100-199"})
    rest = client.get(found, headers={"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    other = client.get(found, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
    behind = client.get(found, headers={"Range": "bytes=5000-"})

    assert (whole.status_code, body(whole), whole.headers["Content-Type"]) == (200, CONTENT, "video/mp4")
    assert (part.status_code, body(part)) == (206, CONTENT[100:200])
    assert part.headers["Content-Range"] == "bytes 100-199/1024"
    assert (rest.status_code, body(rest)) == (206, CONTENT[1000:])
    assert (other.status_code, body(other)) == (200, CONTENT)
    assert (behind.status_code, behind.headers["Content-Range"]) == (416, "bytes */1024")
    assert (
        "no-store" in part.headers["Cache-Control"] and "sandbox" in part.headers["Content-Security-Policy"]
    )


def test_an_address_of_a_clip_dies_after_a_minute_and_the_door_gives_another(
    clip: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    client = browser(signed_in, guardian)
    found = address(client, clip)

    with time_machine.travel(timezone.now() + timedelta(seconds=passes.LIFETIME + 1), tick=False):
        assert client.get(found, headers={"Range": "bytes=0-9"}).status_code == 404
        assert client.get(address(client, clip), headers={"Range": "bytes=0-9"}).status_code == 206


def test_another_browser_and_other_homes_and_places_do_not_get_it(
    clip: Photo, guardian: Guardian, outsider: Guardian, other_manager: User, signed_in: SignIn
) -> None:
    found = address(browser(signed_in, guardian), clip)

    assert browser(signed_in, guardian).get(found).status_code == 404
    for stranger in (browser(signed_in, outsider), signed_in(other_manager)):
        assert stranger.get(found).status_code == 404
        assert address(stranger, clip) == ""
    assert Client().get(reverse("photo_door", args=[clip.pk, "clip"])).status_code == 302  # to the sign-in


def test_a_consent_withdrawn_ends_it_between_two_parts(
    clip: Photo, guardian: Guardian, child: Child, classroom: Classroom, signed_in: SignIn
) -> None:
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    neighbour = browser(signed_in, factories.make_guardian(factories.make_child(classroom)))
    found = address(neighbour, clip)
    assert neighbour.get(found, headers={"Range": "bytes=0-9"}).status_code == 206
    assert guardian.user

    services.say_consents(actor=guardian.user, child=child, words={Purpose.CLASS_ALBUM: False})

    assert neighbour.get(found, headers={"Range": "bytes=10-19"}).status_code == 404
    assert neighbour.get(reverse("guardian_photo", args=[clip.pk])).status_code == 404


@pytest.mark.parametrize("act", ["takedown", "withdraw", "remove"])
def test_what_is_taken_back_ends_it_between_two_parts(
    clip: Photo, guardian: Guardian, manager: User, signed_in: SignIn, act: str
) -> None:
    client = browser(signed_in, guardian)
    found = address(client, clip)
    assert client.get(found, headers={"Range": "bytes=0-9"}).status_code == 206
    assert guardian.user

    if act == "takedown":
        services.request_takedown(actor=guardian.user, photo=clip)
    elif act == "withdraw":
        services.withdraw_album(actor=manager, album=clip.album)
    else:
        services.remove_photos(actor=manager, album=clip.album, photos=[clip.pk])

    assert client.get(found, headers={"Range": "bytes=10-19"}).status_code == 404
    assert address(client, clip) == ""


def test_a_photo_has_no_clip_and_a_clip_that_is_made_is_nobodys(
    clip: Photo, guardian: Guardian, manager: User, signed_in: SignIn
) -> None:
    still = making.make_photo(clip.album, with_files=True, state=Photo.State.READY)
    client, staff = browser(signed_in, guardian), signed_in(manager)
    assert address(client, still) == ""

    Photo.objects.filter(pk=clip.pk).update(state=Photo.State.MAKING)

    assert address(client, clip) == "" == address(staff, clip)
    page = client.get(reverse("guardian_album", args=[clip.album_id]), {"show": "all"})
    assert str(clip.pk) not in page.content.decode()
    work = staff.get(reverse("office_album", args=[clip.album_id])).content.decode()
    assert "data-making" in work


def test_the_family_sees_how_long_it_is_and_plays_it_on_its_page(
    clip: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    client = browser(signed_in, guardian)

    grid = client.get(reverse("guardian_album", args=[clip.album_id])).content.decode()
    page = client.get(reverse("guardian_photo", args=[clip.pk]))

    assert "0:12" in grid and "data-large " not in grid
    assert (
        f'<video class="clip" src="{reverse("photo_door", args=[clip.pk, "clip"])}"' in page.content.decode()
    )
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]


def test_clips_are_not_sold_and_not_hidden_by_a_sale(
    clip: Photo, guardian: Guardian, child: Child, signed_in: SignIn
) -> None:
    making.agree(guardian, child)
    selling.let_buy(guardian)
    sale = selling.make_sale(clip.album)
    assert guardian.user

    assert not wares_for(guardian.user, sale).exists()
    assert PhotoSale.objects.get() == sale
    client = browser(signed_in, guardian)
    assert client.get(address(client, clip)).status_code == 200


def test_the_web_server_hands_parts_over_where_it_can(
    clip: Photo, guardian: Guardian, signed_in: SignIn, settings: Any
) -> None:
    settings.ENGAWA_ACCEL = "/inner/"
    client = browser(signed_in, guardian)

    response = client.get(address(client, clip), headers={"Range": "bytes=0-9"})

    assert response.headers["X-Accel-Redirect"] == f"/inner/{clip_of(clip.facility_id, clip.sha256)}"
    assert response.headers["Content-Type"] == "video/mp4"


def test_in_a_bucket_parts_are_the_same(
    in_a_bucket: Any, clip: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    client = browser(signed_in, guardian)

    part = client.get(address(client, clip), headers={"Range": "bytes=100-199"})

    assert (part.status_code, body(part)) == (206, CONTENT[100:200])


def test_staff_watch_a_clip_and_hear_why_one_does_not_play(
    clip: Photo, manager: User, signed_in: SignIn
) -> None:
    staff = signed_in(manager)
    page = reverse("office_clip", args=[clip.pk])
    assert "<video" in staff.get(page).content.decode()
    Photo.objects.filter(pk=clip.pk).update(state=Photo.State.REFUSED)
    ClipWork.objects.create(
        photo=clip, facility=clip.facility, state="refused", error="too_long", due_at=timezone.now()
    )

    assert "60" in staff.get(page).content.decode()
    assert staff.post(page).status_code == 302

    clip.refresh_from_db()
    assert clip.state == Photo.State.MAKING


def test_a_clip_has_no_page_to_crop_it(clip: Photo, manager: User, signed_in: SignIn) -> None:
    response = signed_in(manager).get(reverse("office_photo_crop", args=[clip.pk]))

    assert response.status_code == 302


def test_the_office_allows_clips_and_the_picker_offers_them(
    clip: Photo, manager: User, signed_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, work = signed_in(manager), reverse("office_album", args=[clip.album_id])
    settings_page = reverse("office_photo_settings")
    assert "video/mp4" not in staff.get(work).content.decode()

    staff.post(settings_page, {"clips": "on"})

    assert "video/mp4" in staff.get(work).content.decode()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "ffmpeg" in staff.get(settings_page).content.decode()
    staff.post(settings_page)
    assert "video/mp4" not in staff.get(work).content.decode()


def test_a_hostile_file_sent_by_a_browser_gets_a_sentence(
    clip: Photo, manager: User, signed_in: SignIn, facility: Facility, tmp_path: Path
) -> None:
    allow(facility)
    path = making.on_disk(tmp_path, b"#EXTM3U\nfile:///etc/passwd\n")
    with path.open("rb") as file:
        response = signed_in(manager).post(
            reverse("office_album_add", args=[clip.album_id]),
            {"photo": file},
            headers={"Accept": "application/json"},
        )

    assert response.status_code == 422
    assert response.json()["code"] == "neither"
