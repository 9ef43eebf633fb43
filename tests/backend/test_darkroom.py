"""The process that opens photos reaches nothing but its own folder, whatever code runs in it."""

import socket
import tempfile
from pathlib import Path

import pytest

from backend import darkroom

REACHES = ("socket", "udp", "unix", "program", "secret", "parent", "elsewhere", "source")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | int]:
    """What the probe tells that runs where photos are opened."""
    monkeypatch.setattr(darkroom, "COMMAND", [*darkroom.COMMAND[:2], "tests.backend.darkroom_probe"])
    monkeypatch.setenv("ENGAWA_SECRET_OF_THE_PARENT", "1")
    missing: list[str] = []
    monkeypatch.setattr(darkroom, "_say_unconfined", missing.append)
    worker = darkroom._Worker()
    with (
        tempfile.TemporaryDirectory(dir=worker.writes) as name,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        source = worker.reads / "source"
        source.write_text(f"{server.getsockname()[1]}\n/etc/hostname")
        try:
            answer = worker.ask("probe", source, Path(name))
        finally:
            worker.end()
    if missing:
        pytest.skip(f"the kernel refuses: {missing[0]}")
    return answer


def test_code_in_the_darkroom_reaches_no_network_no_program_and_no_other_file(
    said: dict[str, str | int],
) -> None:
    assert {name: said[name] for name in REACHES} == dict.fromkeys(REACHES, "refused")
    assert said["own"] == "done"


def test_it_knows_nothing_of_its_parents_environment(said: dict[str, str | int]) -> None:
    assert set(str(said["names"]).split()) <= {"PATH", "PYTHONPATH", "LANG", "LC_CTYPE", "MALLOC_ARENA_MAX"}


def test_a_kernel_that_refuses_stops_no_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    from backend import confined

    monkeypatch.setattr(confined.platform, "machine", lambda: "abacus")

    assert confined._calls(None) == "seccomp: not written for abacus"  # type: ignore[arg-type] # asked before it is used
