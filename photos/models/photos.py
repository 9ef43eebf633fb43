"""Photos, who is on them, and whose favourites they are."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from backend.crops import WRITTEN, Crop
from backend.ids import uuid7
from facilities.models import Child, Enrolment, Facility, Grant

from .albums import Album
from .consents import PhotoConsent, Purpose, TakedownRequest

if TYPE_CHECKING:
    from .placements import PhotoPlacement

KEPT_FOR = timedelta(days=30)


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos by who may see them."""

    def worked_on_by(self, user: User) -> "PhotoQuerySet":
        """All of her albums but what was thrown away."""
        albums = Album.objects.worked_on_by(user)
        return self.exclude(state=Photo.State.REMOVED).filter(album__in=albums.values("pk"))

    def received_by(self, user: User) -> "PhotoQuerySet":
        """What is shown of the albums she receives: nobody on it but her own and those whose families agreed.

        Nothing that a family asked to take down while the office has not answered.
        """
        albums = Album.objects.received_by(user)
        return self._for_home(user, PhotoTag.objects.unagreed()).filter(
            state=Photo.State.READY, album__in=albums.values("pk")
        )

    def placed_for(self, user: User, placements: "models.QuerySet[PhotoPlacement]") -> "PhotoQuerySet":
        """Of those of these placements what she may see, whose families need not have agreed to the whole album.

        Its album need not be shown, but a photo thrown out, or of an album taken back, is nobody's to see.
        """
        against = PhotoTag.objects.needed_for(user).unagreed(to="needed")
        return self._for_home(user, against).filter(
            Exists(placements.filter(photo=OuterRef("pk"))),
            state__in=(Photo.State.NEW, Photo.State.READY),
            album__withdrawn_at__isnull=True,
        )

    def _for_home(self, user: User, against: "models.QuerySet[PhotoTag]") -> "PhotoQuerySet":
        """Nobody of `against` is on it but her own, and no family waits for it to be taken down."""
        own = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
        held = TakedownRequest.objects.open().filter(photo=OuterRef("pk"), hides=True)
        return self.filter(~Exists(against.filter(~Exists(own), photo=OuterRef("pk"))), ~Exists(held))

    def visible_to(self, user: User) -> "PhotoQuerySet":
        return self.filter(
            Q(pk__in=self.model.objects.worked_on_by(user).values("pk"))
            | Q(pk__in=self.model.objects.received_by(user).values("pk"))
        )

    def with_files(self) -> "PhotoQuerySet":
        """All whose files stay: thrown out a month ago, they went for good."""
        return self.exclude(removed_at__lt=timezone.now() - KEPT_FOR)

    def in_order(self) -> "PhotoQuerySet":
        return self.order_by("position", "pk")


