"""A real PostgreSQL and a real Valkey for the demo and the tests, on private sockets, without a container.

DATABASE_URL and REDIS_URL win: what they name is used as it is and never started or stopped.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from backend import binaries, processes
from backend.binaries import EmbeddedError

DATABASE = ROLE = "engawa"
APPLICATION_ROLE = "engawa_app"
_SUPERUSER = "postgres"
_LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
_PATIENCE = 60.0


@dataclass(frozen=True)
class Servers:
    """Where the database and the broker are, and the names of those that this process started."""

    database_url: str
    redis_url: str
    started: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """Give the two variables that settings.py reads."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@dataclass(frozen=True)
class _Place:
    """Folders and owner of the servers' files; the owner is an unprivileged one when we are root."""

    data: Path
    sockets: Path
    logs: Path
    uid: int | None
    gid: int | None

    def own(self, folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        return folder

    def runnable(self, program: Path) -> Path:
        if self.uid is None or binaries.readable_by_others(program):
            return program
        shelf = self.data / "programs"
        shelf.mkdir(exist_ok=True)
        return binaries.copy_of(program, shelf)


@contextmanager
def servers(var: Path, *, durable: bool = True) -> Iterator[Servers]:
    """Find or start both servers; at the end stop those started here and leave the others alone."""
    with ExitStack() as stack:
        started: list[str] = []
        urls = [os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")]
        if not all(urls):
            place = _place(var)
            with _one_at_a_time(place.data / "starting.lock"):
                urls[0] = urls[0] or _database(place, stack, started, durable)
                urls[1] = urls[1] or _broker(place, stack, started)
        yield Servers(urls[0], urls[1], tuple(started))


def forget(var: Path) -> None:
    """Throw away the data of both servers and what was made from it; refused while they run."""
    place = _place(var)
    if _postgres_answers(_admin_url(place)) or _valkey_answers(_valkey_url(place)):
        raise EmbeddedError(
            "The embedded servers are running: stop what uses them first (./run demo, ./run manage)."
        )
    for name in ("postgres", "valkey", "media", "mail", "demo-logins.json", "beat-schedule"):
        path = var / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for folder in {place.data, place.sockets.parent} - {var.resolve()}:
        shutil.rmtree(folder)


def _admin_url(place: _Place) -> str:
    return f"postgresql://{_SUPERUSER}@{quote(str(place.sockets), safe='')}/postgres?connect_timeout=5"


def _valkey_url(place: _Place) -> str:
    return f"unix://{place.sockets / 'valkey.sock'}?db=0"


def _place(var: Path) -> _Place:
    """Choose folders that the servers' user can enter and whose socket paths the kernel accepts."""
    var.mkdir(parents=True, exist_ok=True)
    var = var.resolve()
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    data, sockets, uid, gid = var, var / "run", None, None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
        if not binaries.traversable(var):
            data = _private(Path("/var/tmp"), mark)  # noqa: S108 - owner checked by _private
            sockets = data / "run"
            where = f"Embedded servers keep their data in {data}: their user cannot enter {var}."
            print(where, file=sys.stderr)
    if len(str(sockets)) > _LONGEST_SOCKET_FOLDER:
        sockets = _private(Path("/tmp"), mark) / "run"  # noqa: S108 - owner checked by _private
    place = _Place(data, sockets, var / "log", uid, gid)
    place.own(sockets)
    return place


def _private(parent: Path, mark: str) -> Path:
    """Make or reuse a folder under a shared one, only if nobody else made it first."""
    folder = parent / f"engawa-{os.geteuid()}-{mark}"
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise EmbeddedError(
            f"{folder} belongs to somebody else: remove it, or set ENGAWA_VAR to another folder."
        )
    folder.chmod(0o711)
    return folder


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _database(place: _Place, stack: ExitStack, started: list[str], durable: bool) -> str:
    admin = _admin_url(place)
    if not _postgres_answers(admin):
        stack.callback(_stop, _start_postgres(place, admin, durable), signal.SIGINT)
        started.append("postgresql")
    _make_database(admin)
    return f"postgresql://{ROLE}@{quote(str(place.sockets), safe='')}/{DATABASE}"


def _start_postgres(place: _Place, admin: str, durable: bool) -> processes.Process:
    data, log = place.data / "postgres", place.logs / "postgres.log"
    program = _postgres_for(data)
    folder = place.runnable(program.folder / "postgres").parent
    if not (data / "PG_VERSION").exists():
        _initdb(place, folder, data, log, durable)
    _await_departure(data / "postmaster.pid")
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.sockets),
        "max_connections": "200",
        "shared_buffers": "256MB",
        "max_wal_size": "4GB",
        "fsync": "on" if durable else "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = processes.spawn(
        [folder / "postgres", "-D", data, *options],
        log=log,
        cwd=data if place.uid is None else Path("/"),
        uid=place.uid,
        gid=place.gid,
        death_signal=signal.SIGINT,
    )
    _await(server, lambda: _postgres_answers(admin), "PostgreSQL", log)
    return server


