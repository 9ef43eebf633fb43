"""Albums of a facility: whose families they are for, and when they are shown."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Classroom, Enrolment, Facility, Grant, StaffPost
from facilities.models.roles import WHOLE_FACILITY_ROLES
from photos.roles import PHOTO_ROLES

TITLE_LENGTH = 80


class AlbumQuerySet(models.QuerySet["Album"]):
    """Albums by who may see them."""

    def worked_on_by(self, user: User) -> "AlbumQuerySet":
        """Her facility's, unpublished ones too; a teacher's are those of her class and of the whole house."""
        posts = StaffPost.objects.held_by(user).filter(role__in=PHOTO_ROLES, facility=OuterRef("facility"))
        everywhere = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
        named = AlbumClassroom.objects.filter(album=OuterRef("pk"))
        own = AlbumClassroom.objects.filter(
            Exists(
                StaffPost.objects.held_by(user).filter(role__in=PHOTO_ROLES, classroom=OuterRef("classroom"))
            ),
            album=OuterRef("pk"),
        )
        return self.filter(Exists(everywhere) | Exists(own) | (Exists(posts) & ~Exists(named)))

    def received_by(self, user: User) -> "AlbumQuerySet":
        """What is shown now of the places and classes her children were in on the album's days."""
        grants = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
        places = Enrolment.objects.filter(
            Exists(grants),
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("starts_on")),
            starts_on__lte=OuterRef("ends_on"),
            facility=OuterRef("facility"),
        )
        named = AlbumClassroom.objects.filter(album=OuterRef("pk"))
        chosen = AlbumClassroom.objects.filter(
            album=OuterRef(OuterRef("pk")), classroom=OuterRef("classroom")
        )
        return self.shown().filter((Exists(places) & ~Exists(named)) | Exists(places.filter(Exists(chosen))))

    def visible_to(self, user: User) -> "AlbumQuerySet":
        return self.filter(
            Q(pk__in=self.model.objects.worked_on_by(user).values("pk"))
            | Q(pk__in=self.model.objects.received_by(user).values("pk"))
        )

    def shown(self) -> "AlbumQuerySet":
        """Published and not taken back."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)


class Album(models.Model):
    """Photos of some days (アルバム), for the families of its classes; without classes, of the whole facility."""

    class Kind(models.TextChoices):
        EVENT = "event", pgettext_lazy("album", "Event")
        EVERYDAY = "everyday", pgettext_lazy("album", "Everyday")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="albums")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.EVENT)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AlbumQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="album_of_facility"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="album_ends_after_start"),
        ]
        indexes = [models.Index(fields=["facility", "-starts_on"], name="album_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shown(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class AlbumClassroom(models.Model):
    """A class the album is for; none means the whole facility."""

    pk = models.CompositePrimaryKey("album_id", "classroom_id")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    album = models.ForeignKey(Album, on_delete=models.CASCADE, related_name="classrooms")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.album_id} {self.classroom_id}"
