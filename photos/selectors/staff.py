"""Albums as those see them who make them: what is ready, what is hidden and why, who is missing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery

from accounts.models import User
from facilities.models import Child
from photos.models import Album, Photo, PhotoQuerySet, PhotoTag, TakedownRequest
from photos.selectors.audience import enrolments_of

_LIVE = Q(photos__state__in=(Photo.State.NEW, Photo.State.READY))


@dataclass(frozen=True)
class Line:
    """An album in the list. `cover` is its first photo's id."""

    album: Album
    photos: int
    new: int
    classes: tuple[str, ...]
    cover: Photo | None


@dataclass(frozen=True)
class Tagged:
    """A photo with who is on it. `against` are those whose families did not agree."""

    photo: Photo
    children: tuple[Child, ...]
    against: frozenset[UUID]
    is_held: bool

    @property
    def is_untagged(self) -> bool:
        return not self.children and not self.photo.is_group


@dataclass(frozen=True)
class Share:
    """How many photos of the album a child is on."""

    child: Child
    room: str
    photos: int


def albums_of(user: User) -> list[Line]:
    """Those she works on, newest days first. Three queries."""
    first = Photo.objects.filter(album=OuterRef("pk")).exclude(state=Photo.State.REMOVED).in_order()
    rows = (
        Album.objects.worked_on_by(user)
        .annotate(
            live=Count("photos", filter=_LIVE),
            new=Count("photos", filter=Q(photos__state=Photo.State.NEW)),
            cover=Subquery(first.values("pk")[:1]),
        )
        .select_related("facility")
        .prefetch_related("classrooms__classroom")
        .order_by("-starts_on", "-pk")[:200]
    )
    albums: list[Any] = list(rows)
    covers = Photo.objects.in_bulk([row.cover for row in albums if row.cover])
    return [
        Line(
            row,
            row.live,
            row.new,
            tuple(of.classroom.name for of in row.classrooms.all()),
            covers.get(row.cover),
        )
        for row in albums
    ]


def photos_of(album: Album) -> list[Tagged]:
    """All of an album but what was thrown away, in order, with who is on them. Four queries."""
    against = set(PhotoTag.objects.filter(photo__album=album).unagreed().values_list("photo", "child"))
    held = set(
        TakedownRequest.objects.open().filter(photo__album=album, hides=True).values_list("photo", flat=True)
    )
    rows = _with_tags(Photo.objects.filter(album=album).exclude(state=Photo.State.REMOVED)).in_order()
    return [_tagged(photo, against, held) for photo in rows]


def tagged_of(photo: Photo) -> Tagged:
    """One photo with who is on it. Three queries."""
    against = set(PhotoTag.objects.filter(photo=photo).unagreed().values_list("photo", "child"))
    is_held = TakedownRequest.objects.open().filter(photo=photo, hides=True).exists()
    found = _with_tags(Photo.objects.filter(pk=photo.pk)).select_related("album__facility").get()
    return _tagged(found, against, {photo.pk} if is_held else set())


def balance_of(album: Album) -> list[Share]:
    """Every child of the album by class and reading, with how many photos she is on. Two queries."""
    tags = PhotoTag.objects.filter(photo__album=album, photo__state__in=(Photo.State.NEW, Photo.State.READY))
    counted = dict(tags.order_by().values_list("child").annotate(n=Count("photo")))
    rows = enrolments_of(album).select_related("child", "classroom")
    found: dict[UUID, Share] = {}
    for row in rows.order_by(
        "classroom__age", "classroom__name", "child__family_kana", "child__given_kana", "child"
    ):
        found.setdefault(row.child_id, Share(row.child, row.classroom.name, counted.get(row.child_id, 0)))
    return list(found.values())


def wishes_of(user: User) -> list[TakedownRequest]:
    """What waits for her answer, oldest first."""
    rows = TakedownRequest.objects.answered_by(user).open()
    return list(
        rows.select_related("photo__album", "household", "facility").order_by("requested_at", "pk")[:200]
    )


def _tagged(photo: Photo, against: set[tuple[UUID, UUID]], held: set[UUID]) -> Tagged:
    tags = photo.tags.all()
    unagreed = frozenset(tag.child_id for tag in tags if (photo.pk, tag.child_id) in against)
    return Tagged(photo, tuple(tag.child for tag in tags), unagreed, photo.pk in held)


def _with_tags(rows: PhotoQuerySet) -> PhotoQuerySet:
    tags = PhotoTag.objects.select_related("child").order_by(
        "child__family_kana", "child__given_kana", "child"
    )
    return rows.prefetch_related(Prefetch("tags", queryset=tags))
