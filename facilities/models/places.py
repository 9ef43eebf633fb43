"""Places: an organisation, its facilities, their classrooms."""

from datetime import date, time

from django.apps import apps
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.acting import facility_in_hand

from .days import on_day
from .roles import CENTRAL_ROLES


class Organisation(models.Model):
    """A ward, a town or a corporation: one central office, many facilities (法人・自治体)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=100)
    office_name = models.CharField(_("central office"), max_length=100)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class FacilityQuerySet(models.QuerySet["Facility"]):
    """Facilities, by who may see them and in the order of lists."""

    def worked_in_by(self, user: User, day: date | None = None) -> "FacilityQuerySet":
        """Where she holds a post on the day (today), and all of the organisation for central roles."""
        if not user.is_active:
            return self.none()
        today = day or timezone.localdate()
        posted = Facility.objects.filter(on_day(today, "posts__"), posts__member__user=user)
        if at_tablet := facility_in_hand():
            return self.filter(pk__in=posted.filter(pk=at_tablet).values("pk"))
        central = Facility.objects.filter(
            on_day(today, "organisation__staff__posts__"),
            organisation__staff__user=user,
            organisation__staff__posts__role__in=CENTRAL_ROLES,
        )
        return self.filter(Q(pk__in=posted.values("pk")) | Q(pk__in=central.values("pk")))

    def visible_to(self, user: User, day: date | None = None) -> "FacilityQuerySet":
        """Where she works, and where the children go whom she may view, on the day (today)."""
        if not user.is_active:
            return self.none()
        today = day or timezone.localdate()
        attended = Facility.objects.filter(
            on_day(today, "enrolments__"),
            enrolments__child__grants__in=apps.get_model("facilities", "Grant").objects.seen_by(user, today),
        )
        worked_in = Facility.objects.worked_in_by(user, today)
        return self.filter(Q(pk__in=worked_in.values("pk")) | Q(pk__in=attended.values("pk")))

    def in_order(self) -> "FacilityQuerySet":
        return self.order_by("position", "name_kana", "id")


class Facility(models.Model):
    """A nursery, an after-school club or a support centre (園・施設)."""

    class Kind(models.TextChoices):
        NURSERY = "nursery", _("Nursery")
        AFTER_SCHOOL = "after_school", _("After-school club")
        SUPPORT_CENTRE = "support_centre", _("Support centre")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="facilities")
    name = models.CharField(_("name"), max_length=200)
    name_kana = models.CharField(_("reading"), max_length=200, blank=True)
    name_en = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.NURSERY)
    area = models.CharField(_("ward or area"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Tokyo")
    capacity = models.PositiveIntegerField(_("capacity"), default=0)
    opens_at = models.TimeField(_("opens at"), default=time(7, 15))
    closes_at = models.TimeField(_("closes at"), default=time(18, 15))
    position = models.PositiveIntegerField(_("order in lists"), default=0)
    external_id = models.CharField(_("number in the source system"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="facility_of_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                name="facility_external_id_once",
                condition=~models.Q(external_id=""),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "position"], name="facility_in_order")]

    def __str__(self) -> str:
        return self.name


class Tint(models.TextChoices):
    """The colour of a class: a dot or an avatar, never a panel."""

    HIYOKO = "hiyoko", _("Yellow")
    USAGI = "usagi", _("Pink")
    RISU = "risu", _("Brown")
    KIRIN = "kirin", _("Green")
    ZOU = "zou", _("Blue")


class Classroom(models.Model):
    """A class of one school year, which runs from April to March (クラス)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="classrooms")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    name = models.CharField(_("name"), max_length=60)
    age = models.PositiveSmallIntegerField(
        _("age on 1 April"), validators=[MaxValueValidator(12)], help_text=_("Full years, 0 to 12.")
    )
    tint = models.CharField(_("colour"), max_length=8, choices=Tint, default=Tint.HIYOKO)
    capacity = models.PositiveSmallIntegerField(_("capacity"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="classroom_of_facility"),
            models.UniqueConstraint(
                fields=["facility", "school_year", "name"], name="classroom_name_once_a_year"
            ),
            models.CheckConstraint(condition=models.Q(age__lte=12), name="classroom_age_is_a_childs"),
        ]

    def __str__(self) -> str:
        return self.name
