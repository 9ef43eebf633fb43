"""Dated rows: from a first day to a last one, both included; no last day means until further notice."""

from datetime import date

from django.db.models import F, Func, Q, Value


def days() -> Func:
    """The row's days as a PostgreSQL daterange, for exclusion constraints."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange")


def lasting(day: date, prefix: str = "") -> Q:
    """Rows that are not over on a day, also those that only begin later; `prefix` as for on_day."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})


def on_day(day: date, prefix: str = "") -> Q:
    """Rows that are good on a day; `prefix` is the path of a relation, such as 'grants__'."""
    return Q(**{f"{prefix}starts_on__lte": day}) & lasting(day, prefix)
