"""Menus, newsletters and plans hung on a day of the calendar, and taken down again."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from backend import files
from backend.documents import ENDINGS, document_of
from backend.errors import Conflict, DomainError
from facilities.policies import require_sender
from surveys.models import Event, EventFile
from surveys.services.traces import note_act

MOST = 5
NAME_LENGTH = 120


@transaction.atomic
def add_event_file(*, actor: User, event: Event, name: str, content: bytes) -> EventFile:
    """Hang a paper up; what it returns is on the disk. The same paper twice hangs there once."""
    require_sender(actor, event.organisation_id, event.facility_id)
    document = document_of(content)
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    known = event.files.filter(sha256=document.sha256).first()
    if known is not None:
        return known
    if event.cancelled_at is not None:
        raise Conflict(_("This event was cancelled. The file was not saved."))
    if event.files.count() >= MOST:
        raise DomainError(
            _("%(most)s files fit. This one was not saved; take another down first.") % {"most": MOST}
        )
    ending = ENDINGS[document.content_type]
    file = EventFile(
        event=event,
        name=_name(name, event, ending),
        content_type=document.content_type,
        size=len(document.content),
        sha256=document.sha256,
        added_by=actor,
    )
    file.path = f"events/{event.pk}/{file.pk}.{ending}"
    files.keep(file.path, document.content)
    file.save(force_insert=True)
    note_act(actor, "event.file_add", event)
    return file


@transaction.atomic
def remove_event_file(*, actor: User, file: EventFile) -> None:
    """Take it down, also one that families have seen. Twice is once."""
    event = file.event
    require_sender(actor, event.organisation_id, event.facility_id)
    if EventFile.objects.filter(pk=file.pk).delete()[0]:
        transaction.on_commit(partial(files.forget, file.path))
        note_act(actor, "event.file_remove", event)


def forget_files_of(event: Event) -> None:
    """After the event's rows are gone, what lay on the disk goes too."""
    for path in list(event.files.values_list("path", flat=True)):
        transaction.on_commit(partial(files.forget, path))


def _name(name: str, event: Event, ending: str) -> str:
    """As the office called it, without folders and what cannot be printed, ending as what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    stem = plain.rpartition(".")[0] or plain or event.title
    return f"{stem[:NAME_LENGTH]}.{ending}"
