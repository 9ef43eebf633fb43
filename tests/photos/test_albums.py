"""Who sees an album, and which of its photos: consents decide at each look, not once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian, Role
from notices.models import Message
from photos import services
from photos.models import Album, Photo, PhotoConsent, PhotoTag, Purpose
from photos.selectors import family, staff
from photos.selectors.audience import guardians_of
from tests import factories
from tests.photos import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


@pytest.fixture
def friend(classroom: Classroom) -> Child:
    return factories.make_child(classroom, given_name="湊斗")


@pytest.fixture
def friends_mother(friend: Child) -> Guardian:
    return factories.make_guardian(friend)


def user_of(guardian: Guardian) -> User:
    assert guardian.user
    return guardian.user


def sees(guardian: Guardian) -> set[Photo]:
    return set(Photo.objects.visible_to(user_of(guardian)))


def test_before_it_is_shown_no_family_sees_it(album: Album, guardian: Guardian, child: Child) -> None:
    making.make_photo(album, [child])

    assert sees(guardian) == set()
    assert not Album.objects.visible_to(user_of(guardian)).exists()


def test_a_shown_album_reaches_its_classes_and_nobody_else(
    album: Album, guardian: Guardian, other_classroom: Classroom, outsider: Guardian
) -> None:
    photo = making.make_photo(album)
    making.show(album)
    elsewhere = factories.make_guardian(factories.make_child(other_classroom))

    assert sees(guardian) == {photo}
    assert sees(elsewhere) == sees(outsider) == set()
    assert guardian in guardians_of(album) and elsewhere not in guardians_of(album)


def test_blocked_and_expired_guardians_see_nothing(
    album: Album, blocked_guardian: Guardian, expired_guardian: Guardian
) -> None:
    making.make_photo(album)
    making.show(album)

    assert sees(blocked_guardian) == sees(expired_guardian) == set()


def test_a_child_who_came_after_the_day_is_not_in_the_album(album: Album, classroom: Classroom) -> None:
    making.make_photo(album)
    making.show(album)
    newcomer = factories.make_child(classroom)
    newcomer.enrolments.update(starts_on=album.ends_on + timedelta(days=1))

    assert sees(factories.make_guardian(newcomer)) == set()


def test_without_a_word_a_child_is_seen_by_her_own_family_only(
    album: Album, guardian: Guardian, child: Child, friends_mother: Guardian
) -> None:
    photo = making.make_photo(album, [child])
    making.show(album)

    assert sees(guardian) == {photo}
    assert sees(friends_mother) == set()


def test_a_consent_withdrawn_later_hides_the_photo_at_once(
    album: Album, guardian: Guardian, child: Child, friends_mother: Guardian
) -> None:
    photo = making.make_photo(album, [child])
    making.show(album)
    services.say_consents(actor=user_of(guardian), child=child, words={Purpose.CLASS_ALBUM: True})
    assert sees(friends_mother) == {photo}

    services.say_consents(actor=user_of(guardian), child=child, words={Purpose.CLASS_ALBUM: False})

    assert sees(friends_mother) == set()
    assert PhotoConsent.objects.filter(child=child).count() == 2


def test_one_household_that_says_no_is_enough(
    album: Album,
    guardian: Guardian,
    separated_guardian: Guardian,
    child: Child,
    friends_mother: Guardian,
) -> None:
    making.make_photo(album, [child])
    making.show(album)
    making.agree(guardian, child, Purpose.CLASS_ALBUM)

    making.agree(separated_guardian, child, Purpose.CLASS_ALBUM, given=False)

    assert sees(friends_mother) == set()


def test_an_album_of_several_classes_takes_another_consent(
    facility: Facility,
    classroom: Classroom,
    other_classroom: Classroom,
    manager: User,
    guardian: Guardian,
    child: Child,
    friends_mother: Guardian,
) -> None:
    wide = making.make_album(facility, manager, [classroom, other_classroom])
    photo = making.make_photo(wide)
    services.tag_photos(actor=manager, album=wide, photos=[photo.pk], child=child)
    making.show(wide)
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    assert sees(friends_mother) == set()

    making.agree(guardian, child, Purpose.OTHER_CLASSES)

    assert sees(friends_mother) == {photo}


def test_other_classes_of_an_album_change_what_consent_it_takes(
    album: Album, manager: User, classroom: Classroom, other_classroom: Classroom, child: Child
) -> None:
    photo = making.make_photo(album)
    services.tag_photos(actor=manager, album=album, photos=[photo.pk], child=child)
    assert PhotoTag.objects.get().purpose == Purpose.CLASS_ALBUM
    words = {"title": album.title, "kind": album.kind, "starts_on": album.starts_on, "ends_on": album.ends_on}

    services.change_album(actor=manager, album=album, classrooms=[classroom, other_classroom], **words)

    assert PhotoTag.objects.get().purpose == Purpose.OTHER_CLASSES


def test_publishing_tells_each_family_once(album: Album, manager: User, guardian: Guardian) -> None:
    making.make_photo(album)

    services.publish_album(actor=manager, album=album)
    services.publish_album(actor=manager, album=album)

    assert Message.objects.filter(kind="album", guardian=guardian).count() == 1
    assert Photo.objects.get().state == Photo.State.READY


def test_what_comes_after_publishing_waits_for_another_look(
    album: Album, manager: User, guardian: Guardian
) -> None:
    first = making.make_photo(album)
    services.publish_album(actor=manager, album=album)
    late = making.make_photo(album)
    assert sees(guardian) == {first}

    services.publish_album(actor=manager, album=album)

    assert sees(guardian) == {first, late}


def test_an_album_taken_back_is_gone_at_once(album: Album, manager: User, guardian: Guardian) -> None:
    making.make_photo(album)
    services.publish_album(actor=manager, album=album)

    services.withdraw_album(actor=manager, album=album)

    assert sees(guardian) == set()


def test_an_empty_album_and_one_never_shown_are_refused(album: Album, manager: User) -> None:
    with pytest.raises(DomainError):
        services.publish_album(actor=manager, album=album)
    with pytest.raises(Conflict):
        services.withdraw_album(actor=manager, album=album)


def test_teachers_prepare_and_the_office_shows(album: Album, teacher: User, other_manager: User) -> None:
    making.make_photo(album)

    with pytest.raises(NotAllowed):
        services.publish_album(actor=teacher, album=album)
    with pytest.raises(NotVisible):
        services.publish_album(actor=other_manager, album=album)


def test_a_teacher_works_on_albums_of_her_class_and_of_the_whole_house(
    facility: Facility, classroom: Classroom, teacher: User, other_teacher: User
) -> None:
    own = making.make_album(facility, teacher, [classroom])
    everybodys = making.make_album(facility, teacher)

    assert set(Album.objects.worked_on_by(teacher)) == {own, everybodys}
    assert set(Album.objects.worked_on_by(other_teacher)) == {everybodys}


def test_a_child_who_left_before_the_day_is_not_tagged(
    album: Album, teacher: User, classroom: Classroom
) -> None:
    photo = making.make_photo(album)
    gone = factories.make_child(classroom)
    gone.enrolments.update(ends_on=album.starts_on - timedelta(days=1))

    with pytest.raises(NotVisible):
        services.tag_photos(actor=teacher, album=album, photos=[photo.pk], child=gone)


def test_a_photo_of_another_album_is_not_tagged_along(
    album: Album, facility: Facility, teacher: User, child: Child
) -> None:
    other = making.make_photo(making.make_album(facility, teacher))

    assert services.tag_photos(actor=teacher, album=album, photos=[other.pk], child=child) == []
    assert not PhotoTag.objects.exists()


def test_conflicts_are_listed_and_nobody_is_missing(
    album: Album, guardian: Guardian, child: Child, friend: Child
) -> None:
    making.agree(guardian, child, Purpose.CLASS_ALBUM)
    both = making.make_photo(album, [child, friend])
    making.make_photo(album, [child])

    tagged = {one.photo: one for one in staff.photos_of(album)}
    shares = [(share.child, share.photos) for share in staff.balance_of(album)]

    assert tagged[both].against == {friend.pk}
    assert sorted(count for _child, count in shares) == [1, 2]
    assert dict(shares)[child] == 2


def test_her_own_children_come_first(
    album: Album, guardian: Guardian, child: Child, friend: Child, friends_mother: Guardian
) -> None:
    making.agree(friends_mother, friend)
    mine, theirs = making.make_photo(album, [child]), making.make_photo(album, [friend])
    making.show(album)
    services.set_favourite(actor=user_of(guardian), photo=theirs, is_favourite=True)

    assert family.counts_in(user_of(guardian), album) == family.Counts(mine=1, favourites=1, all=2)
    assert list(family.liked_in(user_of(guardian), album)) == [theirs]
    (received,) = family.received_albums(user_of(guardian))
    assert (received.photos, received.mine, received.cover) == (2, 1, mine)


def test_pages_follow_one_another_without_a_gap(album: Album, guardian: Guardian) -> None:
    photos = [making.make_photo(album, position=7) for _ in range(family.PAGE + 3)]
    making.show(album)

    page, after = family.page_after(family.photos_in(user_of(guardian), album), "")
    rest, end = family.page_after(family.photos_in(user_of(guardian), album), after)

    assert sorted(photo.pk for photo in [*page, *rest]) == sorted(photo.pk for photo in photos)
    assert (len(page), end) == (family.PAGE, "")


def test_consents_on_paper_are_the_offices(
    manager: User, teacher: User, facility: Facility, guardian: Guardian, child: Child, outsider: Guardian
) -> None:
    words = {Purpose.SALE: True, "nonsense": True}
    about = {"facility": facility, "child": child, "household": guardian.household}

    assert services.record_consents(actor=manager, **about, words=words) == 1
    assert services.record_consents(actor=manager, **about, words=words) == 0
    with pytest.raises(NotAllowed):
        services.record_consents(actor=teacher, **about, words=words)
    with pytest.raises(NotVisible):
        services.record_consents(
            actor=manager, facility=facility, child=child, household=outsider.household, words=words
        )


def test_who_only_reads_along_says_no_consent(relative: Guardian, child: Child) -> None:
    with pytest.raises(NotAllowed):
        services.say_consents(actor=user_of(relative), child=child, words={Purpose.SALE: True})


def test_days_and_titles_are_checked(manager: User, facility: Facility) -> None:
    day = timezone.localdate()
    stranger = factories.make_classroom()
    wrong = [
        {"title": " ", "starts_on": day, "ends_on": day},
        {"title": "a", "starts_on": day, "ends_on": day - timedelta(days=1)},
        {"title": "a", "starts_on": day, "ends_on": day, "classrooms": [stranger]},
    ]

    for fields in wrong:
        with pytest.raises(DomainError):
            services.make_album(actor=manager, facility=facility, kind="event", **fields)  # type: ignore[arg-type]


def test_the_office_of_the_ward_and_part_timers_make_no_albums(facility: Facility, office: User) -> None:
    day = timezone.localdate()
    for actor in (office, factories.make_staff(Role.PART_TIME, facility)):
        with pytest.raises(NotAllowed):
            services.make_album(
                actor=actor, facility=facility, title="a", kind="event", starts_on=day, ends_on=day
            )
