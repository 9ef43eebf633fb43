"""Photos on a home's page, in a form of their own below it."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from contactbook.models import Entry, EntryPhoto, Side, State
from contactbook.services import Upload, add_photo
from facilities.models import Child, Classroom, Guardian
from tests import factories
from tests.contactbook.pages import page_of
from tests.contactbook.pictures import jpeg
from tests.mobile_web.book.home_form import URL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


class Forms(HTMLParser):
    """How deep forms stand in one another."""

    depth = deepest = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.depth += tag == "form"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "form"


def photos_url(child: Child) -> str:
    page = page_of(child, Side.HOME)
    return reverse("entry_photo_add", args=[Side.HOME, page.facility.pk, child.pk, page.day])


def image(name: str = "leaf.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg((60, 40)), "image/jpeg")


def test_photos_stand_in_a_form_of_their_own_not_in_another(phone: Client, child: Child) -> None:
    page = phone.get(URL).content.decode()
    forms = Forms()
    forms.feed(page)

    assert f'action="{photos_url(child)}"' in page
    assert forms.deepest == 1


def test_without_scripts_a_photo_goes_and_comes_back_to_the_page_of_its_child(
    phone: Client, child: Child
) -> None:
    here = f"{URL}?child={child.pk}"
    answer = phone.post(photos_url(child), {"id": uuid4(), "next": here, "photo": image()}, follow=True)
    photo = EntryPhoto.objects.get()

    assert answer.redirect_chain == [(here, 302)]
    assert reverse("entry_photo", args=[photo.pk, "small"]) in answer.content.decode()
    assert (photo.entry.side, photo.entry.state) == (Side.HOME, State.DRAFT)


def test_what_is_no_photo_is_named_and_those_after_it_are_kept(phone: Client, child: Child) -> None:
    files = [image("menu.pdf", b"%PDF-1.7"), image(), image("note.txt", b"hello")]
    answer = phone.post(photos_url(child), {"id": uuid4(), "next": URL, "photo": files}, follow=True)
    page = answer.content.decode()

    assert EntryPhoto.objects.count() == 1
    assert "menu.pdf: This is a PDF and not a photo." in page
    assert "note.txt: This is not a photo" in page


def test_the_same_plain_form_twice_is_one_photo(phone: Client, child: Child) -> None:
    first = uuid4()
    for _twice in range(2):
        phone.post(photos_url(child), {"id": first, "next": URL, "photo": image()})

    assert EntryPhoto.objects.count() == 1


def test_a_photo_is_taken_out_again_from_the_page(phone: Client, guardian: Guardian, child: Child) -> None:
    assert guardian.user
    page = page_of(child, Side.HOME)
    photo = add_photo(actor=guardian.user, page=page, upload=Upload(uuid4(), jpeg((60, 40))))
    remove = reverse("entry_photo_remove", args=[photo.pk])
    assert f'formaction="{remove}"' in phone.get(URL).content.decode()
    phone.post(remove, {"next": URL})

    assert f'formaction="{remove}"' not in phone.get(URL).content.decode()


def test_each_sibling_has_photos_of_her_own(
    phone: Client, guardian: Guardian, child: Child, other_classroom: Classroom
) -> None:
    brother = factories.make_child(other_classroom, given_name="湊斗")
    factories.grant(guardian, brother)
    phone.post(photos_url(brother), {"id": uuid4(), "next": URL, "photo": image()})
    page = phone.get(f"{URL}?child={child.pk}").content.decode()

    assert EntryPhoto.objects.get().entry.child == brother
    assert {photos_url(child), photos_url(brother)} <= set(re.findall(r'action="([^"]+)"', page))
    assert re.findall(r'book-photos" data-beside="([^".]+)[^>]*hidden>', page) == [str(brother.pk)]


def test_the_other_homes_photos_are_not_on_this_homes_page(
    phone: Client, separated_guardian: Guardian, child: Child
) -> None:
    assert separated_guardian.user
    page = page_of(child, Side.HOME)
    photo = add_photo(actor=separated_guardian.user, page=page, upload=Upload(uuid4(), jpeg((60, 40))))

    assert str(photo.pk) not in phone.get(URL).content.decode()


def test_a_form_without_photos_offers_none(phone: Client, guardian: Guardian, child: Child) -> None:
    phone.get(URL)
    assert guardian.user
    entry = add_photo(
        actor=guardian.user, page=page_of(child, Side.HOME), upload=Upload(uuid4(), jpeg())
    ).entry
    entry.template.items = [row for row in entry.template.items if row["kind"] != "photos"]
    entry.template.save()

    assert Entry.objects.exists()
    assert "data-photo-upload" not in phone.get(URL).content.decode()
