"""Taking back and putting right what was sent."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend import outbox
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.policies import audit, require_sender
from notices.events import NoticeRecalled, ReachMoved
from notices.models import SENT, Delivery, Notice, Scope, State
from notices.services.publication import freeze_classrooms, topics_of_audience
from notices.topics import desks_of


@transaction.atomic
def recall_notice(*, actor: User, notice: Notice, reason: str) -> Notice:
    """Hide a sent notice everywhere; what has not left yet never leaves. Who had opened it stays known."""
    require_sender(actor, notice.organisation_id, notice.facility_id)
    if not reason.strip():
        raise DomainError(_("Say why it is recalled; the families will read it. Nothing was changed."))
    now = timezone.now()
    recalled = Notice.objects.filter(pk=notice.pk, state__in=SENT).update(
        state=State.RECALLED,
        recalled_at=now,
        recalled_by=actor,
        recall_reason=reason.strip()[:200],
        version=F("version") + 1,
    )
    notice.refresh_from_db()
    if not recalled:
        if notice.state == State.RECALLED:
            return notice
        raise Conflict(_("This notice has not gone out, so there is nothing to recall. Undo it instead."))
    outbox.withdraw(Delivery.objects.filter(notice=notice))
    audit(
        actor,
        "notice.recall",
        "notice",
        notice.pk,
        organisation=notice.organisation_id,
        facility=notice.facility_id,
    )
    if not notice.frozen_at:  # still being published: it went to these screens, and to nobody else
        freeze_classrooms(notice)
    publish(NoticeRecalled(notice.pk, _restored_by(notice)), topics=topics_of_audience(notice))
    publish(ReachMoved(notice.pk), topics=desks_of(notice))
    return notice


def _restored_by(notice: Notice) -> UUID | None:
    """The notice that families see again once its correction is gone."""
    first = notice.supersedes
    return first.pk if first and first.state in SENT else None


@transaction.atomic
def start_correction(*, actor: User, notice: Notice) -> Notice:
    """A draft with the same words and audience; when it is sent it takes the first one's place and says so."""
    require_sender(actor, notice.organisation_id, notice.facility_id)
    if notice.state not in (*SENT, State.RECALLED):
        raise Conflict(_("This notice has not gone out. Change the draft itself."))
    correction, created = Notice.objects.get_or_create(
        supersedes=notice,
        defaults={
            "organisation_id": notice.organisation_id,
            "facility_id": notice.facility_id,
            "author": actor,
            "urgency": notice.urgency,
            "title": _("Correction: %(title)s") % {"title": notice.title[:100]},
            "body": notice.body,
            "translations": {},
            "ages": notice.ages,
            "is_drill": notice.is_drill,
        },
    )
    if created:
        Scope.objects.bulk_create(
            Scope(
                notice=correction,
                facility_id=line.facility_id,
                classroom_id=line.classroom_id,
                is_excluded=line.is_excluded,
            )
            for line in notice.scopes.all()
        )
    return correction
