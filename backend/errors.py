"""What a service may refuse, in a sentence a teacher can act on; mapped once for pages and once for the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule says no. `message` says what to do; nothing was saved. Answered as 422."""

    status = 422
    code = "refused"
    retry = False
    saved: bool | None = False

    def __init__(self, message: Any, *, code: str = "", details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.details = details or {}

    def answer(self) -> dict[str, Any]:
        """The body of every refusal as JSON; `saved` None means that it is not known yet."""
        return {
            "code": self.code,
            "message": str(self.message),
            "saved": self.saved,
            "retry": self.retry,
            "details": self.details,
        }


class NotVisible(DomainError):
    """Not there, or not hers: the same answer. 404."""

    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__(_("There is nothing here for you."))


class NotAllowed(DomainError):
    """She may see it but not do this. 403."""

    status = 403
    code = "not_allowed"

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _("You are not allowed to do this. Nothing was saved."))


class Conflict(DomainError):
    """Somebody was there first. 409; `details` may hold the other version."""

    status = 409
    code = "conflict"
