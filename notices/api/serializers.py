"""Shapes of notices: what comes in (types and lengths, no rules) and what each kind of person gets."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from rest_framework import serializers

from backend.api.views import VisibleField
from facilities.models import Facility, Organisation, StaffPost
from notices.models import BODY_LENGTH, TITLE_LENGTH, Notice, Reading, State, Urgency
from notices.services import Scopes

MOST_PLACES = 20_000
SANE_TIMES = (
    MinValueValidator(datetime(2020, 1, 1, tzinfo=UTC)),
    MaxValueValidator(datetime(2100, 1, 1, tzinfo=UTC)),
)
RECEIVED_STATES = [(State.PUBLISHED.value, "published"), (State.RECALLED.value, "recalled")]
VERSION: dict[str, Any] = {"min_value": 0, "max_value": 2**31 - 1}


class OrganisationField(serializers.PrimaryKeyRelatedField[Organisation]):
    """An organisation she works for today."""

    def get_queryset(self) -> QuerySet[Organisation]:
        posts = StaffPost.objects.held_by(self.context["request"].user)
        return Organisation.objects.filter(pk__in=posts.values("organisation"))


class ReceivedNoticeSerializer(serializers.Serializer[Any]):
    """A line of a guardian's list. A recalled notice keeps its place and loses its words."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=RECEIVED_STATES)
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    title = serializers.CharField(allow_blank=True)
    sender = serializers.CharField()
    facility = serializers.UUIDField(allow_null=True)
    is_drill = serializers.BooleanField()
    published_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)


class WordsSerializer(serializers.Serializer[Any]):
    """Title and text in one language."""

    title = serializers.CharField(allow_blank=True)
    body = serializers.CharField(allow_blank=True)


class ReceivedNoticeDetailSerializer(ReceivedNoticeSerializer):
    """One notice as a guardian reads it, with the name of her own facility in its words."""

    body = serializers.CharField(allow_blank=True)
    translations = serializers.DictField(child=WordsSerializer(), help_text="By language: easy, en, …")
    supersedes = serializers.UUIDField(allow_null=True)
    corrected_by = serializers.UUIDField(allow_null=True)
    recalled_at = serializers.DateTimeField(allow_null=True)
    recall_reason = serializers.CharField(allow_blank=True)


class SentNoticeSerializer(serializers.Serializer[Any]):
    """A notice in the list of those who send."""

    id = serializers.UUIDField()
    organisation = serializers.UUIDField()
    facility = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(choices=State.choices)
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    title = serializers.CharField(allow_blank=True)
    author_name = serializers.CharField()
    version = serializers.IntegerField()
    is_drill = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    publish_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    recalled_at = serializers.DateTimeField(allow_null=True)


class ScopesSerializer(serializers.Serializer[Scopes]):
    """An audience: everything, or facilities and classes, minus those taken away."""

    everything = serializers.BooleanField(default=False)
    facilities = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=MOST_PLACES)
    classrooms = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=MOST_PLACES)
    without_facilities = serializers.ListField(
        child=serializers.UUIDField(), default=list, max_length=MOST_PLACES
    )
    without_classrooms = serializers.ListField(
        child=serializers.UUIDField(), default=list, max_length=MOST_PLACES
    )

    def to_internal_value(self, data: Any) -> Any:
        """As the service takes it."""
        values = super().to_internal_value(data)
        return Scopes(
            everything=values.pop("everything"), **{name: frozenset(ids) for name, ids in values.items()}
        )


class SentNoticeDetailSerializer(SentNoticeSerializer):
    """One notice as its writers work on it."""

    body = serializers.CharField(allow_blank=True)
    translations = serializers.DictField(child=WordsSerializer())
    ages = serializers.ListField(child=serializers.IntegerField())
    scopes = ScopesSerializer()
    supersedes = serializers.UUIDField(allow_null=True)
    recall_reason = serializers.CharField(allow_blank=True)


class DraftSerializer(serializers.Serializer[Notice]):
    """What may be changed in a draft; what is left out stays as it is."""

    version = serializers.IntegerField(help_text="The version the writer saw.", **VERSION)
    title = serializers.CharField(max_length=TITLE_LENGTH, allow_blank=True, required=False)
    body = serializers.CharField(max_length=BODY_LENGTH, allow_blank=True, required=False)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False)
    ages = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=12), required=False, max_length=13
    )
    is_drill = serializers.BooleanField(required=False)
    valid_until = serializers.DateTimeField(allow_null=True, required=False, validators=SANE_TIMES)
    remind_minutes = serializers.IntegerField(min_value=5, max_value=1440, allow_null=True, required=False)
    remind_times = serializers.IntegerField(min_value=0, max_value=9, required=False)
    scopes = ScopesSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Minutes become what the service takes."""
        if "remind_minutes" in attrs:
            minutes = attrs.pop("remind_minutes")
            attrs["remind_every"] = timedelta(minutes=minutes) if minutes else None
        return attrs


class NewDraftSerializer(DraftSerializer):
    """A draft of the central office (no facility) or of a facility. `id` may be made by the client."""

    version = None  # type: ignore[assignment] # how DRF leaves out a field of the base
    id = serializers.UUIDField(required=False)
    organisation = OrganisationField(queryset=Organisation.objects.all())
    facility = VisibleField(queryset=Facility.objects.all(), allow_null=True, required=False, default=None)


class SendSerializer(serializers.Serializer[Any]):
    """Send what was seen: now (after the hold) or at a time."""

    version = serializers.IntegerField(**VERSION)
    publish_at = serializers.DateTimeField(
        allow_null=True, required=False, default=None, validators=SANE_TIMES
    )
    guard_ok = serializers.BooleanField(required=False, default=False)


class RecallSerializer(serializers.Serializer[Any]):
    """Why; the families read it."""

    reason = serializers.CharField(max_length=200)


class ReadingSerializer(serializers.Serializer[Any]):
    """What a guardian did with a notice."""

    kind = serializers.ChoiceField(choices=Reading.Kind.choices)


class StoredSerializer(serializers.Serializer[Any]):
    """It is written."""

    kind = serializers.ChoiceField(choices=Reading.Kind.choices)
    stored = serializers.BooleanField()


class CountsSerializer(serializers.Serializer[Any]):
    """Households, and how far each has come; only `confirmed` and `opened` have read."""

    households = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    opened = serializers.IntegerField()
    phoned = serializers.IntegerField()
    silent = serializers.IntegerField()
    left = serializers.IntegerField()


class FacilityCountsSerializer(CountsSerializer):
    """The same of one facility."""

    facility = serializers.UUIDField()
    name = serializers.CharField()


class ReachSerializer(serializers.Serializer[Any]):
    """How far a notice has come: all facilities for the central office, her own for facility staff."""

    percent = serializers.IntegerField()
    total = CountsSerializer()
    facilities = FacilityCountsSerializer(many=True)
