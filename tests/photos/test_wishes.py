"""A family's wish that a photo be shown no longer."""

import pytest

from accounts.models import User
from backend.errors import Conflict, NotAllowed, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian
from notices.models import Message
from photos import services
from photos.models import Album, Photo, TakedownRequest
from photos.selectors.staff import wishes_of
from tests import factories
from tests.photos import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.show(making.make_album(facility, teacher, [classroom]))


@pytest.fixture
def photo(album: Album, guardian: Guardian, child: Child) -> Photo:
    making.agree(guardian, child)
    return making.make_photo(album, [child], state=Photo.State.READY)


@pytest.fixture
def neighbour(classroom: Classroom) -> Guardian:
    return factories.make_guardian(factories.make_child(classroom))


def ask(guardian: Guardian, photo: Photo, reason: str = "顔がはっきり写っています") -> TakedownRequest:
    assert guardian.user
    return services.request_takedown(actor=guardian.user, photo=photo, reason=reason)


def sees(guardian: Guardian, photo: Photo) -> bool:
    assert guardian.user
    return Photo.objects.visible_to(guardian.user).filter(pk=photo.pk).exists()


def test_her_own_childs_photo_is_hidden_until_the_office_answers(
    photo: Photo, guardian: Guardian, neighbour: Guardian, manager: User
) -> None:
    wish = ask(guardian, photo)
    assert not sees(guardian, photo) and not sees(neighbour, photo)

    services.decide_takedown(actor=manager, wish=wish, is_taken=False, answer="集合写真のため残します")

    assert sees(neighbour, photo)
    assert Message.objects.filter(kind="photo_answer", guardian=guardian).count() == 1


def test_a_photo_of_others_waits_for_the_office(
    photo: Photo, neighbour: Guardian, guardian: Guardian
) -> None:
    ask(neighbour, photo)

    assert sees(guardian, photo)


def test_what_is_taken_down_stays_down(photo: Photo, guardian: Guardian, manager: User) -> None:
    wish = ask(guardian, photo)

    services.decide_takedown(actor=manager, wish=wish, is_taken=True)
    services.decide_takedown(actor=manager, wish=wish, is_taken=True)

    assert not sees(guardian, photo)
    assert Photo.objects.get(pk=photo.pk).state == Photo.State.HIDDEN
    with pytest.raises(Conflict):
        services.decide_takedown(actor=manager, wish=wish, is_taken=False)


def test_the_same_wish_twice_is_one(photo: Photo, guardian: Guardian, manager: User) -> None:
    assert ask(guardian, photo) == ask(guardian, photo)
    assert wishes_of(manager) == list(TakedownRequest.objects.all())


def test_who_does_not_see_the_photo_has_no_wish(
    photo: Photo, outsider: Guardian, relative: Guardian, blocked_guardian: Guardian
) -> None:
    for stranger in (outsider, blocked_guardian):
        with pytest.raises(NotVisible):
            ask(stranger, photo)
    with pytest.raises(NotAllowed):
        ask(relative, photo)


def test_the_office_answers_and_nobody_else(
    photo: Photo, guardian: Guardian, teacher: User, other_manager: User
) -> None:
    wish = ask(guardian, photo)

    with pytest.raises(NotAllowed):
        services.decide_takedown(actor=teacher, wish=wish, is_taken=True)
    with pytest.raises(NotVisible):
        services.decide_takedown(actor=other_manager, wish=wish, is_taken=True)
    assert wishes_of(teacher) == wishes_of(other_manager) == []


def test_a_favourite_is_hers_alone(photo: Photo, guardian: Guardian, outsider: Guardian) -> None:
    assert guardian.user and outsider.user

    services.set_favourite(actor=guardian.user, photo=photo, is_favourite=True)
    services.set_favourite(actor=guardian.user, photo=photo, is_favourite=True)

    assert photo.favourites.count() == 1
    with pytest.raises(NotVisible):
        services.set_favourite(actor=outsider.user, photo=photo, is_favourite=True)
