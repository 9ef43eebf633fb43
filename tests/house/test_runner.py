"""What `./run` promises: truthful sums, programs that come back, nothing left behind, complete words."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from backend.processes import spawn, stop
from backend.runner import demo, suite, translations
from backend.runner.supervisor import Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_two_runs_close_with_one_truthful_line() -> None:
    totals: Counter[str] = Counter()
    totals.update(
        suite.outcomes("= 1 failed, 410 passed, 2 skipped, 9 deselected, 1 warning in 300.10s (0:05:00) =")
    )
    totals.update(suite.outcomes("====== 2 passed, 3 errors in 21.10s ======"))

    line = suite.closing_line(totals, 321.2)

    assert line.strip("= ") == "1 failed, 412 passed, 2 skipped, 1 warning, 3 errors in 321.20s (0:05:21)"


def test_a_run_of_nothing_says_so() -> None:
    totals = Counter(suite.outcomes("============ 13 deselected in 0.23s ============"))

    assert suite.closing_line(totals, 0.5).strip("= ") == "no tests ran in 0.50s"


def test_the_quiet_closing_line_is_read_as_well() -> None:
    assert suite.outcomes("3 passed, 1 xfailed in 0.10s\n") == {"passed": 3, "xfailed": 1}


def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "starts"
    code = f"open({str(marks)!r}, 'a').write('x')"
    supervisor = Supervisor({"short": [sys.executable, "-c", code]}, env=dict(os.environ), logs=tmp_path)

    supervisor.start()
    deadline = time.monotonic() + 20
    while (not marks.exists() or len(marks.read_text()) < 2) and time.monotonic() < deadline:
        supervisor.look_after()
        time.sleep(0.05)
    supervisor.stop()

    assert len(marks.read_text()) >= 2
    assert supervisor.failures("short") >= 1


def test_stopping_ends_every_program(tmp_path: Path) -> None:
    supervisor = Supervisor({"one": SLEEPER, "two": SLEEPER}, env=dict(os.environ), logs=tmp_path)
    supervisor.start()
    running = [program.process for program in supervisor._running.values()]

    supervisor.stop()

    assert [process.poll() for process in running if process] == [-signal.SIGTERM, -signal.SIGTERM]


def test_a_program_that_ignores_the_request_is_killed_with_its_children(tmp_path: Path) -> None:
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"child = subprocess.Popen({SLEEPER!r}); print(child.pid, flush=True); time.sleep(60)"
    )
    log = tmp_path / "log"
    process = spawn([sys.executable, "-c", code], log=log)
    while not log.read_text().strip():
        time.sleep(0.05)

    stop(process, patience=0.5)

    assert process.returncode == -signal.SIGKILL
    assert _is_gone(int(log.read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_killed_parent_takes_its_programs_along(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from backend.processes import spawn\n"
        f"child = spawn({SLEEPER!r}, log=Path(sys.argv[1]) / 'log')\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=demo.ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())

        parent.kill()
        parent.wait()

    assert _is_gone(child)


def test_a_busy_port_is_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(demo.RefusedError, match=rf"Port {port} is used already: .* --port {port + 1}"):
            demo._require_free(port)


def test_a_second_demo_on_the_same_data_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    with demo._only_one(tmp_path):
        (tmp_path / "demo.lock").write_text("http://127.0.0.1:8123")

        same = _run_demo(tmp_path)
        other = _run_demo(tmp_path, "--port", "8124")

    assert same.returncode == 0
    assert "READY http://127.0.0.1:8123" in same.stdout
    assert other.returncode == 1
    assert "served at http://127.0.0.1:8123 already" in other.stderr


def test_every_word_has_finished_japanese() -> None:
    assert translations.faults() == []


def test_words_are_found_in_code_templates_and_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tmp_path / "notices"
    (app / "templates").mkdir(parents=True)
    (app / "views.py").write_text("_('From code')\nngettext('%(n)s child', '%(n)s children', n)\n")
    (app / "templates" / "page.html").write_text(
        "{% translate 'From a template' %}{% blocktranslate with a=b %}Hello {{ a }}{% endblocktranslate %}\n"
        " {% blocktranslate %}Two\n   lines{% endblocktranslate %}"
    )
    (app / "page.js").write_text("const word = gettext('From a script');\n")
    monkeypatch.setattr(translations, "ROOT", tmp_path)

    faults = "\n".join(translations.faults())

    for word in (
        "From code",
        "%(n)s child",
        "From a template",
        "Hello %(a)s",
        "Two\n   lines",
        "From a script",
    ):
        assert repr(word) in faults


def test_collected_words_keep_their_translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "views.py").write_text("_('Old')\n_('New')\n")
    locale = tmp_path / "locale"
    messages = locale / "ja" / "LC_MESSAGES" / "django.po"
    messages.parent.mkdir(parents=True)
    messages.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Old"\nmsgstr "古い"\n'
    )
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "LOCALE", locale)

    translations.main([])

    catalog = read_po(messages.open("rb"))
    assert {message.id: message.string for message in catalog if message.id} == {"Old": "古い", "New": ""}


def _run_demo(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backend.runner", "demo", *arguments]
    env = {**os.environ, "ENGAWA_VAR": str(var)}
    return subprocess.run(command, cwd=demo.ROOT, env=env, capture_output=True, text=True, check=False)


def _is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/status")
        if not status.exists() or "State:\tZ" in status.read_text():
            return True
        time.sleep(0.05)
    return False
