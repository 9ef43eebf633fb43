"""Albums as families see them: their own children's photos first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Grant
from photos.models import Album, Favourite, Photo, PhotoQuerySet, PhotoTag

PAGE = 36


@dataclass(frozen=True)
class Received:
    """An album in her list: how many photos, how many with her children, and one to show."""

    album: Album
    photos: int
    mine: int
    cover: Photo | None


@dataclass(frozen=True)
class Counts:
    """How many photos each of the filters holds."""

    mine: int
    favourites: int
    all: int


@dataclass(frozen=True)
class OfChild:
    """One of her children in an album: how many photos, and the first of them."""

    child: Child
    total: int
    photos: tuple[Photo, ...]


def received_albums(user: User) -> list[Received]:
    """What is shown to her, newest days first. Two queries and one for the covers."""
    visible = Photo.objects.received_by(user).filter(album=OuterRef("pk")).order_by()
    counts = visible.values("album")
    first = Photo.objects.received_by(user).filter(album=OuterRef("pk"))
    rows = (
        Album.objects.received_by(user)
        .annotate(
            all=Subquery(counts.annotate(n=Count("pk")).values("n")),
            mine=Subquery(counts.filter(_mine(user)).annotate(n=Count("pk")).values("n")),
            cover=Subquery(
                first.annotate(is_mine=_mine(user)).order_by("-is_mine", "position", "pk").values("pk")[:1]
            ),
        )
        .select_related("facility")
        .order_by("-starts_on", "-pk")[:200]
    )
    albums: list[Any] = list(rows)
    covers = Photo.objects.in_bulk([row.cover for row in albums if row.cover])
    return [Received(row, row.all or 0, row.mine or 0, covers.get(row.cover)) for row in albums]


def photos_in(user: User, album: Album) -> PhotoQuerySet:
    """Those of the album that are shown to her, in order, each with `is_favourite`."""
    liked = Favourite.objects.filter(user=user, photo=OuterRef("pk"))
    return Photo.objects.received_by(user).filter(album=album).annotate(is_favourite=Exists(liked)).in_order()


def liked_in(user: User, album: Album) -> PhotoQuerySet:
    """Those of them she likes."""
    return photos_in(user, album).filter(favourites__user=user)


def counts_in(user: User, album: Album) -> Counts:
    """One query."""
    liked = Favourite.objects.filter(user=user, photo=OuterRef("pk"))
    found = (
        Photo.objects.received_by(user)
        .filter(album=album)
        .annotate(is_mine=_mine(user), is_liked=Exists(liked))
        .aggregate(
            all=Count("pk"),
            mine=Count("pk", filter=Q(is_mine=True)),
            liked=Count("pk", filter=Q(is_liked=True)),
        )
    )
    return Counts(found["mine"], found["liked"], found["all"])


def by_child(user: User, album: Album, children: Sequence[Child], most: int) -> list[OfChild]:
    """Her children who are on photos of the album, in their order. One query."""
    rows: Any = (
        photos_in(user, album)
        .filter(tags__child__in=children)
        .annotate(
            child=F("tags__child"),
            total=Window(Count("pk"), partition_by="tags__child"),
            place=Window(RowNumber(), partition_by="tags__child", order_by=["position", "pk"]),
        )
        .filter(place__lte=most)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.child].append(row)
    return [
        OfChild(child, found[child.pk][0].total, tuple(found[child.pk]))
        for child in children
        if child.pk in found
    ]


def page_after(rows: PhotoQuerySet, after: str) -> tuple[list[Photo], str]:
    """A page of photos behind the key `position.id`, and the key of the next; nonsense is the first page."""
    key = _key(after)
    if key:
        position, pk = key
        rows = rows.filter(Q(position__gt=position) | Q(position=position, pk__gt=pk))
    page = list(rows[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    return page[:PAGE], f"{last.position}.{last.pk}" if last else ""


def _mine(user: User) -> Exists:
    own = Grant.objects.seen_by(user, timezone.localdate()).values("child")
    return Exists(PhotoTag.objects.filter(photo=OuterRef("pk"), child__in=own))


def _key(after: str) -> tuple[int, UUID] | None:
    position, _, pk = after.partition(".")
    try:
        return (int(position), UUID(pk)) if position.isdecimal() and len(position) < 11 else None
    except ValueError:
        return None
