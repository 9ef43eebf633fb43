"""The embedded servers: real ones, private, shared when they run, and never left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from backend.binaries import EmbeddedError
from backend.embedded import forget, servers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite itself runs on servers named by these; here we start others."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that every user may enter, as a project folder usually is; pytest's own is private."""
    with tempfile.TemporaryDirectory(prefix="engawa-var-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def owner(var: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that started the servers and holds them."""
    code = (
        "import sys, time; from pathlib import Path; from backend.embedded import servers\n"
        "with servers(Path(sys.argv[1]), durable=False) as s:\n"
        " print(','.join(s.started), flush=True)\n sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(var)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdin=pipe, stdout=pipe) as process:
        yield process
        process.kill()


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def processes_of(var: Path) -> list[int]:
    """The ids of all processes whose command line names the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except (OSError, NotADirectoryError):
            continue
        server = Path(command[0].decode(errors="replace").split(" ")[0]).name
        is_server = server in ("postgres", "postgres:", "valkey-server", "redis-server")
        if is_server and (any(str(var).encode() in part for part in command) or _works_in(entry, var)):
            found.append(int(entry.name))
    return found


def _works_in(entry: Path, var: Path) -> bool:
    try:
        return (entry / "cwd").readlink().is_relative_to(var)
    except OSError:
        return False


def test_both_servers_start_and_answer(var: Path) -> None:
    with servers(var, durable=False) as running:
        with psycopg.connect(running.database_url) as connection:
            row = connection.execute("SELECT current_user, upper('ａé'), 'あさひ' < 'さくら'").fetchone()
        with redis.Redis.from_url(running.redis_url) as client:
            pong = client.ping()

    assert running.started == ("postgresql", "valkey")
    assert row == ("engawa", "ＡÉ", True)
    assert pong is True


def test_nothing_runs_after_the_end(var: Path) -> None:
    with servers(var, durable=False) as running:
        assert processes_of(var)

    assert not answers(running.database_url)
    assert processes_of(var) == []


def test_the_application_is_no_superuser(var: Path) -> None:
    with servers(var, durable=False) as running, psycopg.connect(running.database_url) as connection:
        row = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")

        assert row.fetchone() == (False, True)


def test_data_is_there_after_a_restart(var: Path) -> None:
    with servers(var, durable=False) as running, psycopg.connect(running.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '縁側'::text AS word")
        redis.Redis.from_url(running.redis_url).set("kept", "縁側")

    with servers(var, durable=False) as again, psycopg.connect(again.database_url) as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
        value = redis.Redis.from_url(again.redis_url, decode_responses=True).get("kept")

    assert row == ("縁側",)
    assert value == "縁側"


def test_a_second_user_shares_and_leaves_the_servers_running(var: Path) -> None:
    with servers(var, durable=False) as first:
        with servers(var, durable=False) as second:
            assert second.started == ()
            assert second.database_url == first.database_url

        assert answers(first.database_url)


def test_another_process_shares_and_leaves_the_servers_running(
    var: Path, owner: subprocess.Popen[str]
) -> None:
    assert owner.stdout is not None
    assert owner.stdout.readline().strip() == "postgresql,valkey"

    with servers(var, durable=False) as shared:
        assert shared.started == ()

    assert answers(shared.database_url)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_killed_owner_leaves_no_server_behind(var: Path, owner: subprocess.Popen[str]) -> None:
    assert owner.stdout is not None
    owner.stdout.readline()
    assert processes_of(var)

    owner.send_signal(signal.SIGKILL)
    owner.wait()

    deadline = time.monotonic() + 20
    while processes_of(var) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(var) == []


def test_a_start_right_after_a_kill_recovers_the_data(var: Path, owner: subprocess.Popen[str]) -> None:
    assert owner.stdout is not None
    owner.stdout.readline()
    with servers(var, durable=False) as shared, psycopg.connect(shared.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")

    owner.send_signal(signal.SIGKILL)
    owner.wait()

    with servers(var, durable=False) as again, psycopg.connect(again.database_url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_given_addresses_are_used_and_nothing_is_started(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/engawa")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/0")

    with servers(var, durable=False) as running:
        assert running.database_url == "postgresql://db.example/engawa"
        assert running.redis_url == "redis://redis.example/0"
        assert running.started == ()
    assert list(var.iterdir()) == []


def test_the_wheels_serve_where_the_machine_has_no_servers(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAWA_EMBEDDED", "wheel")

    with servers(var, durable=False) as running, psycopg.connect(running.database_url) as connection:
        assert connection.info.server_version >= 180000


def test_a_private_and_very_long_folder_still_works(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAWA_EMBEDDED", "wheel")
    var.chmod(0o700)
    deep = var / ("x" * 100) / ("y" * 100)

    with servers(deep, durable=False) as running:
        assert running.started == ("postgresql", "valkey")
        assert answers(running.database_url)

    forget(deep)
    assert not answers(running.database_url)
    assert processes_of(deep) == []


def test_data_of_a_version_that_is_gone_is_refused_with_a_way_out(var: Path) -> None:
    (var / "postgres").mkdir()
    (var / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedError, match=r"PostgreSQL 9.*--reset"), servers(var, durable=False):
        pass


def test_data_in_use_is_not_thrown_away(var: Path) -> None:
    with servers(var, durable=False), pytest.raises(EmbeddedError, match="running"):
        forget(var)
