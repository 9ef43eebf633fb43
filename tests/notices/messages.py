"""A kind of message of our own, whose words each test sets, and the rows it makes."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import get_language

from facilities.models import Guardian
from notices import services
from notices.messages import Words, words_for
from notices.models import Message

KIND = "test.lantern"
WITHDRAWN: set[UUID] = set()
BROKEN: set[UUID] = set()


@words_for(KIND)
def lantern(message: Message) -> Words | None:
    """In the guardian's language; gone or broken for the things that a test names."""
    if message.about in BROKEN:
        raise KeyError("lantern")
    if message.about in WITHDRAWN:
        return None
    if get_language() == "en":
        return Words("Arrived", "Please open Engawa.", "/notices/", actions=_answers("Absent", "Late"))
    return Words("着きました", "縁側を開いてください。", "/notices/", actions=_answers("お休み", "遅れます"))


def _answers(absent: str, late: str) -> tuple[tuple[str, str, str], ...]:
    return ("absent", absent, "/more/"), ("late", late, "/more/profile/")


def tell(*guardians: Guardian, about: UUID | None = None, **fields: Any) -> int:
    """Notify of one thing of the facility where the first guardian's child is."""
    about = about or uuid4()
    facility = guardians[0].grants.get().child.enrolments.get().facility_id
    return services.notify(
        guardians=guardians,
        facility_id=facility,
        about=about,
        **{"kind": KIND, "key": f"lantern:{about}", **fields},
    )


def rows(guardian: Guardian) -> dict[str, Message]:
    """Her messages by channel."""
    return {row.channel: row for row in Message.objects.filter(guardian=guardian)}


def make_due() -> None:
    """Let the time of a retry come."""
    Message.objects.filter(state="queued").update(due_at=timezone.now(), lease_until=None)


def long_ago() -> Any:
    return timezone.now() - timedelta(days=31)
