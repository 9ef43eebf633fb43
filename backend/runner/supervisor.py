"""Keep a few programs running: start again what dies, with growing pauses, and end all of them together."""

import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from backend import processes
from backend.runner.install import ROOT, say

_LONGEST_PAUSE = 30.0
_STEADY_AFTER = 60.0


@dataclass
class _Program:
    name: str
    argv: list[str]
    process: processes.Process | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    failures: int = 0


@dataclass
class Supervisor:
    """Programs by name; each writes to its own log file."""

    programs: dict[str, list[str]]
    env: dict[str, str]
    logs: Path
    _running: dict[str, _Program] = field(init=False, default_factory=dict)

    def start(self, *names: str) -> None:
        """Start the programs named, or all that do not run yet."""
        for name in names or self.programs:
            if name not in self._running:
                self._running[name] = _Program(name, self.programs[name])
                self._launch(self._running[name])

    def watch(self) -> None:
        """Look after the programs until a signal ends this."""
        while True:
            self.look_after()
            time.sleep(0.5)

    def look_after(self) -> None:
        """Say which program ended and start it again when its pause is over."""
        now = time.monotonic()
        for program in self._running.values():
            if program.process is not None and program.process.poll() is not None:
                self._bury(program, now)
            elif program.process is None and now >= program.start_again_at:
                self._launch(program)

    def failures(self, name: str) -> int:
        """How often the program ended since it last ran steadily."""
        return self._running[name].failures

    def log(self, name: str) -> Path:
        """Where the program writes."""
        return self.logs / f"{name}.log"

    def stop(self) -> None:
        """Ask all to end at the same time, then wait for each; none is left."""
        alive = [program.process for program in self._running.values() if program.process is not None]
        for process in alive:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in alive:
            processes.wait_or_kill(process, patience=20)
            processes.kill_rest(process)

    def _launch(self, program: _Program) -> None:
        """Who is left when we are killed is killed too: nobody would be there to wait for a tidy end."""
        program.started_at = time.monotonic()
        program.process = processes.spawn(
            program.argv, log=self.log(program.name), env=self.env, cwd=ROOT, death_signal=signal.SIGKILL
        )

    def _bury(self, program: _Program, now: float) -> None:
        status = program.process.returncode if program.process else 0
        if program.process:
            processes.kill_rest(program.process)
        if now - program.started_at > _STEADY_AFTER:
            program.failures = 0
        program.failures += 1
        pause = min(2.0 ** (program.failures - 1), _LONGEST_PAUSE)
        program.process, program.start_again_at = None, now + pause
        again = f"it starts again in {pause:.0f} s (see {self.log(program.name)})"
        say(f"{program.name} ended with status {status}; {again}")
