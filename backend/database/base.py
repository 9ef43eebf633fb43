"""The connection: it acts as the application's role, and tells PostgreSQL whose rows the present work may touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import structlog
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from psycopg import sql
from psycopg.pq import ExecStatus, TransactionStatus

from backend.rowlevel import NOBODY, Reach, Visitor, present

logger = structlog.get_logger(__name__)

ENTER = b"""
SELECT set_config('engawa.everything', $1, false), set_config('engawa.facilities', $2, false),
       set_config('engawa.organisations', $3, false), set_config('engawa.offices', $4, false)
"""
# The database itself works out what she reaches, from live posts and grants: see facilities/wall.py.
ENTER_AS = b"SELECT '', facilities, organisations, offices FROM engawa_enter($1, $2)"
UNGUARDED = "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"


class _Behind:
    """Before each statement the connection is told whose rows it may touch, if that has changed."""

    db: "DatabaseWrapper"

    def _execute(self, *arguments: Any) -> Any:
        self.db.stay_within_reach()
        return super()._execute(*arguments)  # type: ignore[misc] # Django's cursor beside us has it

    def _executemany(self, *arguments: Any) -> Any:
        self.db.stay_within_reach()
        return super()._executemany(*arguments)  # type: ignore[misc] # as above


class _Cursor(_Behind, CursorWrapper):
    pass


class _DebugCursor(_Behind, base.CursorDebugWrapper):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    """In `settings_dict`, ROLE is the application's role, and OWNER the login that owns the tables if it is another."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        # What PostgreSQL was told last; None when a rollback may have taken that back.
        self._reach: Reach | None = NOBODY
        self._is_owner = False
        self.application_role = str(settings_dict["ROLE"])
        # One login for both: the application acts as the role that owns nothing. Else it logs in as that role.
        self.assumes_role = not settings_dict["OWNER"]
        if alias == NO_DB_ALIAS:  # creates and drops the databases of tests
            self._become_owner()

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Act as the owner of the tables, on a connection of its own: for migrations, never for a request."""
        if self._is_owner:
            yield
            return
        if self.in_atomic_block:
            raise TransactionManagementError("The role cannot change inside a transaction.")
        self.close()
        kept = self.settings_dict
        self._become_owner()
        try:
            yield
        finally:
            self.close()
            self.settings_dict, self._is_owner = kept, False

    def stay_within_reach(self) -> None:
        """Tell PostgreSQL whose rows the next statement may touch. Costs nothing while that stays the same."""
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # nothing but a rollback will run now
        wanted = present()
        if isinstance(wanted, Visitor):
            person = wanted.person()
            if person is None:
                wanted = NOBODY
            elif person in wanted.known:
                wanted = wanted.known[person]
            else:
                wanted.known[person] = self._enter(ENTER_AS, [person, timezone.localdate()])
                return
        if wanted is not self._reach and wanted != self._reach:
            everything = "on" if wanted.everything else ""
            self._enter(ENTER, [everything, wanted.facilities, wanted.organisations, wanted.offices])

    def _enter(self, statement: bytes, values: list[Any]) -> Reach:
        """Said to libpq itself: a cursor with its adapters would cost as much as a small query, twice a request."""
        with self.wrap_database_errors:
            row = _say(self.connection, statement, values)
        self._reach = Reach(row[0] == "on", *row[1:])
        return self._reach

    def owner_settings(self) -> dict[str, Any]:
        """The settings with the owner's login, for programs of PostgreSQL that connect by themselves."""
        login = {key: self.settings_dict["OWNER"].get(key) for key in ("HOST", "PORT", "USER", "PASSWORD")}
        return {**self.settings_dict, **({} if self.assumes_role else login)}

    def _become_owner(self) -> None:
        self.settings_dict, self._is_owner = self.owner_settings(), True

    # What Django asks of us below.

    @property
    def pool(self) -> Any:
        return None if self._is_owner else super().pool

    def make_cursor(self, cursor: Any) -> Any:
        return _Cursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> Any:
        return _DebugCursor(cursor, self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._reach = NOBODY
        return super().get_new_connection(conn_params)

    def _configure_role(self, connection: Any) -> bool:
        """Once a physical connection: never serve anybody as a role for which there is no wall."""
        if self._is_owner and getattr(connection, "_pool", None) is None:
            return False
        if self.assumes_role:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(self.application_role)))
        row = connection.execute(UNGUARDED).fetchone()
        if row:
            logger.error("database.no_wall", role=row[0])
            raise psycopg.OperationalError(
                f"The role {row[0]} is a superuser or bypasses row-level security, so the application does not "
                "act as it. Leave ENGAWA_OWNER_URL out, or name an ordinary role in DATABASE_URL."
            )
        return True

    def _rollback(self) -> Any:
        self._reach = None
        return super()._rollback()  # type: ignore[misc] # private in the stubs

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc] # private in the stubs
        self._reach = None

    def _close(self) -> Any:
        """A connection goes back to the pool as nobody's; one that cannot say so is thrown away."""
        if self.connection is not None and self.pool:
            _forget(self.connection)
        self._reach = NOBODY
        return super()._close()  # type: ignore[misc] # private in the stubs


def ours(alias: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    """The connection, as what it is."""
    return cast(DatabaseWrapper, connections[alias])


def _say(connection: Any, statement: bytes, values: list[Any]) -> list[str]:
    """One statement of ours and its one row, as text. It may stand before the BEGIN of psycopg."""
    result = connection.pgconn.exec_params(statement, [str(value).encode() for value in values])
    if result.status != ExecStatus.TUPLES_OK:
        raise psycopg.errors.error_from_result(result)
    return [(result.get_value(0, column) or b"").decode() for column in range(result.nfields)]


def _forget(connection: Any) -> None:
    """A rollback would take the settings of its transaction back, so that comes first."""
    try:
        if connection.info.transaction_status != TransactionStatus.IDLE:
            connection.rollback()
        connection.autocommit = True
        _say(connection, ENTER, ["", "", "", ""])
    except psycopg.Error:
        connection.close()
