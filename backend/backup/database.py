"""The database's part of a backup: pg_dump out, psql in, and a mark of every table to compare by."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from backend.binaries import EmbeddedError, postgres_client

Connection = psycopg.Connection[tuple[Any, ...]]

CHUNK = 1024 * 1024
# The owner of the tables is behind row-level security too, unless it says that it copies everything.
OPTIONS = "-c lock_timeout=20s -c engawa.everything=on"

# The text of a row depends on these; both sides of a comparison use the same.
SAME_TEXT = """
    SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres';
    SET bytea_output = 'hex'; SET extra_float_digits = 1; SET search_path = public;
    SET engawa.everything = 'on'
"""
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""
# A sum does not mind the order of rows and takes no memory for millions of them.
TABLE_MARK = """
    SELECT count(*), coalesce(sum(('x' || left(mark, 16))::bit(64)::bigint), 0)::text || ':' ||
           coalesce(sum(('x' || right(mark, 16))::bit(64)::bigint), 0)::text
    FROM (SELECT md5(whole_row::text) AS mark FROM {table} whole_row) AS marked
"""
EMPTY_FIRST = "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner;"


class BackupError(Exception):
    """A sentence for the operator: what is wrong, and whether anything was changed."""


@dataclass(frozen=True)
class Database:
    """Where a database is, in the words of Django's settings."""

    host: str
    port: str
    user: str
    password: str
    name: str

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Database":
        """Read one entry of DATABASES."""
        return cls(*(str(settings.get(key) or "") for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")))

    def environment(self) -> dict[str, str]:
        """Variables for the server's own programs: a password never stands in a command line."""
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
        values = (self.host, self.port, self.user, self.password, self.name)
        given = {name: value for name, value in zip(names, values, strict=True) if value}
        return {**os.environ, "PGAPPNAME": "engawa-backup", "PGOPTIONS": OPTIONS, **given}

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection of our own, outside Django's pool."""
        names = ("host", "port", "user", "password", "dbname")
        values = (self.host, self.port, self.user, self.password, self.name)
        given: dict[str, Any] = {name: value for name, value in zip(names, values, strict=True) if value}
        try:
            connection = psycopg.connect(**given, autocommit=True)
        except psycopg.OperationalError as error:
            raise BackupError(f"The database cannot be reached, nothing was changed: {error}") from error
        with connection:
            connection.execute(SAME_TEXT)
            yield connection


def dump(database: Database, target: Path) -> dict[str, Any]:
    """Write pg_dump's custom format; give versions, and marks of the very snapshot that was dumped."""
    with database.connect() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        server = connection.info.server_version // 10000
        program = _client("pg_dump", server)
        options = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=20s"]
        options += ["--enable-row-security"]  # else pg_dump refuses; what it misses would show in the marks
        command: list[str | Path] = [
            program,
            *options,
            f"--snapshot={snapshot[0] if snapshot else ''}",
            f"--file={target}",
        ]
        done = subprocess.run(command, env=database.environment(), stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            raise BackupError(f"pg_dump failed, nothing was written: {done.stderr.decode(errors='replace')}")
        return {"postgres": server, "pg_dump": _major(program), "tables": marks(connection)}


def marks(connection: Connection) -> dict[str, Any]:
    """Rows and hash of every table, independent of the order of rows."""
    answer: dict[str, Any] = {}
    for (table,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL(TABLE_MARK).format(table=sql.Identifier(table))).fetchone()
        answer[table] = {"rows": row[0], "hash": row[1]} if row else {}
    return answer


def differences(wanted: dict[str, Any], database: Database) -> list[str]:
    """One line for each table that is not as the manifest says."""
    with database.connect() as connection:
        found = marks(connection)
    return [
        f"{table}: {wanted.get(table)} in the backup, {found.get(table)} in the database"
        for table in sorted({*wanted, *found})
        if wanted.get(table) != found.get(table)
    ]


def require_room(database: Database, manifest: dict[str, Any], overwrite: bool) -> None:
    """Refuse a server older than the backup's, and a database that holds tables unless that is meant."""
    with database.connect() as connection:
        server = connection.info.server_version // 10000
        occupied = connection.execute(TABLES).fetchone()
    if server < manifest["postgres"]:
        versions = f"The backup comes from PostgreSQL {manifest['postgres']}, this server is {server}."
        raise BackupError(f"{versions} Nothing was changed.")
    if occupied and not overwrite:
        raise BackupError("The database is not empty. Nothing was changed; --overwrite replaces its content.")


def load(database: Database, content: IO[bytes], manifest: dict[str, Any], overwrite: bool) -> None:
    """pg_restore writes SQL and psql runs it in one transaction: an error leaves the database as it was."""
    reader = [_client("pg_restore", manifest["pg_dump"]), "--no-owner", "--no-privileges", "--file=-"]
    first = ["--command", EMPTY_FIRST] if overwrite else []
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    # Both of one version: a newer pg_restore may write what an older psql does not know.
    writer = [_client("psql", manifest["pg_dump"]), *options, *first, "--file=-"]
    with tempfile.TemporaryFile() as complaints:
        if not _pipe(reader, writer, content, database.environment(), complaints):
            complaints.seek(0)
            said = complaints.read().decode(errors="replace")
            raise BackupError(f"The database was left as it was: {said}")
    with database.connect() as connection:
        connection.execute("ANALYZE")


def _pipe(
    reader: list[Any], writer: list[Any], content: IO[bytes], env: dict[str, str], complaints: IO[bytes]
) -> bool:
    """Tell whether both ended well; psql, whose input we hold open, sees its end only if pg_restore did."""
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(writer, stdin=pipe, stdout=subprocess.DEVNULL, stderr=complaints, env=env) as psql,
        subprocess.Popen(reader, stdin=pipe, stdout=psql.stdin, stderr=complaints, env=env) as pg_restore,
    ):
        assert pg_restore.stdin and psql.stdin  # noqa: S101 - both are pipes
        with suppress(BrokenPipeError):
            shutil.copyfileobj(content, pg_restore.stdin, CHUNK)
        with suppress(BrokenPipeError):
            pg_restore.stdin.close()
        is_read = pg_restore.wait() == 0
        if not is_read:
            psql.kill()
        psql.stdin.close()
        return psql.wait() == 0 and is_read


def _client(name: str, at_least: int) -> Path:
    try:
        return postgres_client(name, at_least)
    except EmbeddedError as error:
        raise BackupError(f"{error} Nothing was changed.") from error


def _major(program: Path) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(answer.split(")")[1].split(".")[0])
