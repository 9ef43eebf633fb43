"""Handing over an archive so that a broken download goes on where it stopped."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from backend.ranges import NoSuchPart, part_of
from backend.zipped import Archive, Open


def goes_on(request: HttpRequest, archive: Archive) -> bool:
    """Does the browser hold the beginning of this very archive, and ask for more of it?"""
    return "Range" in request.headers and request.headers.get("If-Range") == _mark(archive)


def archive_response(request: HttpRequest, archive: Archive, open_: Open, name: str) -> HttpResponseBase:
    """The whole, or the part that is asked for; only for who holds the beginning of the same archive."""
    mark = _mark(archive)
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": mark,
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    said = request.headers
    try:
        part = part_of(archive.size, said.get("Range", ""), if_range=said.get("If-Range", ""), mark=mark)
    except NoSuchPart:
        headers["Content-Range"] = f"bytes */{archive.size}"
        return HttpResponse(status=416, headers=headers, content_type="application/zip")
    first, last = part or (0, archive.size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{archive.size}"
    about = {"status": 206 if part else 200, "headers": headers, "content_type": "application/zip"}
    if request.method == "HEAD":
        return HttpResponse(**about)
    pieces = archive.read(first, last, open_)
    return StreamingHttpResponse(_later(pieces) if isinstance(request, ASGIRequest) else pieces, **about)


def _mark(archive: Archive) -> str:
    return f'"{archive.mark}"'


async def _later(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Piece by piece: under ASGI Django would read an ordinary iterator to its end before it sends anything."""
    following = sync_to_async(_following, thread_sensitive=False)
    while piece := await following(pieces):
        yield piece


def _following(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")
