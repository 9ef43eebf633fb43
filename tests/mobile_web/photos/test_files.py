"""The files of photos: one browser, one minute, one photo, looked at again each time."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from backend import passes
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian
from photos import services
from photos.models import Photo, PhotoSale, Purpose
from photos.services.looking import MOST, count_look
from tests import factories
from tests.conftest import SignIn
from tests.photos import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(facility: Facility, classroom: Classroom, manager: User, child: Child) -> Photo:
    album = making.make_album(facility, manager, [classroom])
    found = making.make_photo(album, [child], with_files=True)
    making.show(album)
    return Photo.objects.get(pk=found.pk)


def browser(signed_in: SignIn, guardian: Guardian) -> Client:
    assert guardian.user
    return signed_in(guardian.user)


def address(client: Client, photo: Photo, size: str = "thumb") -> str:
    response = client.get(reverse("photo_door", args=[photo.pk, size]))
    return str(response.headers.get("Location", "")) if response.status_code == 302 else ""


def test_the_family_fetches_it_and_nothing_is_kept(
    photo: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    client = browser(signed_in, guardian)

    response = client.get(address(client, photo))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_another_browser_of_the_same_person_cannot_use_the_address(
    photo: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    found = address(browser(signed_in, guardian), photo)

    assert browser(signed_in, guardian).get(found).status_code == 404


def test_an_address_dies_after_a_minute(photo: Photo, guardian: Guardian, signed_in: SignIn) -> None:
    client = browser(signed_in, guardian)
    found = address(client, photo)

    with time_machine.travel(timezone.now() + timedelta(seconds=passes.LIFETIME + 1), tick=False):
        assert client.get(found).status_code == 404


def test_an_address_is_of_one_size_of_one_photo(photo: Photo, guardian: Guardian, signed_in: SignIn) -> None:
    client = browser(signed_in, guardian)
    found = address(client, photo)
    other = making.make_photo(photo.album, with_files=True, state=Photo.State.READY)

    for forged in (
        found.replace("/thumb/", "/shown/"),
        found.replace(str(photo.pk), str(other.pk)),
        found[:-2] + "x/",
        found.replace("/thumb/", "/original/"),
        found.replace("/thumb/", "/../../"),
    ):
        assert client.get(forged).status_code == 404


def test_a_consent_withdrawn_ends_addresses_that_were_given(
    photo: Photo, guardian: Guardian, child: Child, classroom: Classroom, signed_in: SignIn
) -> None:
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    neighbour = browser(signed_in, factories.make_guardian(factories.make_child(classroom)))
    found = address(neighbour, photo)
    assert neighbour.get(found).status_code == 200
    assert guardian.user

    services.say_consents(actor=guardian.user, child=child, words={Purpose.CLASS_ALBUM: False})

    assert neighbour.get(found).status_code == 404
    assert address(neighbour, photo) == ""


def test_a_wish_to_take_it_down_ends_addresses_that_were_given(
    photo: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    client = browser(signed_in, guardian)
    found = address(client, photo)
    assert guardian.user

    services.request_takedown(actor=guardian.user, photo=photo)

    assert client.get(found).status_code == 404
    assert address(client, photo) == ""


@pytest.mark.parametrize("asked", ["w=4000", "size=original", "original=1", "width=9999&height=9999"])
def test_no_parameter_asks_for_another_size(
    photo: Photo, guardian: Guardian, signed_in: SignIn, asked: str
) -> None:
    client = browser(signed_in, guardian)
    found = address(client, photo)

    assert client.get(f"{found}?{asked}").content == client.get(found).content


def test_strangers_and_other_sites_find_no_door(
    photo: Photo, guardian: Guardian, outsider: Guardian, other_manager: User, signed_in: SignIn
) -> None:
    door = reverse("photo_door", args=[photo.pk, "thumb"])

    assert address(browser(signed_in, outsider), photo) == ""
    assert address(signed_in(other_manager), photo) == ""
    assert Client().get(door).status_code == 302  # to the sign-in
    framed = browser(signed_in, guardian).get(door, headers={"Sec-Fetch-Site": "cross-site"})
    assert framed.status_code == 404


def test_what_is_sold_is_shown_to_families_as_a_sample(
    photo: Photo, guardian: Guardian, manager: User, signed_in: SignIn
) -> None:
    now = timezone.now()
    PhotoSale.objects.create(
        facility=photo.facility,
        album=photo.album,
        author=manager,
        opens_at=now,
        closes_at=now + timedelta(days=7),
        published_at=now,
    )
    family, staff = browser(signed_in, guardian), signed_in(manager)

    assert address(family, photo, "shown") == ""
    assert address(family, photo, "sample")
    assert address(staff, photo, "shown")


def test_the_web_server_hands_it_over_where_it_can(
    photo: Photo, guardian: Guardian, signed_in: SignIn, settings: pytest.FixtureRequest
) -> None:
    settings.ENGAWA_ACCEL = "/inner/"  # type: ignore[attr-defined]
    client = browser(signed_in, guardian)

    response = client.get(address(client, photo))

    assert response.headers["X-Accel-Redirect"].startswith(f"/inner/photos/{photo.facility_id}/")
    assert response.content == b""


def test_who_opens_more_photos_than_a_person_looks_at_waits_an_hour_and_the_audit_learns_of_it_once(
    photo: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    client = browser(signed_in, guardian)
    assert guardian.user
    for _look in range(MOST):
        count_look(actor=guardian.user, photo=photo)

    answers = [client.get(address(client, photo, "shown")).status_code for _ in range(2)]

    assert answers == [429, 429]
    assert client.get(address(client, photo, "thumb")).status_code == 200
    assert AuditEntry.objects.filter(action="photo.many_looks", subject_id=photo.pk).count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert client.get(address(client, photo, "shown")).status_code == 200
