"""The live application in a server of its own, as the tests and measures start it.

LIVE_WRITER names the writer: `none` finds no recipient, `fail` breaks, else it is a scratch table.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

import psycopg
from django.db import OperationalError

from backend import live, sockets
from backend.consumers import make_live_application
from backend.receipts import Receipt

MAX_AGE = os.environ.get("LIVE_MAX_AGE")
if MAX_AGE:
    sockets.MAX_AGE = live.MAX_AGE = (float(MAX_AGE), float(MAX_AGE))
    sockets.BEAT_EVERY = live.BEAT_EVERY = 1


def write(receipts: list[Receipt]) -> list[bool]:
    """Insert into the scratch table, as the product's writer does into its own."""
    table = os.environ.get("LIVE_WRITER", "none")
    if table == "none":
        return [False] * len(receipts)
    if table == "fail":
        raise OperationalError("the database is away")
    with psycopg.connect(os.environ["LIVE_DATABASE"]) as connection:
        connection.cursor().executemany(
            f"INSERT INTO {table} VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(receipt.notice, receipt.kind, receipt.user_id) for receipt in receipts],
        )
    return [True] * len(receipts)


hub = live.Hub(os.environ["REDIS_URL"], os.environ["LIVE_CHANNEL"])
_live = make_live_application(write, hub)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The live application, and /state for the test that waits for it."""
    if scope["type"] == "http" and scope["path"] == "/state":
        hub.start()
        body = f"{hub.count()} {int(hub.subscribed.is_set())}".encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(body))],
            }
        )
        await send({"type": "http.response.body", "body": body})
        return
    await _live(scope, receive, send)
