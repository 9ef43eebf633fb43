"""Web push: encrypted messages over kept connections, to all living browsers of a guardian."""

import asyncio
import base64
import hashlib
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Protocol

import aiohttp
import orjson
import structlog
from django.utils import timezone
from yarl import URL

from notices.delivery.encryption import decode64, encrypt
from notices.delivery.endpoints import PublicResolver, check_endpoint
from notices.delivery.parcels import Parcel, Sent
from notices.delivery.vapid import authorization
from notices.models import PushSubscription

CONNECTIONS = 50
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
PAYLOAD_BYTES = 3_000
GONE = {404, 410}
TRY_AGAIN = {401, 403, 408, 425, 429}
FAILURES = 20
log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """What a push service said about one browser; status 0 when it could not be asked."""

    status: int
    error: str = ""
    wait: timedelta | None = None

    @property
    def is_temporary(self) -> bool:
        """May the service take it later? 401 and 403 are about our key, which somebody will put right."""
        return self.status in TRY_AGAIN or self.status >= 500 or self.status == 0


class Keyed(Protocol):
    """A parcel, or a row that knows the key of its parcel."""

    @property
    def key(self) -> str:
        """The same for every attempt."""
        ...


@dataclass
class Trouble:
    """A push service that fails is left alone: as long as it asks, or for this run after FAILURES."""

    last: Answer = Answer(0)
    failures: int = 0
    until: float = 0.0

    def note(self, answer: Answer) -> None:
        """Remember how the service answered."""
        self.last = answer
        self.failures = self.failures + 1 if answer.is_temporary else 0
        if answer.is_temporary and answer.wait:
            self.until = max(self.until, time.monotonic() + answer.wait.total_seconds())

    def is_open(self) -> bool:
        """Is it better not to ask now?"""
        return self.failures >= FAILURES or self.until > time.monotonic()

    def left(self) -> timedelta | None:
        """What remains of the time the service asked for."""
        seconds = self.until - time.monotonic()
        return timedelta(seconds=seconds) if seconds > 0 else None


class PushSender:
    """Sends batches over one pool of connections and one event loop; use it as a context."""

    def __enter__(self) -> "PushSender":
        self._runner = asyncio.Runner()
        self._session = self._runner.run(_open_session())
        self._trouble: dict[str, Trouble] = {}
        self._payloads: dict[Hashable, bytes] = {}
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
        results: list[Sent] = [parcel.again("not tried") for parcel in parcels]

        async def work() -> None:
            for number, parcel in waiting:
                results[number] = await self._send(parcel)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(CONNECTIONS, len(parcels))):
                group.create_task(work())
        return results

    async def _send(self, parcel: Parcel) -> Sent:
        if not parcel.has_time:
            return parcel.again("no time left", timedelta(0))
        try:
            payload, headers = self._payload(parcel), headers_of(parcel)
            posts = [self._post(browser, payload, headers) for browser in parcel.subscriptions]
            answers = [await posts[0]] if len(posts) == 1 else await asyncio.gather(*posts)
        except Exception as error:  # one odd message must not take its batch along
            log.exception("push_failed", row=parcel.row.pk)
            return parcel.again(type(error).__name__)
        return _judge(parcel, answers)

    def _payload(self, parcel: Parcel) -> bytes:
        key = parcel.sameness
        if key not in self._payloads:
            self._payloads[key] = payload_of(parcel)
        return self._payloads[key]

    async def _post(self, browser: PushSubscription, payload: bytes, headers: dict[str, str]) -> Answer:
        try:
            origin = check_endpoint(browser.endpoint)
            body = encrypt(payload, decode64(browser.p256dh), decode64(browser.auth))
        except ValueError as error:
            return Answer(410, f"unusable subscription: {error}")
        trouble = self._trouble.setdefault(origin, Trouble())
        if trouble.is_open():
            return Answer(0, f"waiting for the push service: {trouble.last.error}", trouble.left())
        answer = await self._ask(browser.endpoint, body, {**headers, "Authorization": authorization(origin)})
        trouble.note(answer)
        return answer

    async def _ask(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            async with self._session.post(
                URL(endpoint, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as answer:
                wait = _retry_after(answer.headers.get("Retry-After"))
                return Answer(answer.status, f"HTTP {answer.status}", wait)
        except (aiohttp.ClientError, OSError) as error:
            return Answer(0, type(error).__name__)


async def _open_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60, resolver=PublicResolver())
    return aiohttp.ClientSession(
        connector=connector,
        timeout=TIMEOUT,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
    )


def _judge(parcel: Parcel, answers: Sequence[Answer]) -> Sent:
    """Handed over when one browser's service took it; again when one may take it later; else refused."""
    answered = zip(parcel.subscriptions, answers, strict=True)
    dead = tuple(browser.pk for browser, answer in answered if answer.status in GONE)
    later = [answer for answer in answers if answer.is_temporary]
    if any(200 <= answer.status < 300 for answer in answers):
        sent = parcel.sent()
    elif later:
        waits = [answer.wait for answer in later if answer.wait is not None]
        sent = parcel.again(later[0].error, max(waits, default=None))
    else:
        sent = parcel.refused(answers[0].error if answers else "no living subscription")
    return replace(sent, dead_subscriptions=dead) if dead else sent


def payload_of(parcel: Parcel) -> bytes:
    """The JSON that the service worker shows; a long text is cut so that every push service takes it."""
    letter = parcel.letter()
    said = {"title": letter.title, "body": letter.body, "url": letter.url, **parcel.told()}
    room = PAYLOAD_BYTES - len(orjson.dumps({**said, "body": ""}))
    if len(orjson.dumps(letter.body)) - 2 > room:
        said["body"] = _cut(letter.body, room - len("…".encode()))
    return orjson.dumps(said)


def _cut(text: str, room: int) -> str:
    """As much of a text as fits into `room` bytes of JSON."""
    while text and len(orjson.dumps(text)) - 2 > room:
        spare = len(orjson.dumps(text)) - 2 - room
        text = text[: -max(1, spare // 4)]
    return text + "…"


def headers_of(parcel: Parcel) -> dict[str, str]:
    """TTL until it is out of date; the same Topic on every attempt: a service keeps only one."""
    left = int((parcel.leaves_until - timezone.now()).total_seconds())
    return {
        "TTL": str(max(left, 0)),
        "Urgency": "high" if parcel.is_urgent else "normal",
        "Topic": topic_of(parcel),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def topic_of(sent: Keyed) -> str:
    """The key of a parcel in the 32 characters that RFC 8030 §5.4 allows."""
    return base64.urlsafe_b64encode(hashlib.sha256(sent.key.encode()).digest()[:24]).decode()


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
