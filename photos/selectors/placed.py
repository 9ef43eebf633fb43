"""Photos in notices and in the contact book: as families see them, and what the writer is to know before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value

from accounts.models import User
from facilities.models import Child, Classroom, Enrolment
from photos.models import Album, Photo, PhotoPlacement, PhotoQuerySet, PhotoTag, Purpose, TakedownRequest


@dataclass(frozen=True)
class Doubt:
    """What the audience will not see of a photo. `children` are those whose families did not agree to it.

    `classrooms` are those of the audience it stays hidden from; with `is_everybody` only the children's own families
    see it, with `is_hidden` nobody.
    """

    children: tuple[Child, ...] = ()
    classrooms: tuple[Classroom, ...] = ()
    is_everybody: bool = False
    is_hidden: bool = False
    is_untagged: bool = False

    @property
    def hides(self) -> bool:
        """Somebody of the audience does not see it."""
        return bool(self.children) or self.is_hidden


def shown_in(user: User, kind: str, targets: Collection[UUID]) -> dict[UUID, list[Photo]]:
    """{notice or entry: photos she may see at this moment}, of those that she reads, in the writer's order.

    Two queries, one where there is none.
    """
    rows = PhotoPlacement.objects.filter(kind=kind, target__in=list(targets))
    return _by_target(rows, Photo.objects.placed_for(user, rows))


def worked_on_in(user: User, kind: str, targets: Collection[UUID]) -> dict[UUID, list[Photo]]:
    """The same for staff: of the albums she works on, but what nobody is shown any more."""
    rows = PhotoPlacement.objects.filter(kind=kind, target__in=list(targets))
    return _by_target(rows, Photo.objects.worked_on_by(user).exclude(state=Photo.State.HIDDEN))


def placed_at(kind: str, target: UUID) -> PhotoQuerySet:
    """All photos that stand there, in the writer's order; not what was thrown away since."""
    rows = Photo.objects.filter(placements__kind=kind, placements__target=target)
    return rows.exclude(state=Photo.State.REMOVED).select_related("album").order_by("placements__pk")


def counts_at(kind: str, targets: Collection[UUID]) -> dict[UUID, int]:
    """{notice or entry: how many photos of albums stand there}, in one query."""
    rows = PhotoPlacement.objects.filter(kind=kind, target__in=list(targets))
    rows = rows.exclude(photo__state=Photo.State.REMOVED)
    return dict(rows.order_by().values_list("target").annotate(n=Count("pk")))


def to_choose(user: User, album: Album) -> PhotoQuerySet:
    """What she may place of an album she works on: photos, and not what is hidden or waits to be taken down."""
    held = TakedownRequest.objects.open().filter(hides=True).values("photo")
    rows = Photo.objects.worked_on_by(user).filter(album=album, album__withdrawn_at__isnull=True)
    rows = rows.filter(seconds__isnull=True)
    return rows.exclude(state=Photo.State.HIDDEN).exclude(pk__in=held).in_order()


def doubts_for_classes(photos: Sequence[Photo], classrooms: Sequence[Classroom]) -> dict[UUID, Doubt]:
    """By photo: which of these classes' families will not see it. Six queries."""
    known = _Known.of(photos)
    return {photo.pk: known.doubt(photo, classrooms) for photo in photos}


def doubts_for_child(photos: Sequence[Photo], child: Child) -> dict[UUID, Doubt]:
    """By photo: whether this child's family will not see it. Six queries."""
    known = _Known.of(photos, child)
    return {photo.pk: known.doubt_beside(photo, child) for photo in photos}


def _by_target(rows: QuerySet[PhotoPlacement], photos: PhotoQuerySet) -> dict[UUID, list[Photo]]:
    places = list(rows.order_by("pk").values_list("target", "photo"))
    if not places:
        return {}
    seen = photos.select_related("album").in_bulk([pk for _, pk in places])
    found: dict[UUID, list[Photo]] = defaultdict(list)
    for target, pk in places:
        if pk in seen:
            found[target].append(seen[pk])
    return dict(found)


@dataclass(frozen=True)
class _Known:
    """Who is on the photos, what the families said, and in which classes the children were."""

    on: dict[UUID, list[Child]]
    against: dict[str, set[tuple[UUID, UUID]]]
    stays: dict[UUID, list[Enrolment]]
    held: frozenset[UUID]

    @classmethod
    def of(cls, photos: Sequence[Photo], *beside: Child) -> "_Known":
        tags = PhotoTag.objects.filter(photo__in=photos)
        on: dict[UUID, list[Child]] = defaultdict(list)
        for tag in tags.select_related("child").order_by("child__family_kana", "child__given_kana", "child"):
            on[tag.photo_id].append(tag.child)
        stays: dict[UUID, list[Enrolment]] = defaultdict(list)
        for row in Enrolment.objects.filter(Q(child__in=tags.values("child")) | Q(child__in=beside)):
            stays[row.child_id].append(row)
        held = TakedownRequest.objects.open().filter(photo__in=photos, hides=True)
        return cls(
            on,
            {
                purpose: set(
                    tags.annotate(needed=Value(purpose)).unagreed("needed").values_list("photo", "child")
                )
                for purpose in (Purpose.CLASS_ALBUM, Purpose.OTHER_CLASSES)
            },
            stays,
            frozenset(held.values_list("photo", flat=True)),
        )

    def doubt(self, photo: Photo, classrooms: Sequence[Classroom]) -> Doubt:
        against = {room: self._against(photo, {room.pk}) for room in classrooms}
        rooms = tuple(room for room, children in against.items() if children)
        names = {child.pk for children in against.values() for child in children}
        return self._doubt(photo, names, rooms, is_everybody=bool(rooms) and len(rooms) == len(classrooms))

    def doubt_beside(self, photo: Photo, child: Child) -> Doubt:
        rooms = self._rooms(photo, child.pk)
        names = {one.pk for one in self._against(photo, rooms) if one.pk != child.pk}
        return self._doubt(photo, names, (), is_everybody=bool(names))

    def _doubt(
        self, photo: Photo, names: set[UUID], rooms: tuple[Classroom, ...], *, is_everybody: bool
    ) -> Doubt:
        children = self.on.get(photo.pk, [])
        is_hidden = photo.state == Photo.State.HIDDEN or photo.pk in self.held
        return Doubt(
            tuple(child for child in children if child.pk in names),
            rooms,
            is_everybody,
            is_hidden or photo.album.withdrawn_at is not None,
            not children and not photo.is_group,
        )

    def _against(self, photo: Photo, rooms: Iterable[UUID]) -> list[Child]:
        """Who is on it and whose family did not agree to what showing it in these classes takes."""
        seen = set(rooms)
        return [
            child
            for child in self.on.get(photo.pk, [])
            if (photo.pk, child.pk) in self.against[self._purpose(photo, child, seen)]
        ]

    def _purpose(self, photo: Photo, child: Child, rooms: set[UUID]) -> str:
        is_mate = bool(rooms & self._rooms(photo, child.pk))
        return Purpose.CLASS_ALBUM if is_mate else Purpose.OTHER_CLASSES

    def _rooms(self, photo: Photo, child: UUID) -> set[UUID]:
        """Of the album's days."""
        album = photo.album
        return {
            row.classroom_id
            for row in self.stays.get(child, [])
            if row.starts_on <= album.ends_on and (row.ends_on is None or row.ends_on >= album.starts_on)
        }
