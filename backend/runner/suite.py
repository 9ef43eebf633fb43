"""`./run test`: the suite in two pytest runs, since Playwright and asyncio cannot share a process."""

import re
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from backend import processes
from backend.binaries import EmbeddedError
from backend.embedded import servers
from backend.runner import django, translations
from backend.runner.install import ROOT, say

# A browser on a busy machine now and then misses its moment: it gets one more try, and the closing line counts it.
_PARTS: tuple[tuple[str, list[str]], ...] = (
    ("not e2e", ["-n", "2", "--dist", "worksteal"]),
    ("e2e", ["--reruns", "1", "-rR"]),
)
_CLOSING = re.compile(r"^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+|no tests ran) in [\d.]+s\b")
_ORDER = ("failed", "passed", "skipped", "xfailed", "xpassed", "warning", "error", "rerun")
_NOTHING_COLLECTED = 5
_INTERRUPTED = 2


def main(arguments: list[str]) -> int:
    """Run both parts, then close with one line in pytest's words that sums them."""
    django.stop_on_signals()
    translations.compile_all()
    started = time.monotonic()
    totals: Counter[str] = Counter()
    statuses: list[int] = []
    try:
        var = django.var_folder("test")
        with servers(var, durable=False) as running:
            env = django.environment(var, running, DJANGO_ALLOW_ASYNC_UNSAFE="1")
            for marker, options in _PARTS:
                statuses.append(_pytest(_arguments(arguments, marker, options), env, totals))
                if statuses[-1] == _INTERRUPTED:
                    break
    except django.Stopped as stopped:
        return 128 + int(stopped.args[0])
    except EmbeddedError as error:
        say(str(error))
        return 1
    print(closing_line(totals, time.monotonic() - started), flush=True)
    return _status(statuses)


def _arguments(asked: list[str], marker: str, options: list[str]) -> list[str]:
    """Join our marker with the one asked for; a process count of the caller's own replaces ours."""
    rest, markers = [], [marker]
    words = iter(asked)
    for word in words:
        if word == "-m":
            markers.append(f"({next(words, '')})")
        else:
            rest.append(word)
    if any(word.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for word in rest):
        options = []
    return [*options, "-m", " and ".join(markers), *rest]


def _pytest(arguments: list[str], env: dict[str, str], totals: Counter[str]) -> int:
    """Show the run as it goes and add what its own closing line counts."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        preexec_fn=processes.ends_with_us(15),
    )
    closing = ""
    try:
        for raw in child.stdout or ():
            line = raw.decode(errors="replace")
            closing = line if _CLOSING.match(line) else closing
            print(line, end="", flush=True)
        status = child.wait()
    except django.Stopped:
        processes.stop(child)
        raise
    totals.update(outcomes(closing))
    return status


def outcomes(closing: str) -> dict[str, int]:
    """Read pytest's closing line into counts; tests that the other part runs are no news."""
    found = _CLOSING.match(closing)
    pairs = re.findall(r"(\d+) ([a-z]+)", found[1]) if found else []
    singular = {"warnings": "warning", "errors": "error"}
    return {singular.get(name, name): int(count) for count, name in pairs if name != "deselected"}


def closing_line(totals: Counter[str], seconds: float) -> str:
    """Write the sum as pytest would."""
    plural = {"warning": "warnings", "error": "errors"}
    counts = [
        f"{totals[name]} {plural[name] if name in plural and totals[name] > 1 else name}"
        for name in _ORDER
        if totals[name]
    ]
    took = f"{seconds:.2f}s" + (f" ({timedelta(seconds=int(seconds))})" if seconds >= 60 else "")
    return f" {', '.join(counts) or 'no tests ran'} in {took} ".center(80, "=")


def _status(statuses: list[int]) -> int:
    """A part that selected nothing is fine as long as the other one ran something."""
    wrong = [status for status in statuses if status not in (0, _NOTHING_COLLECTED)]
    if wrong:
        return wrong[0]
    return 0 if 0 in statuses else _NOTHING_COLLECTED
