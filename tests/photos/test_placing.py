"""Photos are put into a notice, and taken out of it again."""

from uuid import uuid4

import pytest

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Role
from photos import services
from photos.models import Album, Photo, PhotoPlacement, Purpose, TakedownRequest
from photos.selectors.placed import doubts_for_classes
from tests import factories
from tests.photos import making

pytestmark = pytest.mark.django_db
Kind = PhotoPlacement.Kind


@pytest.fixture
def place(facility: Facility) -> services.Place:
    return services.Place(Kind.NOTICE, uuid4(), facility)


@pytest.fixture
def album(facility: Facility, classroom: Classroom, manager: User) -> Album:
    return making.make_album(facility, manager, [classroom])


def put(actor: User, place: services.Place, *photos: Photo) -> int:
    return services.place_photos(actor=actor, place=place, photos=[photo.pk for photo in photos])


def test_twice_is_once_and_the_audit_counts_what_was_new(
    manager: User, place: services.Place, album: Album
) -> None:
    photo = making.make_photo(album)

    assert [put(manager, place, photo), put(manager, place, photo, photo)] == [1, 0]
    entry = AuditEntry.objects.get(action="photo.place")
    assert entry.details == {"photos": 1}


def test_taking_out_leaves_an_entry_and_twice_is_once(
    manager: User, place: services.Place, album: Album
) -> None:
    photo = making.make_photo(album)
    put(manager, place, photo)

    out = [services.take_out(actor=manager, place=place, photo=photo.pk) for _ in range(2)]

    assert out == [True, False]
    assert AuditEntry.objects.filter(action="photo.take_out").count() == 1


def test_the_eleventh_does_not_fit_and_nothing_is_put_in(
    manager: User, place: services.Place, album: Album
) -> None:
    photos = [making.make_photo(album) for _ in range(11)]
    put(manager, place, *photos[:9])

    with pytest.raises(DomainError):
        put(manager, place, *photos[9:])

    assert PhotoPlacement.objects.count() == 9


@pytest.mark.parametrize("why", ["hidden", "taken back", "asked"])
def test_what_is_shown_to_nobody_is_not_put_in(
    manager: User, guardian: Guardian, place: services.Place, album: Album, why: str
) -> None:
    photo = making.make_photo(album)
    if why == "hidden":
        Photo.objects.filter(pk=photo.pk).update(state=Photo.State.HIDDEN)
    elif why == "taken back":
        making.show(album)
        services.withdraw_album(actor=manager, album=album)
    else:
        TakedownRequest.objects.create(
            facility=album.facility,
            photo=photo,
            household=guardian.household,
            requested_by=guardian.user,
            hides=True,
        )

    with pytest.raises(DomainError):
        put(manager, place, photo)


def test_only_who_takes_photos_and_works_on_the_album_puts_it_in(
    other_teacher: User, other_manager: User, facility: Facility, place: services.Place, album: Album
) -> None:
    photo = making.make_photo(album)
    part_timer = factories.make_staff(Role.PART_TIME, facility)

    for actor, refusal in (
        (other_teacher, NotVisible),
        (other_manager, NotVisible),
        (part_timer, NotAllowed),
    ):
        with pytest.raises(refusal):
            put(actor, place, photo)


def test_the_writer_is_told_what_each_class_will_not_see(
    album: Album, guardian: Guardian, child: Child, classroom: Classroom, other_classroom: Classroom
) -> None:
    photo = making.make_photo(album, [child])
    rooms = [classroom, other_classroom]

    nothing_said = doubts_for_classes([photo], rooms)[photo.pk]
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    own_class = doubts_for_classes([photo], rooms)[photo.pk]
    making.agree(guardian, child, Purpose.OTHER_CLASSES)
    everybody = doubts_for_classes([photo], rooms)[photo.pk]

    assert (nothing_said.is_everybody, nothing_said.children) == (True, (child,))
    assert own_class.classrooms == (other_classroom,)
    assert not everybody.hides
