"""Files of a request on their way to the temporary folder, where there may be no room left for them."""

import errno
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.utils.translation import gettext_lazy as _

from backend.errors import DomainError
from backend.idempotency import refuse

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
WAIT = "60"


class NoRoom(DomainError):
    """The request's files do not fit on the disk. 507, and safe to repeat later."""

    status = 507
    code = "no_room"
    retry = True

    def __init__(self) -> None:
        super().__init__(
            _(
                "The server has no room left. Nothing was saved; please tell the office, and send it again later."
            )
        )


class NotAForm(DomainError):
    """A form came where something else is read. 400."""

    status = 400
    code = "not_a_form"

    def __init__(self) -> None:
        super().__init__(_("This address does not take a form. Nothing was saved."))


class RoomUploadHandler(TemporaryFileUploadHandler):
    """Django's own, with an answer to a full disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            raise self._answer(error) from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            raise self._answer(error) from error

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError as error:
            raise self._answer(error) from error

    def _answer(self, error: OSError) -> Exception:
        """What was written of it goes at once: others need the room."""
        with suppress(OSError, AttributeError):  # it may not have begun
            self.file.close()
        return NoRoom() if error.errno in FULL else error


class RoomMiddleware:
    """Reads a form with files before anybody else does, as only here its failing can be answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """The CSRF check after it would read it, too; the API reads its own."""
        if request.content_type != "multipart/form-data" or request.path_info.startswith("/api/"):
            return None
        try:
            request.POST  # noqa: B018 - reading it is parsing it
        except UnreadablePostError:  # who sent it has gone
            return None
        except NoRoom as full:
            response = refuse(request, full)
            response.headers["Retry-After"] = WAIT
            return response
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Read as a form, it cannot be read in another way any more."""
        return refuse(request, NotAForm()) if isinstance(error, RawPostDataException) else None
