"""The text of a queryset, built once: building it again for every page costs more than asking PostgreSQL.

The rule stays where it is, in the queryset; a selector that is asked on every page puts its text into one statement.
"""

import re
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)
Rows = Sequence[Sequence[Any]]
Reader = Callable[[Rows], list[Any]]


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
        return self._made.sql

    @property
    def lost(self) -> set[str]:
        """Marks that the text does not hold: a value for them would change nothing. A test asks for none."""
        return {name for name in self._marks if f"%({name})s" not in self.sql}

    def values(self, **given: object) -> dict[str, Any]:
        """What the text needs: the given values, and those that stand in the queryset itself."""
        return {**self._made.fixed, **given}

    def fetch(self, **given: Any) -> list[Any]:
        """What the queryset itself would give for these values: its objects with those joined, or its tuples."""
        made = self._made
        with connection.cursor() as cursor:
            cursor.execute(made.sql, {**made.fixed, **given})
            return made.read(cursor.fetchall())

    @cached_property
    def _made(self) -> "_Made":
        return Context().run(self._make)

    def _make(self) -> "_Made":
        compiler = self._build(**self._marks).query.get_compiler(DEFAULT_DB_ALIAS)
        text, parameters = compiler.as_sql()
        fixed: dict[str, Any] = {}
        names = [self._name(value, fixed) for value in parameters]
        left = iter(names)
        sql = re.sub(r"%[%s]", lambda found: found[0] if found[0] == "%%" else next(left), str(text))
        return _Made(sql, fixed, _reader(compiler))

    def _name(self, value: object, fixed: dict[str, Any]) -> str:
        for name, mark in self._marks.items():
            if isinstance(value, type(mark)) and value == mark:
                return f"%({name})s"
        name = f"fixed_{id(self)}_{len(fixed)}"
        fixed[name] = value
        return f"%({name})s"


@dataclass(frozen=True)
class _Made:
    """A text, the values that stand in it, and what becomes of its rows."""

    sql: str
    fixed: dict[str, Any]
    read: Reader


def _reader(compiler: SQLCompiler) -> Reader:
    """Rows of a finished query as Django reads them: see its ModelIterable and ValuesListIterable."""
    select, made = compiler.select or [], compiler.klass_info
    converters = compiler.get_converters([column[0] for column in select])

    def tuples(rows: Rows) -> Rows:
        return [*map(tuple, compiler.apply_converters(rows, converters))] if converters else rows

    if not compiler.query.default_cols:  # columns were chosen
        return lambda rows: [*tuples(rows)]
    first, end = made["select_fields"][0], made["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:end]]
    joined = get_related_populators(made, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # stubs of Django 6

    def objects(rows: Rows) -> list[Any]:
        found = [
            (row, made["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:end])) for row in tuples(rows)
        ]
        for row, one in found:
            for populator in joined:
                populator.populate(row, one)
        return [one for _row, one in found]

    return objects


def listed(ids: Sequence[UUID]) -> RawSQL:
    """For `…__in`: a list that is one value, whatever its length."""
    return RawSQL("SELECT unnest(%s::uuid[])", [ids])


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
