"""Sending: a hold in which nothing but 'undo' happens, then publication."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.celery import wake
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.policies import audit, require_sender
from notices.events import NoticeChanged
from notices.models import Notice, State
from notices.selectors.audience import reaches_anybody
from notices.selectors.guard import private_words
from notices.topics import desks_of


@transaction.atomic
def schedule_notice(
    *, actor: User, notice: Notice, version: int, publish_at: datetime | None = None, guard_ok: bool = False
) -> Notice:
    """Send after the hold, or at a time. A second tap changes nothing; a second person is told who was first.

    A text with a child's name or a telephone number is refused (code 'guard') unless `guard_ok` says it is meant.
    """
    require_sender(actor, notice.organisation_id, notice.facility_id)
    now = timezone.now()
    _require_sendable(notice, publish_at, now)
    leaves_at = max(publish_at or now, now + notice.hold)
    if notice.valid_until and notice.valid_until <= leaves_at:
        raise DomainError(
            _("It would be out of date before it goes out. Choose a later 'valid until'. Nothing was sent.")
        )
    if not reaches_anybody(notice):
        raise DomainError(
            _("Nobody would receive this. Choose at least one class with families. Nothing was sent.")
        )
    meant = _meant_private_words(notice, guard_ok=guard_ok)
    taken = Notice.objects.filter(pk=notice.pk, state=State.DRAFT, version=version).update(
        state=State.SCHEDULED,
        publish_at=leaves_at,
        published_by=actor,
        version=F("version") + 1,
        changed_at=now,
    )
    notice.refresh_from_db()
    if not taken:
        _accept_own_replay(actor, notice)
        return notice
    audit(
        actor,
        "notice.send",
        "notice",
        notice.pk,
        organisation=notice.organisation_id,
        facility=notice.facility_id,
        private_words_meant=meant,
    )
    publish(NoticeChanged(notice.pk), topics=desks_of(notice))
    wait = (leaves_at - now).total_seconds()
    transaction.on_commit(
        lambda: wake("notices.tasks.release_notice", str(notice.pk), countdown=wait), robust=True
    )
    return notice


@transaction.atomic
def undo_schedule(*, actor: User, notice: Notice) -> Notice:
    """Take it back while it is held or waits for its time: it is a draft again and nobody received it."""
    require_sender(actor, notice.organisation_id, notice.facility_id)
    undone = Notice.objects.filter(pk=notice.pk, state=State.SCHEDULED).update(
        state=State.DRAFT,
        publish_at=None,
        published_by=None,
        version=F("version") + 1,
        changed_at=timezone.now(),
    )
    notice.refresh_from_db()
    if not undone and notice.state != State.DRAFT:
        raise Conflict(_("It went out already. You can recall it or send a correction."), code="already_sent")
    publish(NoticeChanged(notice.pk), topics=desks_of(notice))
    return notice


def _require_sendable(notice: Notice, publish_at: datetime | None, now: datetime) -> None:
    if not notice.title.strip() or not notice.body.strip():
        raise DomainError(_("Write a title and a text first. Nothing was sent."))
    if publish_at is not None and publish_at <= now:
        raise DomainError(_("This time is in the past. Choose a later one, or send now. Nothing was sent."))


def _meant_private_words(notice: Notice, *, guard_ok: bool) -> int:
    """How many names and numbers she sends on purpose; not asked again of what is on its way already."""
    found = private_words(notice, notice.title, notice.body) if notice.state == State.DRAFT else None
    if not found:
        return 0
    if not guard_ok:
        raise DomainError(
            _("The text holds a child's name or a telephone number. Nothing was sent."), code="guard"
        )
    return len(found.all)


def _accept_own_replay(actor: User, notice: Notice) -> None:
    """The same person's double tap is no error; anything else is told plainly."""
    if notice.published_by_id == actor.pk and notice.state != State.DRAFT:
        return
    if notice.state == State.DRAFT:
        raise Conflict(
            _("Somebody changed this draft after you opened it. Nothing was sent. Read it again."),
            code="changed_meanwhile",
            details={"version": notice.version},
        )
    name = notice.published_by.name if notice.published_by else ""
    raise Conflict(
        _("%(name)s has sent this notice already. It was not sent twice.") % {"name": name},
        code="already_sent",
    )
