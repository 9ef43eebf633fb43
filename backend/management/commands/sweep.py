"""Release, finish, remind, seal and deliver from PostgreSQL alone: what works when broker and workers do not."""

import signal
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from contactbook.services import publish_due
from contactbook.services.books import make_waiting
from facilities.services import seal_entries
from notices import services
from notices.delivery import send_messages, send_waiting
from notices.models import Channel
from surveys import services as surveys

log = structlog.get_logger()


class Command(BaseCommand):
    """May run beside workers, and any number of times: rows are claimed, so nothing leaves twice."""

    help = "Publish and deliver what is due, without broker or worker"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--every` runs until a signal; without it one round is run."""
        parser.add_argument("--every", type=float, default=0.0, metavar="SECONDS", help="run again and again")
        parser.add_argument(
            "--for",
            type=float,
            default=10.0,
            metavar="SECONDS",
            dest="seconds",
            help="how long one round may send on each channel",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """One round, or one after another until a signal."""
        over = Event()
        if options["every"]:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: over.set())
        while True:
            self._round(options["seconds"], over, patient=bool(options["every"]))
            if not options["every"] or over.wait(options["every"]):
                return

    def _round(self, seconds: float, over: Event, *, patient: bool) -> None:
        steps: dict[str, Callable[[], int]] = {
            "released": services.release_due_notices,
            "entries": publish_due,
            "steps of books": partial(make_waiting, seconds=seconds),
            "finished": services.finish_publications,
            "reminded": services.remind_unread,
            "reminded of surveys": surveys.remind_due,
            "sealed": seal_entries,
            # Short messages before notices: an alarm about one child never waits behind a broadcast.
            **{
                f"{channel} messages": partial(send_messages, channel, seconds=seconds)
                for channel in Channel.values
            },
            **{
                f"{channel} sent": partial(send_waiting, channel, seconds=seconds)
                for channel in Channel.values
            },
        }
        done = {name: _run(name, step, patient=patient) for name, step in steps.items() if not over.is_set()}
        if any(done.values()):
            self.stdout.write(", ".join(f"{name} {count}" for name, count in done.items()))


def _run(name: str, step: Callable[[], int], *, patient: bool) -> int:
    """A step that fails does not keep the next from its work; a database that restarts is there next time."""
    close_old_connections()
    try:
        return step()
    except DatabaseError:
        if not patient:
            raise
        log.exception("sweep_failed", step=name)
        return 0
