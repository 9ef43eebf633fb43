"""Handing over what is large so that it goes on where it stopped: archives to keep, clips to play."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from backend.ranges import NoSuchPart, part_of
from backend.zipped import Archive, Open

Read = Callable[[int, int], Iterator[bytes]]


@dataclass(frozen=True)
class Whole:
    """What may be asked for in parts. `mark` changes with its content; `read` gives the bytes from first to last."""

    size: int
    mark: str
    content_type: str
    read: Read


def goes_on(request: HttpRequest, archive: Archive) -> bool:
    """Does the browser hold the beginning of this very archive, and ask for more of it?"""
    return "Range" in request.headers and request.headers.get("If-Range") == f'"{archive.mark}"'


def archive_response(request: HttpRequest, archive: Archive, open_: Open, name: str) -> HttpResponseBase:
    """The whole, or the part that is asked for; only for who holds the beginning of the same archive."""
    whole = Whole(
        archive.size, archive.mark, "application/zip", lambda first, last: archive.read(first, last, open_)
    )
    response = part_response(request, whole)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def part_response(request: HttpRequest, whole: Whole) -> HttpResponseBase:
    """All of it, or the part that is asked for."""
    mark = f'"{whole.mark}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": mark,
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    said = request.headers
    try:
        part = part_of(whole.size, said.get("Range", ""), if_range=said.get("If-Range", ""), mark=mark)
    except NoSuchPart:
        headers["Content-Range"] = f"bytes */{whole.size}"
        return HttpResponse(status=416, headers=headers, content_type=whole.content_type)
    first, last = part or (0, whole.size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{whole.size}"
    about = {"status": 206 if part else 200, "headers": headers, "content_type": whole.content_type}
    if request.method == "HEAD":
        return HttpResponse(**about)
    pieces = whole.read(first, last)
    return StreamingHttpResponse(_later(pieces) if isinstance(request, ASGIRequest) else pieces, **about)


async def _later(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Piece by piece: under ASGI Django would read an ordinary iterator to its end before it sends anything."""
    following = sync_to_async(_following, thread_sensitive=False)
    while piece := await following(pieces):
        yield piece


def _following(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")
