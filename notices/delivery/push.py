"""Web push: encrypted messages over kept connections, to all living browsers of a guardian."""

import asyncio
import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urlsplit

import aiohttp
import orjson
from django.utils import timezone

from backend.outbox import OutboxState, Outcome
from notices.delivery.encryption import decode64, encrypt
from notices.delivery.endpoints import PublicResolver, check_endpoint
from notices.delivery.parcels import Parcel, Sent
from notices.delivery.vapid import authorization
from notices.delivery.words import message_of
from notices.models import Delivery, PushSubscription

CONNECTIONS = 50
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
PAYLOAD_BYTES = 3_000
GONE = {404, 410}
TRY_AGAIN = {401, 403, 408, 425, 429}


@dataclass(frozen=True)
class Answer:
    """What a push service said about one browser; status 0 when it could not be asked."""

    status: int
    error: str = ""
    wait: timedelta | None = None
    is_final: bool = False

    @property
    def is_temporary(self) -> bool:
        """May the service take it later? 401 and 403 are about our key, which somebody will put right."""
        return not self.is_final and (self.status in TRY_AGAIN or self.status >= 500 or self.status == 0)


class PushSender:
    """Sends batches over one pool of connections and one event loop; use it as a context."""

    def __enter__(self) -> "PushSender":
        self._runner = asyncio.Runner()
        self._session = self._runner.run(_open_session())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._session.close())
        self._runner.close()

    def send(self, parcels: Sequence[Parcel]) -> list[Sent]:
        """Send a batch; one outcome for each parcel, in order."""
        return self._runner.run(self._send_all(parcels))

    async def _send_all(self, parcels: Sequence[Parcel]) -> list[Sent]:
        waiting = iter(enumerate(parcels))
        results: list[Sent | None] = [None] * len(parcels)

        async def work() -> None:
            for number, parcel in waiting:
                results[number] = await self._send(parcel)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(CONNECTIONS, len(parcels))):
                group.create_task(work())
        return [sent for sent in results if sent is not None]

    async def _send(self, parcel: Parcel) -> Sent:
        payload, headers = payload_of(parcel), headers_of(parcel)
        answers = [await self._post(browser, payload, headers) for browser in parcel.subscriptions]
        return _judge(parcel, answers)

    async def _post(self, browser: PushSubscription, payload: bytes, headers: dict[str, str]) -> Answer:
        try:
            check_endpoint(browser.endpoint)
            parts = urlsplit(browser.endpoint)
            body = encrypt(payload, decode64(browser.p256dh), decode64(browser.auth))
        except ValueError as error:
            return Answer(410, f"unusable subscription: {error}", is_final=True)
        signed = {"Authorization": authorization(f"{parts.scheme}://{parts.netloc}"), **headers}
        try:
            async with self._session.post(
                browser.endpoint, data=body, headers=signed, allow_redirects=False
            ) as answer:
                wait = _retry_after(answer.headers.get("Retry-After"))
                return Answer(answer.status, f"HTTP {answer.status}", wait)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Answer(0, type(error).__name__)


async def _open_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60, resolver=PublicResolver())
    return aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())


def _judge(parcel: Parcel, answers: Sequence[Answer]) -> Sent:
    """Handed over when one browser's service took it; again when one may take it later; else refused."""
    row = parcel.delivery
    answered = zip(parcel.subscriptions, answers, strict=True)
    dead = tuple(browser.pk for browser, answer in answered if answer.status in GONE)
    later = [answer for answer in answers if answer.is_temporary]
    if any(200 <= answer.status < 300 for answer in answers):
        outcome = Outcome(row, OutboxState.HANDED_OVER)
    elif later:
        waits = [answer.wait for answer in later if answer.wait is not None]
        outcome = Outcome(row, OutboxState.QUEUED, later[0].error, max(waits, default=None))
    else:
        outcome = Outcome(row, OutboxState.REFUSED, answers[0].error if answers else "no living subscription")
    return Sent(outcome, dead_subscriptions=dead)


def payload_of(parcel: Parcel) -> bytes:
    """The JSON that the service worker shows; a long text is cut so that every push service takes it."""
    message, notice = message_of(parcel), parcel.notice
    said = {
        "title": message.title,
        "body": message.body,
        "url": message.url,
        "tag": f"notice-{notice.pk}",
        "urgency": notice.urgency,
        "notice": str(notice.pk),
    }
    room = PAYLOAD_BYTES - len(orjson.dumps({**said, "body": ""}))
    if len(orjson.dumps(message.body)) - 2 > room:
        said["body"] = _cut(message.body, room - len("…".encode()))
    return orjson.dumps(said)


def _cut(text: str, room: int) -> str:
    """As much of a text as fits into `room` bytes of JSON."""
    while len(orjson.dumps(text)) - 2 > room:
        spare = len(orjson.dumps(text)) - 2 - room
        text = text[: -max(1, spare // 4)]
    return text + "…"


def headers_of(parcel: Parcel) -> dict[str, str]:
    """TTL until the notice is out of date; the same Topic on every attempt: a service keeps only the newest."""
    left = int((parcel.leaves_until - timezone.now()).total_seconds())
    return {
        "TTL": str(max(left, 0)),
        "Urgency": "high" if parcel.notice.is_emergency else "normal",
        "Topic": topic_of(parcel.delivery),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def topic_of(row: Delivery) -> str:
    """The delivery's key in the 32 characters that RFC 8030 §5.4 allows."""
    return base64.urlsafe_b64encode(hashlib.sha256(row.key.encode()).digest()[:24]).decode()


def _retry_after(value: str | None) -> timedelta | None:
    """Seconds or a date (RFC 9110 §10.2.3); nonsense is nothing."""
    if not value:
        return None
    if value.strip().isdigit():
        return timedelta(seconds=int(value.strip()[:9]))
    try:
        at: datetime = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(at - timezone.now(), timedelta(0)) if at.tzinfo else None
