"""Everything under /live/ that needs no Django request, as one ASGI application: websocket and receipts."""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from backend import events, tickets
from backend.live import TICKET_REFUSED, Hub
from backend.origins import is_our_origin
from backend.receipts import Application, Write, make_receipts_app

SOCKET_PATH = "/live/ws"
RECEIPTS_PATH = "/live/receipts"
HEARD_AT_MOST = 4096
TOO_TALKATIVE = 4009


def make_live_application(write: Write, hub: Hub | None = None) -> Application:
    """The live endpoints of this process; `write` records receipts, the hub is made from the settings."""
    hub = hub or Hub(settings.REDIS_URL, events.channel())
    receipts, batcher = make_receipts_app(write)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _live_and_die(receive, send, hub, batcher.drain)
        elif scope["type"] == "websocket":
            await _open_socket(hub, scope, receive, send)
        elif scope["path"] == RECEIPTS_PATH:
            await receipts(scope, receive, send)
        else:
            await _not_found(send)

    return application


async def _open_socket(hub: Hub, scope: Any, receive: Any, send: Any) -> None:
    await receive()
    if scope["path"] != SOCKET_PATH or not is_our_origin(scope):
        await send({"type": "websocket.close"})
        return
    ticket = _ticket(scope)
    await send({"type": "websocket.accept"})
    if ticket is None or hub.was_revoked_since(ticket.user_id, ticket.expires_at - tickets.LIFETIME):
        await send({"type": "websocket.close", "code": TICKET_REFUSED})
        return
    socket = hub.join(send, ticket.user_id, ticket.topics)
    try:
        await _until_gone(receive, send)
    finally:
        hub.leave(socket)


def _ticket(scope: Any) -> tickets.Ticket | None:
    values = parse_qs(scope["query_string"].decode("latin-1")).get("t", [""])
    return tickets.read(values[0])


async def _until_gone(receive: Any, send: Any) -> None:
    """Pages have nothing to say here; one that talks on is closed."""
    heard = 0
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        heard += len(event.get("text") or event.get("bytes") or "")
        if heard > HEARD_AT_MOST:
            await send({"type": "websocket.close", "code": TOO_TALKATIVE})
            return


async def _live_and_die(receive: Any, send: Any, hub: Hub, drain: Any) -> None:
    """Servers that announce their end get the waiting receipts written first."""
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            await drain()
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _not_found(send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
