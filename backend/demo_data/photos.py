"""Two albums of the nursery of the demo's mother: an excursion families see, and a day that is being prepared."""

from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from accounts.models import User
from backend.demo_data.drawings import drawing
from backend.demo_data.numbers import Plan, run
from facilities.models import Child, Classroom, Enrolment, Facility, Role, StaffPost
from photos.models import Album, AlbumClassroom, Photo, PhotoTag, Purpose
from photos.services import Upload, add_photo

SHOWN, PREPARED = 14, 5
# Every family said yes on paper, but each twentieth child's; and the shy one's not to other classes: a conflict.
CONSENTS = """
INSERT INTO photos_photoconsent (id, facility_id, child_id, household_id, purpose, given, since, by_id, on_paper,
                                 text_version, recorded_at)
SELECT pg_temp.made_id('consent', c.n * 10 + p.n), %(facility)s, c.child_id, c.household_id, p.purpose,
       (c.n %% 20 <> 7 OR c.child_id = ANY(%(own)s)) AND NOT (c.child_id = %(shy)s AND p.purpose = %(not_for)s),
       %(day)s, %(by)s, true, '2026-1', %(now)s
FROM (SELECT e.child_id, g.household_id, row_number() OVER (ORDER BY e.child_id, g.household_id) AS n
      FROM facilities_enrolment e
      JOIN facilities_grant r ON r.child_id = e.child_id AND r.can_answer AND NOT r.is_blocked
      JOIN facilities_guardian g ON g.id = r.guardian_id
      WHERE e.facility_id = %(facility)s GROUP BY e.child_id, g.household_id) c
CROSS JOIN unnest(%(purposes)s::text[]) WITH ORDINALITY AS p (purpose, n)
"""


def make_photos(plan: Plan) -> None:
    """Consents of the nursery, then the albums."""
    hers = Enrolment.objects.filter(child__grants__guardian__user__login="guardian").order_by("pk")
    own = list(hers.select_related("child", "facility", "classroom"))
    facility = own[0].facility
    keeper = _keeper(facility)
    rooms = {row.classroom for row in own if row.facility_id == facility.pk}
    everybody = [row.child for row in own if row.facility_id == facility.pk]
    people = [*everybody, *_friends(rooms, everybody)]
    shy = _shy(people, own[0].classroom)
    _say(plan, facility, keeper, [row.child for row in own], shy)
    excursion = _album(plan, facility, keeper, "秋の遠足", 9, rooms)
    _fill(keeper, excursion, range(SHOWN), people)
    Photo.objects.filter(album=excursion).update(state=Photo.State.READY)
    excursion.published_at = plan.now - timedelta(days=7)
    excursion.published_by = keeper
    excursion.save(update_fields=["published_at", "published_by"])
    yard = _album(plan, facility, keeper, "11月の園庭", 2, set())
    _fill(keeper, yard, range(SHOWN, SHOWN + PREPARED), [])
    _tag(keeper, yard.photos.order_by("position", "pk")[0], {shy})


def _say(plan: Plan, facility: Facility, keeper: User, own: list[Child], shy: Child) -> None:
    """What the families of the nursery agreed to, two months ago."""
    run(
        CONSENTS,
        facility=facility.pk,
        day=plan.today - timedelta(days=60),
        by=keeper.pk,
        now=plan.now - timedelta(days=60),
        purposes=list(Purpose.values),
        own=[child.pk for child in own],
        shy=shy.pk,
        not_for=Purpose.OTHER_CLASSES,
    )


def _friends(rooms: set[Classroom], own: list[Child]) -> list[Child]:
    rows = Child.objects.filter(enrolments__classroom__in=rooms).exclude(pk__in=[one.pk for one in own])
    return list(rows.order_by("pk")[:12])


def _shy(people: list[Child], room: Classroom) -> Child:
    """The last of the class: not one of the demo's mother, and on few photos."""
    return [one for one in people if one.enrolments.filter(classroom=room).exists()][-1]


def _keeper(facility: Facility) -> User:
    posts = StaffPost.objects.filter(facility=facility, role=Role.MANAGER).select_related("member__user")
    return posts.order_by("pk")[0].member.user


def _album(
    plan: Plan, facility: Facility, author: User, title: str, ago: int, rooms: set[Classroom]
) -> Album:
    day = plan.today - timedelta(days=ago)
    album = Album.objects.create(facility=facility, author=author, title=title, starts_on=day, ends_on=day)
    for room in sorted(rooms, key=lambda room: room.pk):
        AlbumClassroom.objects.create(facility=facility, album=album, classroom=room)
    return album


def _fill(actor: User, album: Album, numbers: range, people: list[Child]) -> None:
    begins = timezone.make_aware(datetime.combine(album.starts_on, time(10)))
    with TemporaryDirectory() as folder:
        for number in numbers:
            path = Path(folder) / f"{number}.jpg"
            path.write_bytes(drawing(number))
            upload = Upload(path, taken_at=begins + timedelta(minutes=4 * number))
            photo = add_photo(actor=actor, album=album, upload=upload).photo
            on_it = {people[(number * step) % len(people)] for step in (1, 3)} if people else set()
            if number % 2 == 0 and people:
                on_it.add(people[number // 2 % 2 if len(people) > 1 else 0])
            _tag(actor, photo, on_it)


def _tag(actor: User, photo: Photo, children: set[Child]) -> None:
    album = photo.album
    purpose = Purpose.CLASS_ALBUM if album.classrooms.count() == 1 else Purpose.OTHER_CLASSES
    for child in sorted(children, key=lambda child: child.pk):
        PhotoTag.objects.create(
            facility=album.facility, photo=photo, child=child, purpose=purpose, tagged_by=actor
        )
