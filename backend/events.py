"""Event types and publish(): the one place updates for open screens leave from."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import orjson
import structlog
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as BrokerGone
from redis.exceptions import RedisError
from redis.retry import Retry

logger = structlog.get_logger(__name__)

DEFAULT_CHANNEL = "engawa:live"
BROKER_PATIENCE = 0.5
RESYNC = b'{"resync":true}'
LONGEST_PAUSE = 32.0
_lost: set[tuple[str, str]] = set()
_telling = threading.Lock()


@dataclass(frozen=True)
class Event:
    """Something open screens should know of; subclasses name it and carry ids, never content."""

    name: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if not isinstance(getattr(cls, "name", None), str):
            raise TypeError(f"{cls.__name__} needs a class variable `name` such as 'notice.published'.")

    def text(self) -> str:
        """The JSON text every page receives: `type` and the fields."""
        body = {field.name: getattr(self, field.name) for field in fields(self)}
        return orjson.dumps({"type": self.name, **body}).decode()


def publish(event: Event, *, topics: Iterable[str]) -> None:
    """Tell the open screens of these topics after commit; a lost hint never fails the saved request."""
    addressed = sorted(set(topics))
    if not addressed:
        return
    message = orjson.dumps({"topics": addressed, "text": event.text()})
    transaction.on_commit(lambda: _send(message, event.name), robust=True)


def publish_revocation(user_ids: Iterable[UUID]) -> None:
    """Close the sockets of these users after commit, so that they connect again with their new grants."""
    users = sorted({str(user_id) for user_id in user_ids})
    if not users:
        return
    message = orjson.dumps({"revoked": users})
    transaction.on_commit(lambda: _send(message, "live.revoked"), robust=True)


def channel() -> str:
    """The broker channel; installations that share one Valkey each name their own."""
    return getattr(settings, "LIVE_CHANNEL", DEFAULT_CHANNEL)


def _send(message: bytes, name: str) -> None:
    try:
        _broker(settings.REDIS_URL).publish(channel(), message)
    except (RedisError, OSError) as error:
        logger.warning("live.publish_failed", event_name=name, error=type(error).__name__)
        _tell_of_the_loss(settings.REDIS_URL, channel())


def _tell_of_the_loss(url: str, where: str, pause: float = 1.0) -> None:
    """Ask every page to fetch again as soon as the broker takes messages; one try at a time, `pause` seconds from now.

    A broker that stays away longer breaks the hubs' subscriptions, and they ask by themselves when it is back.
    """
    with _telling:
        if (url, where) in _lost:
            return
        _lost.add((url, where))
    later = threading.Timer(pause, _tell, (url, where, pause))
    later.daemon = True
    later.start()


def _tell(url: str, where: str, pause: float) -> None:
    with _telling:
        _lost.discard((url, where))
    try:
        _broker(url).publish(where, RESYNC)
    except (RedisError, OSError):
        if pause < LONGEST_PAUSE:
            _tell_of_the_loss(url, where, 2 * pause)


@cache
def _broker(url: str) -> Redis:
    """One pooled client a process; a stale connection is tried again, a silent broker is not waited for."""
    return Redis.from_url(
        url,
        socket_timeout=BROKER_PATIENCE,
        socket_connect_timeout=BROKER_PATIENCE,
        retry=Retry(NoBackoff(), 1, supported_errors=(BrokerGone,)),
    )
