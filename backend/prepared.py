"""The text of a queryset, built once: building it again for every page costs more than asking PostgreSQL.

The rule stays where it is, in the queryset; a selector that is asked on every page puts its text into one statement.
"""

import re
from collections.abc import Callable, Sequence
from contextvars import Context
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

Row = TypeVar("Row", bound=models.Model)


class Prepared:
    """A queryset as SQL with named places for its values.

    `build` is called once, with a mark for each value, in an empty context: nothing of the present request may get
    in, so whoever asks inside a special one (a shared tablet) has to look for that first.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], **marks: object) -> None:
        self._build = build
        self._marks = marks

    @property
    def sql(self) -> str:
        """The text; its places are called as the marks are."""
        return self._made[0]

    def values(self, **given: object) -> dict[str, Any]:
        """What the text needs: the given values, and those that stand in the queryset itself."""
        return {**self._made[1], **given}

    @cached_property
    def _made(self) -> tuple[str, dict[str, Any]]:
        text, parameters = Context().run(self._written)
        fixed: dict[str, Any] = {}
        names = iter([self._name(value, fixed) for value in parameters])
        return re.sub(r"%[%s]", lambda found: found[0] if found[0] == "%%" else next(names), text), fixed

    def _written(self) -> tuple[str, Sequence[object]]:
        text, parameters = self._build(**self._marks).query.sql_with_params()
        return str(text), parameters

    def _name(self, value: object, fixed: dict[str, Any]) -> str:
        for name, mark in self._marks.items():
            if type(value) is type(mark) and value == mark:
                return f"%({name})s"
        name = f"fixed_{id(self)}_{len(fixed)}"
        fixed[name] = value
        return f"%({name})s"


class Whole(Generic[Row]):
    """All columns of a model, or `only` some, under an alias of a raw statement, and the rows made of them."""

    def __init__(self, model: type[Row], alias: str, *, only: Sequence[str] = ()) -> None:
        fields = [field for field in model._meta.concrete_fields if not only or field.attname in only]
        self._model = model
        self._names = [field.attname for field in fields]
        self.sql = ", ".join(f"{alias}.{field.column}" for field in fields)
        self.width = len(fields)

    def read(self, columns: Sequence[Any]) -> Row:
        """The row of these columns."""
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, columns)
