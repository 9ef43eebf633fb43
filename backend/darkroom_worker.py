"""The process that opens photos: a line in, a line out. No Django, no database, no network, little memory.

`python -m backend.darkroom_worker <reads here> <writes here>` and nowhere else (backend/confined.py);
backend/darkroom.py starts it, waits for so long, and ends it.
"""

import json
import resource
import sys
from pathlib import Path

import pi_heif
from PIL import Image

from backend.confined import confine
from backend.crops import Crop
from backend.derivatives import Refused, cropped, developed
from backend.unmarked import pressed

MEMORY = 1_500 * 1024 * 1024
CPU_SECONDS = 30
WRITES = 64 * 1024 * 1024
PRESSED = "pressed.jpg"
ROOT = Path(__file__).resolve().parents[1]
READS = [
    *(Path(place) for place in (sys.prefix, sys.base_prefix, "/usr/lib", "/usr/local/lib", "/lib", "/lib64")),
    *(ROOT / place for place in ("backend", "fonts")),
]


def main() -> None:
    """Until standard input ends."""
    _limit()
    pi_heif.register_heif_opener()
    Image.init()
    missing = "; ".join(confine(reads=[*READS, Path(sys.argv[1])], writes=[Path(sys.argv[2])]))
    for line in sys.stdin:
        task, source, folder = json.loads(line)
        _more_time()
        answer = _answer(task, Path(source), Path(folder))
        print(json.dumps(answer | {"unconfined": missing} if missing else answer), flush=True)


def _answer(task: str, source: Path, folder: Path) -> dict[str, str | int]:
    try:
        name, _, part = task.partition(" ")
        return _crop(source, folder, part) if name == "crop" else TASKS[name](source, folder)
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "too_many_pixels"}


def _press(source: Path, folder: Path) -> dict[str, str | int]:
    content = pressed(source)
    return {"written": (folder / PRESSED).write_bytes(content)}


def _crop(source: Path, folder: Path, part: str) -> dict[str, str | int]:
    made = cropped(source, Crop.read(part))
    return {"written": sum((folder / f"{size}.jpg").write_bytes(content) for size, content in made.items())}


def _develop(source: Path, folder: Path) -> dict[str, str | int]:
    photo = developed(source)
    for size, content in photo.files.items():
        (folder / f"{size}.jpg").write_bytes(content)
    return {
        "media_type": photo.media_type,
        "width": photo.width,
        "height": photo.height,
        "taken": photo.taken,
        "tone": photo.tone,
    }


TASKS = {"develop": _develop, "press": _press}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITES, WRITES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _more_time() -> None:
    """The limit counts from the process's beginning, so each photo gets its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
