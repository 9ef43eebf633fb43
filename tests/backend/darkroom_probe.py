"""`python -m tests.backend.darkroom_probe`: the darkroom's process with one more task, which tries to get out."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from backend import darkroom_worker


def probe(source: Path, folder: Path) -> dict[str, str | int]:
    """What each try came to; `source` holds a port that listens and a file that is none of its business."""
    port, secret = source.read_text().split("\n")
    tries: dict[str, Callable[[], object]] = {
        "socket": lambda: socket.create_connection(("127.0.0.1", int(port))),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
        "secret": lambda: Path(secret).read_text(),
        "parent": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "elsewhere": lambda: (darkroom_worker.ROOT / "left.txt").write_text("x"),
        "source": lambda: source.write_text("x"),
        "own": lambda: (folder / "own.txt").write_text("x"),
    }
    answer: dict[str, str | int] = {"names": " ".join(sorted(os.environ))}
    return answer | {name: _tried(one) for name, one in tries.items()}


def _tried(one: Callable[[], object]) -> str:
    try:
        one()
    except PermissionError:
        return "refused"
    except Exception as error:
        return repr(error)
    return "done"


if __name__ == "__main__":
    darkroom_worker.TASKS["probe"] = probe
    darkroom_worker.main()
