"""Whose rows the present work may touch, for row-level security in PostgreSQL (docs/decisions/rowlevel.md).

Tasks and commands reach everything. Inside a request it is what the signed-in person reaches, and nothing
before she is known. The connection (backend/database) hands this on before every statement.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.functional import LazyObject, empty


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything, or the rows of places: ids joined by commas, as the settings of the connection hold them.

    `organisations` are those she belongs to at all, `offices` those whose central office she works in.
    """

    everything: bool = False
    facilities: str = ""
    organisations: str = ""
    offices: str = ""


SYSTEM = Reach(everything=True)
NOBODY = Reach()


@dataclass(slots=True)
class Visitor:
    """Who is at the other end of a request, as soon as that is known; what she reaches is asked for once."""

    person: Callable[[], UUID | None]
    known: dict[UUID, Reach] = field(default_factory=dict)


_present: ContextVar[Reach | Visitor] = ContextVar("reach", default=SYSTEM)


def present() -> Reach | Visitor:
    """What the present work may touch."""
    return _present.get()


@contextmanager
def inside(reach: Reach | Visitor) -> Iterator[None]:
    """Whatever is read or written inside stays within this reach."""
    token = _present.set(reach)
    try:
        yield
    finally:
        _present.reset(token)


@contextmanager
def as_system() -> Iterator[None]:
    """Step out of the wall for a statement or two; every use stands in docs/decisions/rowlevel.md with its reason.

    Querysets are lazy: ask inside (list, get, exists), not after.
    """
    with inside(SYSTEM):
        yield


@contextmanager
def at_places(*, facilities: Iterable[UUID] = (), organisations: Iterable[UUID] = ()) -> Iterator[None]:
    """Reach these places without an account: a paired tablet, a visitor whose code names a facility."""
    with inside(Reach(facilities=_joined(facilities), organisations=_joined(organisations))):
        yield


def _joined(ids: Iterable[UUID]) -> str:
    return ",".join(map(str, ids))


class ReachMiddleware:
    """Everything a request reads or writes stays within what its person reaches, also while it streams."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        visitor = Visitor(lambda: _person_of(request))
        with inside(visitor):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            _stream_inside(response, visitor)
        return response


def _person_of(request: HttpRequest) -> UUID | None:
    """The signed-in person; nobody while request.user has not been asked for, since asking is a query itself."""
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject) and user.__dict__.get("_wrapped", empty) is empty:
        return None
    return user.pk if user is not None else None


def _stream_inside(response: StreamingHttpResponse, reach: Visitor) -> None:
    content = response.streaming_content
    if isinstance(content, AsyncIterator):
        response.streaming_content = _each_async(content, reach)
    else:
        response.streaming_content = _each(content, reach)


def _each(parts: Iterator[bytes], reach: Visitor) -> Iterator[bytes]:
    while True:
        with inside(reach):
            part = next(parts, None)
        if part is None:
            return
        yield part


async def _each_async(parts: AsyncIterator[bytes], reach: Visitor) -> AsyncIterator[bytes]:
    while True:
        with inside(reach):
            part = await anext(parts, None)
        if part is None:
            return
        yield part
