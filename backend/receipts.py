"""POST /live/receipts: what phones showed, opened and confirmed; written in groups, answered after commit."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import structlog
from django.db import InterfaceError, OperationalError, close_old_connections

from backend import tickets
from backend.batching import Batcher, OverloadedError
from backend.origins import is_our_origin

logger = structlog.get_logger(__name__)

KINDS = frozenset({"shown", "opened", "confirmed"})
LARGEST_BODY = 8192
RETRY_AFTER = b"5"

Application = Callable[[Any, Any, Any], Awaitable[None]]
Answer = tuple[int, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signed-in user saw a notice: `kind` is shown, opened or confirmed; `at` is never in the future."""

    notice: UUID
    kind: str
    at: datetime
    user_id: UUID
    readers: tuple[tickets.Reader, ...]


Write = Callable[[list[Receipt]], list[bool | None]]


def make_receipts_app(write: Write) -> tuple[Application, Batcher[Receipt, bool | None]]:
    """The application and its batcher; `write` commits, and says which had a recipient (None: not yet)."""
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="receipts")

    async def write_in_thread(receipts: list[Receipt]) -> list[bool | None]:
        return await asyncio.get_running_loop().run_in_executor(thread, _write_and_let_go, write, receipts)

    batcher: Batcher[Receipt, bool | None] = Batcher(
        write_in_thread, is_outage=lambda error: isinstance(error, OperationalError | InterfaceError)
    )

    async def application(scope: Any, receive: Any, send: Any) -> None:
        status, answer = await _answer(batcher, scope, receive)
        await _respond(send, status, answer)

    return application, batcher


def _write_and_let_go(write: Write, receipts: list[Receipt]) -> list[bool | None]:
    """Give the connection back to the pool, which Django does by itself only at the end of a request."""
    close_old_connections()
    try:
        return write(receipts)
    finally:
        close_old_connections()


async def _answer(batcher: Batcher[Receipt, bool | None], scope: Any, receive: Any) -> Answer:
    if scope["method"] != "POST":
        return 405, {"code": "method_not_allowed", "stored": False}
    if not is_our_origin(scope):
        return 403, {"code": "wrong_origin", "stored": False}
    body = await _read_body(receive)
    if body is None:
        return 413, {"code": "too_large", "stored": False}
    try:
        receipt = _parse(body)
    except (ValueError, TypeError, KeyError, OverflowError):
        return 400, {"code": "invalid", "stored": False}
    if receipt is None:
        return 401, {"code": "ticket_expired", "stored": False}
    return await _store(batcher, receipt)


async def _store(batcher: Batcher[Receipt, bool | None], receipt: Receipt) -> Answer:
    try:
        found = await batcher.submit(receipt)
    except OverloadedError:
        return 503, {"code": "busy", "stored": False}
    except Exception as error:
        logger.error("receipts.write_failed", error=type(error).__name__)
        return 503, {"code": "unavailable", "stored": False}
    if found is None:
        return 503, {"code": "soon", "stored": False}
    return (200, {"stored": True}) if found else (404, {"code": "not_found", "stored": False})


async def _read_body(receive: Any) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return body


def _parse(body: bytes) -> Receipt | None:
    """The receipt, or None if its ticket is no longer good; raises ValueError, TypeError or KeyError."""
    data = orjson.loads(body)
    notice, kind, at = UUID(data["notice"]), data["kind"], _moment(data.get("at"))
    if kind not in KINDS:
        raise ValueError(kind)
    ticket = tickets.read(data["ticket"])
    if ticket is None:
        return None
    return Receipt(notice, kind, at, ticket.user_id, ticket.readers)


def _moment(text: str | None) -> datetime:
    now = datetime.now(UTC)
    if text is None:
        return now
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time needs its offset")
    return min(at, now)


async def _respond(send: Any, status: int, answer: dict[str, object]) -> None:
    body = orjson.dumps(answer)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
