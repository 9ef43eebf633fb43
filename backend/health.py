"""/healthz: this process answers. /readyz: what it needs answers too. Both before sessions, hosts and redirects."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from attendance.models import WatchBeat
from backend.models import Heartbeat
from backend.outbox import oldest_due
from notices.models import Delivery, Message

WORKER_SILENT_AFTER = timedelta(seconds=60)
WATCH_SILENT_AFTER = timedelta(minutes=2)
OUTBOX_LATE_AFTER = timedelta(minutes=5)


class HealthMiddleware:
    """Answers the two health addresses itself, so that a probe needs no allowed host and no redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            report = readiness()
            return JsonResponse(report, status=200 if report["status"] == "ok" else 503)
        return self.get_response(request)


def readiness() -> dict[str, Any]:
    """Database, broker, worker and age of the oldest outbox row; 'degraded' still serves people, 'down' does not.

    Only a missing database is 'down' (503): without broker or worker pages, reading and publishing still work.
    """
    now = timezone.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
        watch = WatchBeat.objects.values_list("ran_at", flat=True).first()
        oldest = oldest_due([Delivery, Message])
    except DatabaseError:
        return {"status": "down", "database": False}
    age = (now - oldest).total_seconds() if oldest else 0.0
    broker = _broker_answers()
    worker = bool(beat and now - beat < WORKER_SILENT_AFTER)
    watches = bool(watch and now - watch < WATCH_SILENT_AFTER)
    late = age > OUTBOX_LATE_AFTER.total_seconds()
    return {
        "status": "ok",
        "degraded": not (broker and worker and watches) or late,
        "database": True,
        "broker": broker,
        "worker": worker,
        "worker_seen_at": beat.isoformat() if beat else None,
        "watch": watches,
        "watch_seen_at": watch.isoformat() if watch else None,
        "outbox_oldest_seconds": round(age, 1),
    }


def _broker_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
