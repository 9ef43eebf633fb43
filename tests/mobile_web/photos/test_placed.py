"""Photos in a notice: chosen from albums, seen by each family as far as consents go at that moment."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from notices import services as telling
from notices.models import Notice, State
from photos import services
from photos.models import Album, Photo, PhotoPlacement, Purpose, TakedownRequest
from tests import factories
from tests.conftest import SignIn
from tests.mobile_web.book.asking import english
from tests.photos import making

pytestmark = pytest.mark.django_db
Kind = PhotoPlacement.Kind


@pytest.fixture
def album(facility: Facility, classroom: Classroom, manager: User) -> Album:
    """Of one class, shown to nobody yet."""
    return making.make_album(facility, manager, [classroom])


@pytest.fixture
def photo(album: Album, child: Child) -> Photo:
    return making.make_photo(album, [child], with_files=True)


@pytest.fixture
def draft(manager: User, facility: Facility) -> Notice:
    return factories.make_draft(manager, facility.organisation, facility=facility)


@pytest.fixture
def mother(guardian: Guardian, signed_in: SignIn) -> Client:
    return signed_in(user_of(guardian))


def user_of(guardian: Guardian) -> User:
    assert guardian.user
    return guardian.user


def neighbour(classroom: Classroom) -> User:
    """The family of another child of this class."""
    return user_of(factories.make_guardian(factories.make_child(classroom)))


def choose(browser: Client, notice: Notice, *photos: Photo) -> str:
    """Put photos in, and read what the page says then."""
    said = {"photo": [str(photo.pk) for photo in photos]}
    address = reverse("office_notice_photos", args=[notice.pk])
    return english(browser).post(address, said, follow=True).content.decode()


def seen(browser: Client, notice: Notice) -> list[str]:
    """Addresses of the pictures on the family's page, and that each is there to be fetched."""
    page = browser.get(reverse("guardian_notice", args=[notice.pk]))
    assert page.status_code == 200
    found = re.findall(r'<img class="photo" src="(/photos/[^"]+)"', page.content.decode())
    assert all(browser.get(address).status_code == 200 for address in found)
    return found


def sent(manager: User, notice: Notice) -> Notice:
    factories.send(manager, notice)
    return notice


def test_the_family_sees_what_the_office_put_in(
    manager: User, draft: Notice, photo: Photo, mother: Client, signed_in: SignIn
) -> None:
    page = choose(signed_in(manager), draft, photo)

    sent(manager, draft)

    assert "1 / 10" in page
    assert len(seen(mother, draft)) == 1


def test_before_it_is_sent_the_file_is_nobodys(
    manager: User, draft: Notice, photo: Photo, mother: Client, signed_in: SignIn
) -> None:
    choose(signed_in(manager), draft, photo)

    assert mother.get(reverse("photo_door", args=[photo.pk, "thumb"])).status_code == 404


def test_a_photo_of_the_album_that_is_not_in_the_notice_stays_closed(
    manager: User, draft: Notice, photo: Photo, mother: Client, signed_in: SignIn
) -> None:
    other = making.make_photo(photo.album, with_files=True)
    choose(signed_in(manager), draft, photo)
    sent(manager, draft)

    assert mother.get(reverse("photo_door", args=[other.pk, "thumb"])).status_code == 404


def test_class_mates_need_the_class_album_and_other_classes_their_own_word(
    manager: User,
    draft: Notice,
    photo: Photo,
    child: Child,
    guardian: Guardian,
    classroom: Classroom,
    other_classroom: Classroom,
    signed_in: SignIn,
) -> None:
    mate, stranger = signed_in(neighbour(classroom)), signed_in(neighbour(other_classroom))
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    choose(signed_in(manager), draft, photo)

    sent(manager, draft)

    assert len(seen(mate, draft)) == 1
    assert seen(stranger, draft) == []
    making.agree(guardian, child, Purpose.OTHER_CLASSES)
    assert len(seen(stranger, draft)) == 1


