"""Photos of the contact book on the family's phone."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from contactbook.services import Upload, add_photo, publish_entries
from facilities.models import Child, Facility, Guardian
from tests.conftest import SignIn
from tests.contactbook.pages import page_of
from tests.contactbook.pictures import jpeg
from tests.mobile_web.book.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_photos_stand_small_and_open_large(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, facility: Facility
) -> None:
    photo = add_photo(actor=teacher, page=page_of(child), upload=Upload(uuid4(), jpeg(), "落ち葉の道"))
    publish_entries(actor=teacher, facility=facility, entries=[photo.entry_id])
    client = signed_in(guardian.user)
    page = read(client)
    answer = client.get(reverse("entry_photo", args=[photo.pk, "small"]))

    assert reverse("entry_photo", args=[photo.pk, "large"]) in page
    assert "落ち葉の道" in page
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(
        reverse("entry_photo", args=[photo.pk, "small"]), headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_a_known_copy_of_a_photo_is_no_answer_to_who_may_not_see_it_any_more(
    signed_in: SignIn, teacher: User, outsider: Guardian, child: Child
) -> None:
    photo = add_photo(actor=teacher, page=page_of(child), upload=Upload(uuid4(), jpeg()))
    address = reverse("entry_photo", args=[photo.pk, "small"])
    etag = signed_in(teacher).get(address)["ETag"]

    assert signed_in(outsider.user).get(address, headers={"If-None-Match": etag}).status_code == 404
