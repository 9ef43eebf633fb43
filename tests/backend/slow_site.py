"""An archive of 200 MB, made while it is sent."""

from typing import Any

PIECE = bytes(256 * 1024)
PIECES = 800


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    size = str(len(PIECE) * PIECES).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", size)]})
    for _ in range(PIECES):
        await send({"type": "http.response.body", "body": PIECE, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