def test_a_consent_withdrawn_after_sending_takes_the_photo_away_without_a_trace(
    manager: User,
    draft: Notice,
    photo: Photo,
    child: Child,
    guardian: Guardian,
    classroom: Classroom,
    mother: Client,
    signed_in: SignIn,
) -> None:
    mate = signed_in(neighbour(classroom))
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    choose(signed_in(manager), draft, photo)
    sent(manager, draft)
    (address,) = seen(mate, draft)

    services.say_consents(actor=user_of(guardian), child=child, words={Purpose.CLASS_ALBUM: False})

    assert seen(mate, draft) == []
    assert mate.get(address).status_code == 404
    assert "data-placed" not in mate.get(reverse("guardian_notice", args=[draft.pk])).content.decode()
    assert len(seen(mother, draft)) == 1


@pytest.mark.parametrize("gone", ["hidden", "removed", "album", "recalled", "taken out"])
def test_what_is_shown_no_longer_is_gone_at_the_next_look(
    manager: User, draft: Notice, photo: Photo, mother: Client, signed_in: SignIn, gone: str
) -> None:
    choose(signed_in(manager), draft, photo)
    sent(manager, draft)
    (address,) = seen(mother, draft)

    if gone in ("hidden", "removed"):
        since = timezone.now() if gone == "removed" else None
        Photo.objects.filter(pk=photo.pk).update(state=gone, removed_at=since)
    elif gone == "album":
        making.show(photo.album)
        services.withdraw_album(actor=manager, album=photo.album)
    elif gone == "recalled":
        telling.recall_notice(actor=manager, notice=draft, reason="日付がちがいました")
    else:
        browser = signed_in(manager)
        browser.post(reverse("office_notice_photos", args=[draft.pk]), {"remove": str(photo.pk)})

    assert seen(mother, draft) == []
    assert mother.get(address).status_code == 404


def test_the_separated_parent_sees_it_too_and_the_blocked_one_nothing(
    manager: User,
    draft: Notice,
    photo: Photo,
    separated_guardian: Guardian,
    blocked_guardian: Guardian,
    signed_in: SignIn,
) -> None:
    choose(signed_in(manager), draft, photo)
    sent(manager, draft)
    blocked = signed_in(user_of(blocked_guardian))

    assert len(seen(signed_in(user_of(separated_guardian)), draft)) == 1
    assert blocked.get(reverse("guardian_notice", args=[draft.pk])).status_code == 404
    assert blocked.get(reverse("photo_door", args=[photo.pk, "thumb"])).status_code == 404


def test_a_photo_of_another_facility_is_not_there(
    manager: User, draft: Notice, other_facility: Facility, other_manager: User, signed_in: SignIn
) -> None:
    foreign = making.make_photo(making.make_album(other_facility, other_manager))
    address = reverse("office_notice_photos", args=[draft.pk])

    answer = signed_in(manager).post(address, {"photo": [str(foreign.pk)]})

    assert answer.status_code == 404
    assert not PhotoPlacement.objects.exists()


def test_a_notice_of_the_central_office_takes_none(
    office: User, facility: Facility, photo: Photo, signed_in: SignIn
) -> None:
    notice = factories.make_draft(office, facility.organisation)
    browser = signed_in(office)

    assert browser.get(reverse("office_notice_photos", args=[notice.pk])).status_code == 404
    assert (
        reverse("office_notice_photos", args=[notice.pk])
        not in browser.get(reverse("office_compose", args=[notice.pk])).content.decode()
    )


