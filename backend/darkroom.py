"""Photos are opened in processes of their own, with little memory and time, without network, environment or other
files (backend/confined.py): a hostile one ends nothing else and learns nothing.

A few processes stay for the next photo; one that fell silent, died or served long is replaced.
"""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock

import structlog

from backend.crops import Crop
from backend.derivatives import PART, SIZES, Developed
from backend.unmarked import cut, is_jpeg

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 40
SERVES = 200
AT_ONCE = max(2, os.cpu_count() or 2)
COMMAND = [sys.executable, "-m", "backend.darkroom_worker"]
ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
log = structlog.get_logger()


class Spoilt(Exception):  # it is an answer, not an accident
    """Why it could not, as a code of backend.derivatives.Refused, or too_hard: too long or too much memory."""


class _Bench:
    """The processes there are: as many at once as the machine has cores, idle ones kept."""

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(AT_ONCE)
        self._lock = Lock()
        self._idle: list[_Worker] = []

    @contextmanager
    def worker(self) -> Iterator["_Worker"]:
        """One for me alone; whatever goes wrong inside ends it."""
        with self._turns:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is not None and not worker.is_alive():
                worker.end()
                worker = None
            worker = worker or _Worker()
            try:
                yield worker
            except BaseException:
                worker.end()
                raise
            if worker.left <= 0:
                worker.end()
                return
            with self._lock:
                self._idle.append(worker)


class _Worker:
    """One process, the pipe to it, the folder it reads and the one it writes."""

    def __init__(self) -> None:
        self.left = SERVES
        self._room = tempfile.TemporaryDirectory(prefix="engawa-darkroom-", ignore_cleanup_errors=True)
        self.reads, self.writes = (Path(self._room.name, name) for name in ("in", "out"))
        self.reads.mkdir()
        self.writes.mkdir()
        self._process = subprocess.Popen(
            [*COMMAND, str(self.reads), str(self.writes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None and self.reads.is_dir()  # an old folder may have been swept away

    def ask(self, task: str, source: Path, folder: Path) -> dict[str, str | int]:
        """Its answer in time, else Spoilt."""
        self.left -= 1
        to, from_ = self._process.stdin, self._process.stdout
        assert to and from_  # noqa: S101 # both are pipes
        try:
            to.write(json.dumps([task, str(source), str(folder)]).encode() + b"\n")
            to.flush()
            ready, _, _ = select.select([from_], [], [], SECONDS)
            answer: dict[str, str | int] = json.loads(from_.readline()) if ready else {}
        except (OSError, ValueError) as error:
            raise Spoilt("too_hard") from error
        if not answer:
            raise Spoilt("too_hard")
        if unconfined := answer.pop("unconfined", ""):
            _say_unconfined(str(unconfined))
        return answer

    def end(self) -> None:
        with suppress(OSError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process.wait()
        self._room.cleanup()


_bench = _Bench()


@cache
def _say_unconfined(missing: str) -> None:
    """Once a process: photos are opened all the same, as before there was such a thing."""
    log.warning("darkroom_unconfined", missing=missing)


def develop(source: Path) -> Developed:
    """The small files of the photo in this file; Spoilt where it is none or asks too much."""
    with _done("develop", source) as (folder, said):
        return Developed(
            files={size: (folder / f"{size}.jpg").read_bytes() for size in SIZES},
            media_type=str(said["media_type"]),
            width=int(said["width"]),
            height=int(said["height"]),
            taken=str(said["taken"]),
            tone=str(said["tone"]),
        )


def crop(source: Path, part: Crop) -> dict[str, bytes]:
    """The files of a part of the photo: each of SIZES, and PART with all its points; Spoilt as above."""
    with _done(f"crop {part}", source) as (folder, _said):
        return {size: (folder / f"{size}.jpg").read_bytes() for size in (*SIZES, PART)}


def clean(content: bytes) -> bytes:
    """A photo as a JPEG without the camera's notes; Spoilt where it cannot be opened."""
    if is_jpeg(content):
        return cut(content)
    with tempfile.NamedTemporaryFile(prefix="engawa-photo-") as file:
        file.write(content)
        file.flush()
        with _done("press", Path(file.name)) as (folder, _said):
            return (folder / "pressed.jpg").read_bytes()


@contextmanager
def _done(task: str, source: Path) -> Iterator[tuple[Path, dict[str, str | int]]]:
    """The folder a worker left its files in, and what it said. It sees the photo by a second name in there."""
    with _bench.worker() as worker, tempfile.TemporaryDirectory(dir=worker.writes) as name:
        folder = Path(name)
        with _brought(source, worker.reads / folder.name) as seen:
            said = worker.ask(task, seen, folder)
        if "refused" not in said:
            yield folder, said
            return
    raise Spoilt(str(said["refused"]))


@contextmanager
def _brought(source: Path, seen: Path) -> Iterator[Path]:
    try:
        os.link(source, seen)
    except OSError:  # on another disk, or of another owner
        shutil.copyfile(source, seen)
    try:
        yield seen
    finally:
        seen.unlink(missing_ok=True)