class Photo(models.Model):
    """One photo or short clip of an album (写真). `sha256` is the sealed original's, and names all files made from it.

    New until its album is shown with it; `position` puts an album into the order of the camera's clock.
    With `seconds` it is a clip: its small files are its poster's, and until the one that plays is made nobody's.
    """

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("photo", "New")
        READY = "ready", _("Ready")
        HIDDEN = "hidden", _("Hidden")
        REMOVED = "removed", _("Removed")
        MAKING = "making", _("Being made")
        REFUSED = "refused", _("Could not be made")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    album = models.ForeignKey(Album, on_delete=models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64, validators=[RegexValidator(r"\A[0-9a-f]{64}\Z")])
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(help_text=_("Upright, as it is shown."))
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    tone = models.CharField(max_length=7, help_text=_("Its colour while it loads, as #rrggbb."))
    recipe = models.PositiveSmallIntegerField(help_text=_("Which make the small files are."))
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.NEW)
    crop = models.CharField(
        max_length=15, blank=True, db_default="", validators=[RegexValidator(WRITTEN)],
        help_text=_("What is kept of it, as a rectangle in percents; empty: all of it."),
    )  # fmt: skip
    removed_at = models.DateTimeField(_("thrown out at"), null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(_("length of a clip in seconds"), null=True, blank=True)
    is_group = models.BooleanField(_("group photo"), default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="photo_of_facility"),
            models.UniqueConstraint(
                fields=["album", "sha256"], condition=~Q(state="removed"), name="photo_once_in_album"
            ),
            models.CheckConstraint(
                condition=Q(state="removed", removed_at__isnull=False)
                | (~Q(state="removed") & Q(removed_at=None)),
                name="photo_removed_since",
            ),
            models.CheckConstraint(
                condition=Q(seconds__isnull=False) | ~Q(state__in=["making", "refused"]),
                name="photo_only_clips_are_made",
            ),
            models.CheckConstraint(
                condition=Q(seconds__isnull=True) | Q(crop="", seconds__gte=1, seconds__lte=60),
                name="clip_short_and_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["album", "position", "id"], name="photo_in_order"),
            models.Index(fields=["facility", "sha256"], name="photo_by_content"),
        ]

    def __str__(self) -> str:
        return f"{self.album_id} {self.position}"

    @property
    def is_clip(self) -> bool:
        return self.seconds is not None

    @property
    def plays(self) -> bool:
        """Is it a clip whose file is there?"""
        return self.is_clip and self.state not in (Photo.State.MAKING, Photo.State.REFUSED)

    @property
    def content(self) -> str:
        """What names all files made from it: the original's SHA-256, and the part that is kept of it."""
        return f"{self.sha256}-{self.crop}" if self.crop else self.sha256

    @property
    def sides(self) -> tuple[int, int]:
        """How wide and high it is as it is shown."""
        size = (self.width, self.height)
        return Crop.read(self.crop).sides(size) if self.crop else size


class PhotoTagQuerySet(models.QuerySet["PhotoTag"]):
    """Tags by what the families said."""

    def unagreed(self, to: str = "purpose") -> "PhotoTagQuerySet":
        """Of children whose families did not agree to what the album is, or one of whose families said no."""
        last = PhotoConsent.objects.newest().filter(child=OuterRef("child"), purpose=OuterRef(to))
        return self.filter(~Exists(last.filter(given=True)) | Exists(last.filter(given=False)))

    def needed_for(self, user: User) -> "PhotoTagQuerySet":
        """With `needed`: what showing it to her takes outside of its album.

        To families of the same class on its album's days that of the class album, to others that of other classes.
        """
        first, last = OuterRef("photo__album__starts_on"), OuterRef("photo__album__ends_on")
        own = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
        beside = Enrolment.objects.filter(
            Exists(own),
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(first)),
            starts_on__lte=OuterRef(last),
            classroom=OuterRef("classroom"),
        )
        mates = Enrolment.objects.filter(
            Exists(beside),
            Q(ends_on__isnull=True) | Q(ends_on__gte=first),
            starts_on__lte=last,
            child=OuterRef("child"),
        )
        is_mate = When(Exists(mates), then=Value(Purpose.CLASS_ALBUM))
        return self.annotate(needed=Case(is_mate, default=Value(Purpose.OTHER_CLASSES)))


class PhotoTag(models.Model):
    """A child who is on a photo, and which consent showing it to the album's families takes."""

    pk = models.CompositePrimaryKey("photo_id", "child_id")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="tags")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="photo_tags")
    purpose = models.CharField(max_length=13, choices=Purpose)
    tagged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tagged_at = models.DateTimeField(default=timezone.now)

    objects = PhotoTagQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.photo_id} {self.child_id}"


class PhotoCutOut(models.Model):
    """A child who was on a photo before it was cropped. Made whole again, the photo has her name again."""

    pk = models.CompositePrimaryKey("photo_id", "child_id")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="cut_outs")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.photo_id} {self.child_id}"


class Favourite(models.Model):
    """A photo somebody likes (お気に入り); nobody else learns of it."""

    pk = models.CompositePrimaryKey("user_id", "photo_id")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="favourites")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id} {self.photo_id}"