def test_the_writer_reads_who_will_not_see_it_before_sending(
    manager: User,
    draft: Notice,
    photo: Photo,
    child: Child,
    guardian: Guardian,
    other_classroom: Classroom,
    signed_in: SignIn,
) -> None:
    factories.make_guardian(factories.make_child(other_classroom))
    browser = signed_in(manager)
    making.agree(guardian, child, Purpose.CLASS_ALBUM)

    page = choose(browser, draft, photo)

    assert f"Hidden in {other_classroom.name}: no consent for {child.given_name}" in page
    compose = browser.get(reverse("office_compose", args=[draft.pk])).content.decode()
    assert "1 photo is not shown to some families." in compose


def test_a_photo_without_names_says_that_consents_are_not_looked_at(
    manager: User, draft: Notice, album: Album, signed_in: SignIn
) -> None:
    page = choose(signed_in(manager), draft, making.make_photo(album))

    assert "No name on it yet" in page


def test_a_sent_notice_takes_no_more_photos(
    manager: User, draft: Notice, photo: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    sent(manager, draft)

    page = choose(signed_in(manager), draft, photo)

    assert "write a correction" in page
    assert not PhotoPlacement.objects.exists()


def test_a_correction_begins_with_the_photos_of_the_first(
    manager: User, draft: Notice, photo: Photo, mother: Client, signed_in: SignIn
) -> None:
    browser = signed_in(manager)
    choose(browser, draft, photo)
    sent(manager, draft)

    browser.post(reverse("office_correct", args=[draft.pk]))

    correction = Notice.objects.get(supersedes=draft)
    sent(manager, correction)
    assert len(seen(mother, correction)) == 1


def test_a_draft_thrown_away_takes_its_photos_along(
    manager: User, draft: Notice, photo: Photo, signed_in: SignIn
) -> None:
    browser = signed_in(manager)
    choose(browser, draft, photo)

    browser.post(reverse("office_discard", args=[draft.pk]))

    assert not PhotoPlacement.objects.exists()
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_a_teacher_chooses_from_her_own_classes_albums_only(
    teacher: User,
    manager: User,
    facility: Facility,
    photo: Photo,
    other_classroom: Classroom,
    signed_in: SignIn,
) -> None:
    far = making.make_photo(making.make_album(facility, manager, [other_classroom]))
    notice = factories.make_draft(teacher, facility.organisation, facility=facility)
    browser = signed_in(teacher)

    assert "1 / 10" in choose(browser, notice, photo)
    answer = browser.post(reverse("office_notice_photos", args=[notice.pk]), {"photo": [str(far.pk)]})
    assert answer.status_code == 404
    assert notice.state == State.DRAFT


def test_the_page_of_a_sent_notice_leads_to_its_photos(
    manager: User, draft: Notice, photo: Photo, guardian: Guardian, signed_in: SignIn
) -> None:
    browser = signed_in(manager)
    choose(browser, draft, photo)
    sent(manager, draft)

    page = browser.get(reverse("office_reach", args=[draft.pk])).content.decode()

    assert reverse("office_notice_photos", args=[draft.pk]) in page


def test_a_family_asks_to_take_down_what_stands_only_in_a_notice(
    manager: User, draft: Notice, photo: Photo, mother: Client, signed_in: SignIn
) -> None:
    choose(signed_in(manager), draft, photo)
    sent(manager, draft)
    (address,) = seen(mother, draft)
    page = reverse("guardian_photo", args=[photo.pk])

    assert photo.album.title not in mother.get(page).content.decode()
    mother.post(page, {"reason": "顔が写っています"})

    assert TakedownRequest.objects.get().photo == photo
    assert seen(mother, draft) == []
    assert mother.get(address).status_code == 404
    assert mother.get(page).status_code == 404


def test_nobody_asks_about_a_photo_that_stands_in_nothing_she_reads(
    draft: Notice, photo: Photo, mother: Client, manager: User, signed_in: SignIn
) -> None:
    choose(signed_in(manager), draft, photo)

    answer = mother.post(reverse("guardian_photo", args=[photo.pk]), {"reason": "顔が写っています"})

    assert answer.status_code == 404
    assert not TakedownRequest.objects.exists()
