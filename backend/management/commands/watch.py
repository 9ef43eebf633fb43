"""The no-show watch from PostgreSQL alone: no broker, no worker, no beat. One leads, others stand by."""

import os
import signal
import socket
from argparse import ArgumentParser
from threading import Event, Thread
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from attendance import services
from notices.delivery import send_messages
from notices.models import Channel

EVERY = 15.0
LEADER = 0x0E46A3A  # one number for the whole installation
log = structlog.get_logger()


class Command(BaseCommand):
    """May run on every host: an advisory lock says who leads, and a look that happens twice happens once."""

    help = "Ask the families of children without a word, without broker or worker"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once` is one look, then the end."""
        parser.add_argument("--every", type=float, default=EVERY, metavar="SECONDS")
        parser.add_argument("--once", action="store_true", help="look once, send, and end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look, send, wait, until a signal."""
        over, sender = Event(), Sender()
        if options["once"]:
            look(name())
            sender.start()
            sender.wait()
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        while not over.is_set():
            _try_to_look(sender)
            over.wait(options["every"])


def name() -> str:
    """The process, as the beat names it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def look(by: str) -> int:
    """One look; returns how many children it asked for or handed to the telephone."""
    asked = services.run_watch() + services.advance_watch()
    services.beat_watch(by)
    return asked


def leads() -> bool:
    """Whether this process holds the lock of the leader, or takes it now; it goes with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER])
        return bool(cursor.fetchone()[0])


class Sender:
    """Sends short messages beside the looking: a slow mail server must not keep the watch from its next look."""

    def __init__(self) -> None:
        self._thread = Thread(target=self.send, daemon=True)

    def start(self) -> None:
        """Begin a round unless one is still under way."""
        if not self._thread.is_alive():
            self._thread = Thread(target=self.send, daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Until the round is over."""
        self._thread.join()

    def send(self) -> None:
        """Push before mail; rows are claimed, so workers that do the same send nothing twice."""
        for channel in Channel.values:
            try:
                send_messages(channel)
            except Exception:
                log.exception("watch_send_failed", channel=str(channel))
        connection.close()


def _try_to_look(sender: Sender) -> None:
    """Whatever fails, the next look comes: a database that restarts is there again."""
    try:
        if leads():
            look(name())
            sender.start()
    except Exception:
        log.exception("watch_failed")
        _let_go()


def _let_go() -> None:
    """Give lock and connection back: a pooled connection would keep the lock for nobody. A broken one has lost it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    except DatabaseError:
        log.warning("watch_connection_lost")
    connection.close()
