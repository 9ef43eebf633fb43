"""Everything invented follows from one number: choices in SQL and in Python, and keys like real ones."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

_FIRST_KEY = 1_767_225_600_000

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, salt bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(n, %(seed)s::bigint * 1000 + salt) & 1073741823) / 1073741824.0::float8 $$;
CREATE OR REPLACE FUNCTION pg_temp.made_id(kind text, n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (lpad(to_hex(%(first)s::bigint + n), 12, '0') || '7' || overlay(
       substr(md5(%(prefix)s::text || kind || ':' || n::text), 1, 18) PLACING '8' FROM 4 FOR 0))::uuid $$;
SET LOCAL work_mem = '256MB';
"""


@dataclass(frozen=True)
class Plan:
    """What is made: `seed` decides every choice, `now` the school year and where the past two weeks lie."""

    seed: int = 20260401
    facilities: int = 20
    children: int = 2000
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        """The day of `now` in Japan."""
        return timezone.localdate(self.now)

    @property
    def school_year(self) -> int:
        """The year in which the school year began: 1 April to 31 March."""
        return self.today.year - (self.today.month < 4)

    def dice(self, purpose: str) -> random.Random:
        """Choices for one purpose, the same ones every time."""
        return random.Random(f"{purpose} {self.seed}")  # noqa: S311 - invents people, guards nothing

    def made_id(self, kind: str, n: int) -> UUID:
        """A version 7 key that is the same every time; `pg_temp.made_id` gives the same one."""
        digest = hashlib.md5(f"{self.seed}:{kind}:{n}".encode(), usedforsecurity=False).hexdigest()
        return UUID(f"{_FIRST_KEY + n:012x}7{digest[:3]}8{digest[3:18]}")


def make_functions(plan: Plan) -> None:
    """Give this connection `pg_temp.chance(n, salt)` in [0, 1) and `pg_temp.made_id(kind, n)`."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS, {"seed": plan.seed, "first": _FIRST_KEY, "prefix": f"{plan.seed}:"})


def run(sql: str, **values: Any) -> int:
    """Run one statement, or several without values; how many rows the last one touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return int(cursor.rowcount)
