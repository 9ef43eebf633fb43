"""Whom an album is about and whom it is for."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Enrolment, Grant, Guardian
from photos.models import Album


def children_of(album: Album) -> QuerySet[Child]:
    """Who was in its classes on its days; without classes everybody of the facility."""
    return Child.objects.filter(Exists(enrolments_of(album).filter(child=OuterRef("pk"))))


def children_to_tag(user: User, album: Album) -> QuerySet[Child]:
    """Those of its facility's children on its days whom she looks after; a child who left before is none."""
    return Child.objects.visible_to(user).filter(Exists(_there(album).filter(child=OuterRef("pk"))))


def guardians_of(album: Album) -> QuerySet[Guardian]:
    """Those who see it now: with a live view of one of its children."""
    grants = Grant.objects.live(timezone.localdate()).filter(
        guardian=OuterRef("pk"), can_view=True, child__in=children_of(album).values("pk")
    )
    return Guardian.objects.filter(Exists(grants), user__isnull=False)


def enrolments_of(album: Album) -> QuerySet[Enrolment]:
    """Who was in its classes on its days, or without classes in the facility."""
    classes = list(album.classrooms.values_list("classroom", flat=True))
    return _there(album).filter(classroom__in=classes) if classes else _there(album)


def _there(album: Album) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=album.starts_on),
        facility=album.facility_id,
        starts_on__lte=album.ends_on,
    )
