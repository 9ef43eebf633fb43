"""Photos of albums on a child's page of the contact book."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contactbook.models import Entry, Side, State
from contactbook.services import publish_entries
from facilities.models import Child, Classroom, Facility, Guardian
from photos.models import Photo, PhotoPlacement, Purpose
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import page_of
from tests.mobile_web.book.asking import english
from tests.mobile_web.book.reading import read
from tests.photos import making

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def photo(facility: Facility, classroom: Classroom, manager: User, child: Child) -> Photo:
    """Of an album that is shown to nobody."""
    return making.make_photo(making.make_album(facility, manager, [classroom]), [child], with_files=True)


def address(child: Child, facility: Facility) -> str:
    return reverse("entry_album_photos", args=[facility.pk, child.pk, page_of(child).day])


def put(browser: Client, child: Child, facility: Facility, *photos: Photo) -> str:
    said = {"photo": [str(photo.pk) for photo in photos]}
    return english(browser).post(address(child, facility), said, follow=True).content.decode()


def publish(teacher: User, child: Child, facility: Facility) -> Entry:
    entry = Entry.objects.get(child=child, side=Side.NURSERY)
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    return entry


def pictures(browser: Client) -> list[str]:
    """Addresses of album photos on the family's page, each of which can be fetched."""
    found = re.findall(r'<img class="photo" src="(/photos/[^"]+)" data-again', read(browser))
    assert all(browser.get(one).status_code == 200 for one in found)
    return found


def test_the_family_sees_them_on_the_published_page(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, facility: Facility, photo: Photo
) -> None:
    mother = signed_in(guardian.user)
    page = put(signed_in(teacher), child, facility, photo)
    before = mother.get(reverse("photo_door", args=[photo.pk, "thumb"])).status_code

    entry = publish(teacher, child, facility)

    assert "1 / 4" in page
    assert entry.cells["photos"]["v"] is True
    assert before == 404
    assert len(pictures(mother)) == 1


def test_a_class_mate_on_it_needs_the_class_albums_consent_at_each_look(
    signed_in: SignIn,
    teacher: User,
    guardian: Guardian,
    child: Child,
    facility: Facility,
    classroom: Classroom,
    photo: Photo,
) -> None:
    mate = factories.make_child(classroom)
    family = factories.make_guardian(mate)
    both = making.make_photo(photo.album, [child, mate], with_files=True)
    warned = put(signed_in(teacher), child, facility, both)
    publish(teacher, child, facility)
    mother = signed_in(guardian.user)

    assert f"Hidden from this family: no consent for {mate.given_name}" in warned
    assert pictures(mother) == []
    making.agree(family, mate, Purpose.CLASS_ALBUM)
    (found,) = pictures(mother)
    making.agree(family, mate, Purpose.CLASS_ALBUM, given=False)
    assert pictures(mother) == []
    assert mother.get(found).status_code == 404


def test_another_family_of_the_class_does_not_see_what_stands_in_this_childs_page(
    signed_in: SignIn,
    teacher: User,
    guardian: Guardian,
    child: Child,
    facility: Facility,
    classroom: Classroom,
    photo: Photo,
) -> None:
    making.agree(guardian, child)
    put(signed_in(teacher), child, facility, photo)
    publish(teacher, child, facility)
    neighbour = factories.make_guardian(factories.make_child(classroom))

    door = signed_in(neighbour.user).get(reverse("photo_door", args=[photo.pk, "thumb"]))

    assert door.status_code == 404


def test_a_photo_taken_out_of_a_published_page_is_gone(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, facility: Facility, photo: Photo
) -> None:
    browser, mother = signed_in(teacher), signed_in(guardian.user)
    put(browser, child, facility, photo)
    publish(teacher, child, facility)

    browser.post(address(child, facility), {"remove": str(photo.pk)})

    assert pictures(mother) == []
    assert not PhotoPlacement.objects.exists()


def test_a_published_page_takes_no_more(
    signed_in: SignIn, teacher: User, child: Child, facility: Facility, photo: Photo
) -> None:
    browser = signed_in(teacher)
    put(browser, child, facility, photo)
    publish(teacher, child, facility)

    put(browser, child, facility, making.make_photo(photo.album))

    assert PhotoPlacement.objects.count() == 1


def test_a_page_takes_four_and_says_so(
    signed_in: SignIn, teacher: User, child: Child, facility: Facility, photo: Photo
) -> None:
    more = [making.make_photo(photo.album) for _ in range(4)]

    page = put(signed_in(teacher), child, facility, photo, *more)

    assert "4 photos fit here. Nothing was put in" in page
    assert not PhotoPlacement.objects.exists()
    assert not Entry.objects.filter(child=child, side=Side.NURSERY, state=State.PUBLISHED).exists()


def test_a_page_offers_albums_of_its_class_and_of_the_whole_house_only(
    signed_in: SignIn,
    manager: User,
    child: Child,
    facility: Facility,
    other_classroom: Classroom,
    photo: Photo,
) -> None:
    far = making.make_album(facility, manager, [other_classroom], title="きりん組の遠足")
    making.make_photo(far)
    whole = making.make_album(facility, manager, title="運動会")
    making.make_photo(whole)

    page = signed_in(manager).get(address(child, facility)).content.decode()

    assert whole.title in page
    assert photo.album.title in page
    assert far.title not in page


def test_a_colleague_of_another_class_has_no_such_page(
    signed_in: SignIn, other_teacher: User, child: Child, facility: Facility, photo: Photo
) -> None:
    assert signed_in(other_teacher).get(address(child, facility)).status_code == 404


def test_the_grid_leads_there(
    signed_in: SignIn, teacher: User, classroom: Classroom, child: Child, facility: Facility, photo: Photo
) -> None:
    browser = signed_in(teacher)
    put(browser, child, facility, photo)

    page = browser.get(reverse("teacher_book", args=[classroom.pk])).content.decode()

    assert "book-album-link" in page
    assert '"placed": 1' in page


def test_who_teaches_the_class_sees_them_in_the_childs_book(
    signed_in: SignIn, teacher: User, child: Child, facility: Facility, photo: Photo
) -> None:
    browser = signed_in(teacher)
    put(browser, child, facility, photo)

    page = browser.get(reverse("teacher_book_child", args=[child.pk])).content.decode()

    assert reverse("photo_door", args=[photo.pk, "thumb"]) in page
