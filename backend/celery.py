"""Celery: wakes workers. What is to be done is in the outbox; a lost wake-up costs seconds, never a message."""

import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, worker_ready
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("engawa")
app.config_from_object("django.conf:settings", namespace="CELERY")
APPS = ("backend", "facilities", "notices", "attendance", "contactbook", "surveys", "photos")
app.autodiscover_tasks(APPS)
log = structlog.get_logger()


@setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging to Django's configuration."""


@worker_ready.connect
def _say_that_it_lives(**_: Any) -> None:
    """/readyz need not wait for the first beat."""
    wake("backend.tasks.heartbeat")


def wake(task: str, *args: Any, countdown: float | None = None) -> bool:
    """Ask a worker to run a task by name; False when the broker cannot be reached. Never raises for that."""
    try:
        app.send_task(task, args=args, countdown=countdown, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", task=task, error=type(error).__name__)
        return False
    return True
