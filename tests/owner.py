"""The owner of the tables, for tests that make, break or empty one: the application has no right to."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner on this test's own connection, also inside its transaction."""
    before = run("SELECT current_user")[0][0]
    run("RESET ROLE")
    try:
        yield
    finally:
        run(f"SET ROLE {before}")


def make_table(name: str, columns: str) -> None:
    """A table of a test, which the application may read and write."""
    with as_owner():
        run(f"CREATE TABLE {name} ({columns}); GRANT ALL ON {name} TO PUBLIC")


def drop_table(name: str) -> None:
    with as_owner():
        run(f"DROP TABLE {name}")


def run(statement: str) -> list[tuple[object, ...]]:
    """Run a statement; its rows, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
