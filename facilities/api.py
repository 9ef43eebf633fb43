"""Who am I, which places and which children do I see: the first questions of every program."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Language
from backend.api.views import SignedIn, VisibleViewSet
from facilities.models import Child, Enrolment, Facility, Grant, Role, StaffPost, Tint, on_day


class WorkplaceSerializer(serializers.Serializer[Any]):
    """One post she holds today."""

    organisation = serializers.UUIDField()
    organisation_name = serializers.CharField()
    facility = serializers.UUIDField(allow_null=True)
    facility_name = serializers.CharField(allow_null=True)
    classroom = serializers.UUIDField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices)


class MeSerializer(serializers.Serializer[Any]):
    """The person who asks. `children` are those she may view as a guardian."""

    id = serializers.UUIDField()
    login = serializers.CharField()
    name = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices)
    workplaces = WorkplaceSerializer(many=True)
    children = serializers.ListField(child=serializers.UUIDField())


class MeView(SignedIn):
    """Who is asking."""

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The account, where it works and whose guardian it is."""
        actor = self.actor
        children = (
            Grant.objects.seen_by(actor, timezone.localdate())
            .order_by("child")
            .values_list("child", flat=True)
        )
        return Response(
            {
                "id": actor.pk,
                "login": actor.login,
                "name": actor.name,
                "language": actor.language,
                "workplaces": [_workplace(post) for post in _posts(actor)],
                "children": list(children.distinct()),
            }
        )


def _posts(actor: Any) -> QuerySet[StaffPost]:
    return StaffPost.objects.held_by(actor).select_related("organisation", "facility").order_by("id")


def _workplace(post: StaffPost) -> dict[str, Any]:
    return {
        "organisation": post.organisation_id,
        "organisation_name": post.organisation.name,
        "facility": post.facility_id,
        "facility_name": post.facility.name if post.facility else None,
        "classroom": post.classroom_id,
        "role": post.role,
    }


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"})
class ClockField(serializers.TimeField):
    """A time of the day at the facility, 07:15: it has no zone to tell."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class FacilitySerializer(serializers.ModelSerializer[Facility]):
    """A place as families and staff may know it."""

    opens_at = ClockField()
    closes_at = ClockField()

    class Meta:
        model = Facility
        fields = ("id", "name", "name_kana", "name_en", "kind", "area", "phone", "opens_at", "closes_at")
        read_only_fields = fields


class FacilityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet[Facility]):
    """Facilities she works in or her children go to; all of the organisation for its central office."""

    queryset = Facility.objects.all()
    serializer_class = FacilitySerializer


class PlaceSerializer(serializers.Serializer[Any]):
    """A class a child is in today."""

    facility = serializers.UUIDField(source="facility_id")
    classroom = serializers.UUIDField(source="classroom_id")
    name = serializers.CharField(source="classroom.name")
    tint = serializers.ChoiceField(choices=Tint.choices, source="classroom.tint")
    kind = serializers.ChoiceField(choices=Enrolment.Kind.choices)


class ChildSerializer(serializers.ModelSerializer[Child]):
    """A child without anything of its households: separated parents learn nothing of each other."""

    places = PlaceSerializer(many=True, source="enrolments")

    class Meta:
        model = Child
        fields = (
            "id", "family_name", "given_name", "family_kana", "given_kana", "honorific", "born_on", "places",
        )  # fmt: skip
        read_only_fields = fields


class ChildViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet[Child]):
    """A guardian's own children, and those of the classes she teaches or the facility she works in."""

    queryset = Child.objects.all()
    serializer_class = ChildSerializer

    def get_queryset(self) -> QuerySet[Child]:
        """The classes a child is in today; to staff only those where they work, families see all of theirs."""
        today = Enrolment.objects.filter(
            on_day(timezone.localdate()), facility__in=Facility.objects.visible_to(self.actor).values("pk")
        )
        places = Prefetch("enrolments", today.select_related("classroom").order_by("id"))
        return super().get_queryset().prefetch_related(places)