def _postgres_for(data: Path) -> binaries.Postgres:
    """Take the newest program, or for data that exists the one of the version that wrote it."""
    found = list(binaries.postgres_programs())
    if (data / "PG_VERSION").exists():
        major = int((data / "PG_VERSION").read_text())
        found = [program for program in found if program.major == major]
        if not found:
            raise EmbeddedError(
                f"{data} was written by PostgreSQL {major}, which is not on this machine any more: "
                "install it, or start anew with ./run demo --reset."
            )
    if not found:
        raise EmbeddedError(
            f"No PostgreSQL {binaries.OLDEST_POSTGRES} or newer was found: set DATABASE_URL, "
            "or install one (apt-get install postgresql)."
        )
    return found[0]


def _initdb(place: _Place, folder: Path, data: Path, log: Path, durable: bool) -> None:
    """Build the cluster beside its place and move it there whole, so that a killed initdb leaves nothing."""
    half = data.with_name("postgres.half")
    shutil.rmtree(half, ignore_errors=True)
    place.own(half)
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    options = [f"--username={_SUPERUSER}", "--auth=trust", "--encoding=UTF8", f"--locale={locale}"]
    options += [] if durable else ["--no-sync"]
    maker = processes.spawn(
        [folder / "initdb", "-D", half, *options, "--no-instructions"],
        log=log,
        cwd=Path("/"),
        uid=place.uid,
        gid=place.gid,
        death_signal=signal.SIGKILL,
    )
    if maker.wait() != 0:
        raise EmbeddedError(f"initdb failed:\n{processes.tail(log)}")
    half.rename(data)


def _await_departure(pid_file: Path) -> None:
    """Wait for a server that is just shutting down; forget a pid file whose process is something else."""
    deadline = time.monotonic() + _PATIENCE
    while pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        if not processes.is_running(pid, called="postgres"):
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise EmbeddedError(
                f"A PostgreSQL (process {pid}) holds {pid_file.parent} but does not answer: end it."
            )
        else:
            time.sleep(0.1)


def _postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(admin: str) -> None:
    """The application is no superuser here either, so that rights and row-level security are real."""
    with psycopg.connect(admin, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        # The tables' owner may not make roles, so the role that the application assumes is made here.
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN; GRANT {APPLICATION_ROLE} TO {ROLE}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")


def _broker(place: _Place, stack: ExitStack, started: list[str]) -> str:
    url = _valkey_url(place)
    if not _valkey_answers(url):
        data, log = place.own(place.data / "valkey"), place.logs / "valkey.log"
        program = place.runnable(binaries.valkey_program())
        socket = str(place.sockets / "valkey.sock")
        where = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", str(data)]
        server = processes.spawn(
            [program, *where, "--appendonly", "yes", "--save", "", "--daemonize", "no"],
            log=log,
            cwd=Path("/"),
            uid=place.uid,
            gid=place.gid,
        )
        _await(server, lambda: _valkey_answers(url), "Valkey", log)
        stack.callback(_stop, server, signal.SIGTERM)
        started.append("valkey")
    return url


def _valkey_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _await(server: processes.Process, answers: Callable[[], bool], name: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not answers():
        if server.poll() is not None or time.monotonic() > deadline:
            processes.stop(server)
            raise EmbeddedError(f"{name} did not start:\n{processes.tail(log)}")
        time.sleep(0.05)


def _stop(server: processes.Process, ask: int) -> None:
    processes.stop(server, ask=ask, patience=30)
