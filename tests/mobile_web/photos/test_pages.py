"""The pages where photos come in, get names and are shown; and the family's album."""

from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from photos.models import Album, Photo, PhotoConsent, PhotoTag
from tests.conftest import SignIn
from tests.photos import making

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def album(facility: Facility, classroom: Classroom, manager: User) -> Album:
    return making.make_album(facility, manager, [classroom])


def send(client: Client, album: Album, content: bytes, name: str = "a.jpg", **said: str) -> dict[str, object]:
    data = {"photo": SimpleUploadedFile(name, content), **said}
    response = client.post(reverse("office_album_add", args=[album.pk]), data, headers=JSON)
    return {"status": response.status_code, **response.json()}


def test_a_script_hears_of_each_photo(album: Album, manager: User, signed_in: SignIn) -> None:
    client, content = signed_in(manager), making.picture()
    digest = sha256(content).hexdigest()

    sent = send(client, album, content, sha256=digest)
    known = client.post(
        reverse("office_album_known", args=[album.pk]), {"sha256": [digest, "0" * 64, "nonsense"]}
    )

    assert (sent["status"], sent["new"]) == (200, True)
    assert known.json() == {"there": [digest]}


def test_a_bad_file_gets_its_sentence_and_the_next_one_arrives(
    album: Album, manager: User, signed_in: SignIn
) -> None:
    client = signed_in(manager)

    refused = send(client, album, b"<svg/>", "photo.jpg")
    taken = send(client, album, making.picture())

    assert (refused["status"], refused["code"], refused["saved"]) == (422, "not_a_photo", False)
    assert taken["status"] == 200


def test_without_scripts_several_files_come_with_one_form(
    album: Album, manager: User, signed_in: SignIn
) -> None:
    client = signed_in(manager)
    sent = [SimpleUploadedFile("a.jpg", making.picture()), SimpleUploadedFile("b.jpg", b"")]

    response = client.post(reverse("office_album_add", args=[album.pk]), {"photo": sent}, follow=True)

    assert album.photos.count() == 1
    assert "b.jpg" in response.content.decode()


def test_a_tap_names_a_child_and_a_second_one_takes_the_name_off(
    album: Album, manager: User, child: Child, signed_in: SignIn
) -> None:
    client, photos = signed_in(manager), [making.make_photo(album) for _ in range(2)]
    said = {"photo": [photo.pk for photo in photos], "child": child.pk}

    answer = client.post(reverse("office_album_tag", args=[album.pk]), said, headers=JSON).json()
    assert [one["names"][0]["name"] for one in answer["photos"]] == [child.given_name] * 2
    client.post(reverse("office_album_tag", args=[album.pk]), said)

    assert not PhotoTag.objects.exists()


def test_the_album_page_costs_the_same_for_many_photos(
    album: Album, manager: User, child: Child, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = signed_in(manager)
    page = reverse("office_album", args=[album.pk])
    for _ in range(3):
        making.make_photo(album, [child])
    client.get(page)
    with django_assert_max_num_queries(45) as few:  # type: ignore[operator]
        client.get(page)
    for _ in range(17):
        making.make_photo(album, [child])

    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        client.get(page)


def test_the_office_shows_the_album_and_the_family_finds_it(
    album: Album, manager: User, guardian: Guardian, child: Child, signed_in: SignIn
) -> None:
    making.make_photo(album, [child])
    signed_in(manager).post(reverse("office_album_act", args=[album.pk]), {"act": "publish"})
    assert guardian.user

    client = signed_in(guardian.user)
    listed = client.get(reverse("guardian_albums")).content.decode()
    shown = client.get(reverse("guardian_album", args=[album.pk])).content.decode()

    assert album.title in listed
    assert child.given_name in shown and "/thumb/" in shown


def test_a_heart_stays(album: Album, guardian: Guardian, child: Child, signed_in: SignIn) -> None:
    photo = making.make_photo(album, [child])
    making.show(album)
    assert guardian.user
    client = signed_in(guardian.user)

    answer = client.post(reverse("guardian_photo_like", args=[photo.pk]), {"on": "1"}, headers=JSON)
    liked = client.get(reverse("guardian_album", args=[album.pk]) + "?show=liked").content.decode()

    assert answer.json() == {"on": True}
    assert str(photo.pk) in liked


def test_a_family_says_what_it_agrees_to(guardian: Guardian, child: Child, signed_in: SignIn) -> None:
    assert guardian.user
    page = reverse("guardian_photo_consents")

    signed_in(guardian.user).post(page, {"child": child.pk, "class_album": "yes", "website": "no"})

    said = dict(PhotoConsent.objects.values_list("purpose", "given"))
    assert said == {"class_album": True, "website": False}


def test_a_parent_of_another_home_learns_nothing_of_its_consents(
    guardian: Guardian, separated_guardian: Guardian, child: Child, signed_in: SignIn
) -> None:
    assert separated_guardian.user
    page = reverse("guardian_photo_consents")
    client = signed_in(separated_guardian.user)
    before = client.get(page).content.decode().count("checked")

    making.agree(guardian, child, given=False)

    assert client.get(page).content.decode().count("checked") == before


def test_the_list_of_albums_is_there_with_and_without_photos(
    album: Album, manager: User, signed_in: SignIn
) -> None:
    client = signed_in(manager)
    assert client.get(reverse("office_albums")).status_code == 200
    making.make_photo(album)

    page = client.get(reverse("office_albums")).content.decode()

    assert album.title in page and Photo.objects.count() == 1
