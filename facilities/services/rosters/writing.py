"""All effects of an import written at once, and the steps by which each row can be taken back."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from backend.ids import uuid7
from facilities.models import Child, Enrolment, Grant, Guardian, Household, Organisation
from facilities.rosters.verdict import AdultEffect, Effects, Place

KINDS: dict[str, type[models.Model]] = {
    "household": Household,
    "child": Child,
    "guardian": Guardian,
    "grant": Grant,
    "enrolment": Enrolment,
}
BATCH = 500
WHOLE = {
    "can_view": True,
    "can_write": True,
    "can_answer": True,
    "can_pick_up": True,
    "can_buy": True,
    "is_emergency_contact": True,
}
LOOKS_ON = {"can_view": True, "is_emergency_contact": True}
PARENTS = frozenset({Guardian.Relation.MOTHER, Guardian.Relation.FATHER, Guardian.Relation.OTHER})
Values = dict[str, Any]
Step = list[Any]  # kind, key, before (None: made), after


class Writer:
    """Collects row by row, then writes kind by kind."""

    def __init__(self, organisation: Organisation, today: date) -> None:
        self.organisation, self.today = organisation, today
        self.made: dict[str, dict[UUID, Values]] = defaultdict(dict)
        self.changed: dict[str, dict[UUID, Values]] = defaultdict(dict)
        self.owner: dict[tuple[str, UUID], int] = {}

    def add(self, number: int, effects: Effects) -> None:
        """What the row with this number writes."""
        for pk, (name, household_number) in effects.new_households.items():
            self._make(number, "household", pk, {"name": name, "external_id": household_number})
        for pk, household_number in effects.household_numbers.items():
            self._change(number, "household", pk, {"external_id": household_number})
        if effects.is_new:
            self._make(number, "child", effects.child_id, effects.child)
        elif effects.child:
            self._change(number, "child", effects.child_id, effects.child)
        if effects.place:
            self._place(number, effects.child_id, effects.place)
        for adult in effects.adults:
            self._adult(number, effects.child_id, adult)

    def _make(self, number: int, kind: str, pk: UUID, values: Values) -> None:
        self.made[kind][pk] = dict(values)
        self.owner[kind, pk] = number

    def _change(self, number: int, kind: str, pk: UUID, values: Values) -> None:
        if pk in self.made[kind]:
            self.made[kind][pk] |= values
            return
        self.changed[kind].setdefault(pk, {}).update(values)
        self.owner.setdefault((kind, pk), number)

    def _place(self, number: int, child: UUID, place: Place) -> None:
        if place.replaces:
            self._change(number, "enrolment", place.replaces, {"classroom_id": place.classroom_id})
            return
        if place.closes:
            last_day = place.starts_on - timedelta(days=1)
            self._change(number, "enrolment", place.closes, {"ends_on": last_day})
        values = {
            "child_id": child,
            "facility_id": place.facility_id,
            "classroom_id": place.classroom_id,
            "kind": place.kind,
            "starts_on": place.starts_on,
            "ends_on": place.ends_on,
        }
        self._make(number, "enrolment", uuid7(), values)

    def _adult(self, number: int, child: UUID, adult: AdultEffect) -> None:
        if adult.is_new:
            values = {**adult.values, "household_id": adult.household_id, "user_id": None}
            self._make(number, "guardian", adult.id, values)
        elif adult.values:
            self._change(number, "guardian", adult.id, adult.values)
        if adult.joins:
            relation = adult.values.get("relation")
            rights = WHOLE if relation is None or relation in PARENTS else LOOKS_ON
            values = {"guardian_id": adult.id, "child_id": child, "starts_on": self.today, "ends_on": None}
            self._make(number, "grant", uuid7(), values | rights)

    def write(self) -> dict[int, list[Step]]:
        """Everything, in the order in which rows refer to each other; the steps to take back, by row."""
        steps: dict[int, list[Step]] = defaultdict(list)
        for kind, model in KINDS.items():
            for pk, before, after in self._write_changed(kind, model):
                steps[self.owner[kind, pk]].append([kind, str(pk), said(before), said(after)])
            rows = [
                model(id=pk, organisation=self.organisation, **values)
                for pk, values in self.made[kind].items()
            ]
            model._default_manager.bulk_create(rows, batch_size=BATCH)
            for pk, values in self.made[kind].items():
                steps[self.owner[kind, pk]].append([kind, str(pk), None, said(values)])
        return steps

    def _write_changed(self, kind: str, model: type[models.Model]) -> list[tuple[UUID, Values, Values]]:
        changed = self.changed[kind]
        rows = (
            model._default_manager.select_for_update(of=("self",))
            .filter(pk__in=sorted(changed))
            .order_by("pk")
        )
        found = list(rows)
        steps = []
        for row in found:
            after = changed[row.pk]
            steps.append((row.pk, {name: getattr(row, name) for name in after}, after))
            for name, value in after.items():
                setattr(row, name, value)
        update(model, found, {name for values in changed.values() for name in values})
        return steps


def update(model: type[models.Model], rows: list[models.Model], names: set[str]) -> None:
    """One statement a batch; keys of other rows are named by their column."""
    if rows and names:
        fields = sorted(name.removesuffix("_id") if name != "external_id" else name for name in names)
        model._default_manager.bulk_update(rows, fields, batch_size=BATCH)


def said(values: Values) -> Values:
    """Values as JSON keeps them."""
    return {
        name: value if value is None or isinstance(value, bool | int) else value.isoformat()
        if hasattr(value, "isoformat") else str(value)
        for name, value in values.items()
    }  # fmt: skip
