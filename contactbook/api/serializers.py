"""Shapes of entries: what a family's own program reads and writes."""

from typing import Any

from rest_framework import serializers

from backend.api.views import VisibleField
from contactbook.items import items_of
from contactbook.models import Entry, Side, State
from contactbook.words import label_of
from facilities.models import Child, Facility


class AskedSerializer(serializers.Serializer[Any]):
    """Which entries."""

    child = serializers.UUIDField(required=False)
    side = serializers.ChoiceField(choices=[Side.HOME.value, Side.NURSERY.value], required=False)
    first = serializers.DateField(required=False, help_text="From this day.")
    last = serializers.DateField(required=False, help_text="Until this day.")


class CellSerializer(serializers.Serializer[Any]):
    """One answer: `path` is the item's key, or key/part where there may be several; `value` by its kind."""

    path = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # the name programs expect
    value = serializers.JSONField(allow_null=True)
    revision = serializers.IntegerField()


class EntrySerializer(serializers.Serializer[Any]):
    """One side of a child's day as its family reads it."""

    id = serializers.UUIDField()
    child = serializers.UUIDField(source="child_id")
    facility = serializers.UUIDField(source="facility_id")
    day = serializers.DateField()
    side = serializers.ChoiceField(choices=Side.choices)
    state = serializers.ChoiceField(choices=State.choices)
    cells = CellSerializer(many=True, source="shown_cells")
    sent_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)


class WriteSerializer(serializers.Serializer[Any]):
    """A cell to write. `base` is the revision that was read; 0 writes only where nothing stands."""

    path = serializers.CharField(max_length=80)
    value = serializers.JSONField(allow_null=True)
    base = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class HomePageSerializer(serializers.Serializer[Any]):
    """Today's (or another day's) page from home."""

    child = VisibleField(queryset=Child.objects.all())
    facility = serializers.PrimaryKeyRelatedField(queryset=Facility.objects.all(), required=False)
    day = serializers.DateField(required=False)
    cells = serializers.ListField(child=WriteSerializer(), max_length=60)
    send = serializers.BooleanField(default=False)


def cells_of(entry: Entry) -> list[dict[str, Any]]:
    """Every cell with something in it."""
    items = {item.key: (n, item) for n, item in enumerate(items_of(entry.template.items))}
    found = []
    for path, cell in entry.cells.items():
        place = items.get(path.partition("/")[0])
        if place and cell["v"] is not None:
            number, item = place
            row = {
                "path": path,
                "kind": item.kind,
                "label": label_of(item),
                "value": cell["v"],
                "revision": cell["r"],
            }
            found.append((number, path, row))
    return [row for _n, _path, row in sorted(found, key=lambda one: one[:2])]
