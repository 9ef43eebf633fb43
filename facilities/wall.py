"""The second wall: rights of the application's role, and row-level security on every table that names a place.

Built after every migration from the tables that are there (docs/decisions/rowlevel.md), so that a new one is behind
it from its first day. Safe to build again; a table is only touched when its rule changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

Run = Any  # a psycopg cursor or Django's: both execute and fetch

# Looks at every place, works out those of one person, and leaves the connection with nothing but them.
ENTER = """
CREATE OR REPLACE FUNCTION engawa_enter(
    who uuid, today date, OUT facilities text, OUT organisations text, OUT offices text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('engawa.everything', 'on', false);
    WITH person AS (SELECT id FROM accounts_user WHERE id = who AND is_active),
    post AS MATERIALIZED (
        SELECT p.facility_id, p.organisation_id
        FROM person
        JOIN facilities_staffmember m ON m.user_id = person.id
        JOIN facilities_staffpost p ON p.member_id = m.id
        WHERE p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on >= today)),
    adult AS MATERIALIZED (
        SELECT g.id, g.organisation_id FROM person JOIN facilities_guardian g ON g.user_id = person.id),
    office AS MATERIALIZED (SELECT DISTINCT organisation_id AS id FROM post WHERE facility_id IS NULL),
    place AS (
        SELECT facility_id AS id FROM post WHERE facility_id IS NOT NULL
        UNION
        SELECT f.id FROM office JOIN facilities_facility f ON f.organisation_id = office.id
        UNION
        SELECT e.facility_id
        FROM adult
        JOIN facilities_grant r ON r.guardian_id = adult.id
        JOIN facilities_enrolment e ON e.child_id = r.child_id
        WHERE NOT r.is_blocked AND r.starts_on <= today AND (r.ends_on IS NULL OR r.ends_on >= today)
          AND NOT EXISTS (
            SELECT 1 FROM facilities_grant b
            WHERE b.guardian_id = r.guardian_id AND b.child_id = r.child_id AND b.is_blocked
              AND b.starts_on <= today AND (b.ends_on IS NULL OR b.ends_on >= today)))
    SELECT coalesce((SELECT string_agg(id::text, ',') FROM place), ''),
           coalesce((SELECT string_agg(id::text, ',')
                     FROM (SELECT organisation_id AS id FROM post UNION SELECT organisation_id FROM adult) o), ''),
           coalesce((SELECT string_agg(id::text, ',') FROM office), '')
    INTO facilities, organisations, offices;
    PERFORM set_config('engawa.everything', '', false), set_config('engawa.facilities', facilities, false),
            set_config('engawa.organisations', organisations, false),
            set_config('engawa.offices', offices, false);
END $$
"""

# Each in a sub-select, so that PostgreSQL evaluates it once a statement and not once a row.
EVERYTHING = "(SELECT current_setting('engawa.everything', true) = 'on')"
FACILITIES = "ANY ((SELECT string_to_array(current_setting('engawa.facilities', true), ',')::uuid[])::uuid[])"
ORGANISATIONS = (
    "ANY ((SELECT string_to_array(current_setting('engawa.organisations', true), ',')::uuid[])::uuid[])"
)
OFFICES = "ANY ((SELECT string_to_array(current_setting('engawa.offices', true), ',')::uuid[])::uuid[])"

# A table names places in its own columns; these two are places themselves.
THEMSELVES = {"facilities_facility": "facility", "facilities_organisation": "organisation"}
COLUMNS = """
SELECT c.relname, a.attname, a.attnotnull
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  AND (a.attname = 'organisation_id' OR a.attname ~ '(^|_)facility_id$'
       OR (a.attname = 'id' AND c.relname IN ('facilities_facility', 'facilities_organisation')))
ORDER BY c.relname, a.attnum
"""
ONLY_ADDED = """
SELECT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND t.tgname = 'only_added' ORDER BY 1
"""
# The row of a table without an organisation that names no facility is its parent's.
PARENT = """
SELECT k.confrelid::regclass::text, a.attname
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
JOIN pg_attribute o ON o.attrelid = k.confrelid AND o.attname = 'organisation_id'
WHERE k.conrelid = to_regclass(%s) AND k.contype = 'f' AND cardinality(k.conkey) = 1
  AND a.attname !~ '(^|_)(facility|organisation)_id$' AND a.attnotnull
ORDER BY k.conname LIMIT 1
"""
RULE_OF = """
SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p WHERE p.polrelid = to_regclass(%s) AND p.polname = 'reach'
"""

# Another process may be making it at this moment.
CREATE_ROLE = """
DO $$ BEGIN CREATE ROLE {} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""


class WallError(Exception):
    """A sentence for the operator: what the server did not allow, and what to run there."""


@dataclass(frozen=True)
class Keys:
    """The columns by which a table names places."""

    table: str
    facilities: tuple[str, ...]
    organisation: str | None
    may_be_central: bool


def build(run: Run, role: str, *, is_assumed: bool) -> None:
    """As the owner of the tables: make the role, its rights, and a policy for every table that names a place."""
    _make_role(run, role, is_assumed)
    run.execute(
        "SELECT to_regclass('facilities_enrolment') IS NOT NULL AND to_regclass('accounts_user') IS NOT NULL"
    )
    if run.fetchone()[0]:
        run.execute(ENTER)
        for keys in walled(run):
            _put_behind(run, keys)
    _give_rights(run, role)


def walled(run: Run) -> list[Keys]:
    """Every table with a key of a facility or an organisation."""
    run.execute(COLUMNS)
    found: dict[str, list[tuple[str, bool]]] = {}
    for table, column, is_filled in run.fetchall():
        found.setdefault(table, []).append((column, is_filled))
    return [_keys(table, columns) for table, columns in found.items()]


def _keys(table: str, columns: list[tuple[str, bool]]) -> Keys:
    itself = THEMSELVES.get(table)
    facilities = {name: filled for name, filled in columns if name.endswith("facility_id")}
    organisation = next((name for name, _ in columns if name == "organisation_id"), None)
    if itself == "facility":
        facilities["id"] = True
    if itself == "organisation":
        organisation = "id"
    return Keys(table, tuple(facilities), organisation, bool(facilities) and not all(facilities.values()))


def only_added(run: Run) -> list[str]:
    """Tables whose rows are only ever added."""
    run.execute(ONLY_ADDED)
    return [row[0] for row in run.fetchall()]


def _rule(run: Run, keys: Keys) -> str:
    """Cheap tests first: tasks stop at the first, the central office at the second."""
    return " OR ".join([EVERYTHING, *_alternatives(run, keys)])


def _alternatives(run: Run, keys: Keys) -> Iterator[str]:
    if not keys.facilities:
        yield f"{keys.organisation} = {ORGANISATIONS}"
        return
    if keys.organisation:
        yield f"{keys.organisation} = {OFFICES}"
    for column in keys.facilities:
        yield f"{column} = {FACILITIES}"
    if not keys.may_be_central:
        return
    nowhere = " AND ".join(f"{column} IS NULL" for column in keys.facilities)
    if keys.organisation:
        yield f"({nowhere} AND {keys.organisation} = {ORGANISATIONS})"
        return
    run.execute(PARENT, [keys.table])
    parent = run.fetchone()
    if parent:
        its_own = f"parent.id = {keys.table}.{parent[1]}"
        yield f"({nowhere} AND EXISTS (SELECT 1 FROM {parent[0]} parent WHERE {its_own}))"  # noqa: S608 - names of ours


def _put_behind(run: Run, keys: Keys) -> None:
    """The comment of a policy is the text it was made from, by which a changed rule is seen."""
    rule = _rule(run, keys)
    run.execute(RULE_OF, [keys.table])
    row = run.fetchone()
    if row and row[0] == rule:
        return
    table = sql.Identifier(keys.table)
    if row:
        run.execute(sql.SQL("DROP POLICY reach ON {}").format(table))
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        "CREATE POLICY reach ON {table} USING ({rule})",
        "COMMENT ON POLICY reach ON {table} IS {text}",
    ):
        run.execute(sql.SQL(statement).format(table=table, rule=sql.SQL(rule), text=sql.Literal(rule)))
    _let_logs_grow(run, keys.table)


def _let_logs_grow(run: Run, table: str) -> None:
    """What is only ever added takes every new entry: an act at another place must not fail for its record."""
    if table not in only_added(run):
        return
    name = sql.Identifier(table)
    run.execute(sql.SQL("DROP POLICY IF EXISTS added ON {}").format(name))
    run.execute(sql.SQL("CREATE POLICY added ON {} FOR INSERT WITH CHECK (true)").format(name))


def _make_role(run: Run, role: str, is_assumed: bool) -> None:
    name = sql.Identifier(role)
    run.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role])
    row = run.fetchone()
    if row and row[0]:
        raise WallError(
            f"The role {role} is a superuser or bypasses row-level security. Take that from it first."
        )
    try:
        if not row:
            run.execute(sql.SQL(CREATE_ROLE).format(name))
        run.execute("SELECT current_user, pg_has_role(current_user, %s, %s)", [role, _membership(run)])
        owner, may_act = run.fetchone()
        if is_assumed and not may_act:
            run.execute(sql.SQL("GRANT {} TO {}").format(name, sql.Identifier(owner)))
    except Exception as error:
        if not isinstance(error.__cause__ or error, psycopg.errors.InsufficientPrivilege):
            raise
        raise WallError(
            f"The owner of the tables may not make the role {role}. Let an administrator of the server run once:\n"
            f"    CREATE ROLE {role} NOLOGIN; GRANT {role} TO <the role of DATABASE_URL>;\n"
            "and then migrate again. No right was changed."
        ) from error


def _membership(run: Run) -> str:
    """PostgreSQL 16 tells being a member from being allowed to act as one."""
    return "SET" if _version(run) >= 16 else "MEMBER"


def _version(run: Run) -> int:
    run.execute("SELECT current_setting('server_version_num')::int / 10000")
    return int(run.fetchone()[0])


def _give_rights(run: Run, role: str) -> None:
    """Rows, never tables: no DDL, no TRUNCATE, and no change of what is only ever added."""
    name = sql.Identifier(role)
    statements = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    if _version(run) >= 17:  # lets the demo's seeds gather statistics
        statements.append("GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {role}")
    for statement in statements:
        run.execute(sql.SQL(statement).format(role=name))
    for table in only_added(run):
        words = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
        run.execute(words.format(sql.Identifier(table), name))
    run.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
    if run.fetchone()[0]:
        run.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(name))
