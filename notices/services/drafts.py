"""Writing a notice: drafts are saved as one types, and two writers never lose each other's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish
from facilities.models import Classroom, Facility, Organisation
from facilities.policies import require_sender
from notices.events import NoticeChanged
from notices.models import BODY_LENGTH, TITLE_LENGTH, Notice, Scope, State, Urgency
from notices.phrases import fill_phrase
from notices.topics import desks_of

DRAFT_FIELDS = frozenset(
    {
        "urgency",
        "title",
        "body",
        "translations",
        "phrase",
        "phrase_fields",
        "ages",
        "asks",
        "is_drill",
        "valid_until",
        "remind_every",
        "remind_times",
    }
)


@dataclass(frozen=True)
class Scopes:
    """An audience as chosen in the tree: everything, or facilities and classes, minus those taken away."""

    everything: bool = False
    facilities: frozenset[UUID] = frozenset()
    classrooms: frozenset[UUID] = frozenset()
    without_facilities: frozenset[UUID] = frozenset()
    without_classrooms: frozenset[UUID] = frozenset()


@transaction.atomic
def save_draft(
    *,
    actor: User,
    organisation: Organisation,
    facility: Facility | None,
    notice: Notice | None = None,
    version: int | None = None,
    scopes: Scopes | None = None,
    id: UUID | None = None,
    **fields: Any,
) -> Notice:
    """Create or change a draft; `version` is the one the writer saw.

    Raises Conflict with the other text when somebody saved meanwhile, or when it is no draft any more.
    """
    require_sender(actor, organisation.pk, facility.pk if facility else None)
    values = _checked({name: value for name, value in fields.items() if name in DRAFT_FIELDS})
    if notice is None:
        notice, is_new = _create(actor, organisation, facility, id, values)
        if not is_new:
            return notice
    else:
        _change(notice, version, values)
    if scopes is not None:
        _replace_scopes(notice, scopes)
    publish(NoticeChanged(notice.pk), topics=desks_of(notice))
    return notice


@transaction.atomic
def begin_draft(*, actor: User, organisation: Organisation, facility: Facility | None) -> Notice:
    """A new draft to everybody: an emergency for the central office. One that she left empty is taken again."""
    require_sender(actor, organisation.pk, facility.pk if facility else None)
    left = Notice.objects.filter(
        author=actor,
        organisation=organisation,
        facility=facility,
        state=State.DRAFT,
        title="",
        body="",
        asks="",
    ).first()
    return left or save_draft(
        actor=actor,
        organisation=organisation,
        facility=facility,
        urgency=Urgency.EVERYDAY if facility else Urgency.EMERGENCY,
        scopes=Scopes(everything=True),
    )


@transaction.atomic
def discard_draft(*, actor: User, notice: Notice) -> None:
    """Throw a draft away; what was sent can only be recalled."""
    require_sender(actor, notice.organisation_id, notice.facility_id)
    if not Notice.objects.filter(pk=notice.pk, state=State.DRAFT).delete()[0]:
        raise Conflict(_("This notice was sent already. It can be recalled, not thrown away."))
    publish(NoticeChanged(notice.pk), topics=desks_of(notice))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Lengths in words people understand; a chosen phrase fills title, text and translations."""
    if values.get("phrase"):
        values |= fill_phrase(values["phrase"], values.get("phrase_fields") or {}, values)
    elif "phrase" in values:
        values["translations"] = {}
    if len(values.get("title") or "") > TITLE_LENGTH:
        raise DomainError(_("The title may have %(n)s characters. Nothing was saved.") % {"n": TITLE_LENGTH})
    if len(values.get("body") or "") > BODY_LENGTH:
        raise DomainError(_("The text may have %(n)s characters. Nothing was saved.") % {"n": BODY_LENGTH})
    for name in ("title", "body"):
        if name in values:
            values[name] = (values[name] or "").replace("\x00", "").strip()
    if values.get("urgency") and values["urgency"] not in Urgency.values:
        raise DomainError(_("Choose how urgent it is. Nothing was saved."))
    return values


def _create(
    actor: User,
    organisation: Organisation,
    facility: Facility | None,
    id: UUID | None,
    values: dict[str, Any],
) -> tuple[Notice, bool]:
    """A replay with the same id gets the row that the first request made for that place, and changes nothing."""
    row = Notice(organisation=organisation, facility=facility, author=actor, **values)
    if id is None:
        row.save(force_insert=True)
        return row, True
    defaults = {"organisation": organisation, "facility": facility, "author": actor, **values}
    row, created = Notice.objects.get_or_create(id=id, defaults=defaults)
    place = (organisation.pk, facility.pk if facility else None)
    if (row.author_id, row.organisation_id, row.facility_id) != (actor.pk, *place):
        raise NotVisible
    return row, created


def _change(notice: Notice, version: int | None, values: dict[str, Any]) -> None:
    seen = notice.version if version is None else version
    changed = Notice.objects.filter(pk=notice.pk, version=seen, state=State.DRAFT).update(
        **values, version=F("version") + 1, changed_at=timezone.now()
    )
    notice.refresh_from_db()
    if changed:
        return
    if notice.state != State.DRAFT:
        raise Conflict(_("This notice was sent meanwhile. Your change was not saved."), code="not_a_draft")
    raise Conflict(
        _("Somebody else changed this draft meanwhile. Your change was not saved; both texts are shown."),
        code="changed_meanwhile",
        details={"version": notice.version, "title": notice.title, "body": notice.body},
    )


def _replace_scopes(notice: Notice, scopes: Scopes) -> None:
    """Write the audience; a facility or class of elsewhere is as if it did not exist."""
    facilities = Facility.objects.filter(organisation=notice.organisation_id)
    if notice.facility_id:
        facilities = facilities.filter(pk=notice.facility_id)
    known = set(facilities.values_list("pk", flat=True))
    classes = dict(
        Classroom.objects.filter(
            facility__in=facilities, pk__in=scopes.classrooms | scopes.without_classrooms
        ).values_list("pk", "facility_id")
    )
    if not (scopes.facilities | scopes.without_facilities) <= known or len(classes) < len(
        scopes.classrooms | scopes.without_classrooms
    ):
        raise NotVisible
    Scope.objects.filter(notice=notice).delete()
    lines: list[Scope] = [Scope(notice=notice)] if scopes.everything else []
    lines += _lines(notice, scopes.facilities, scopes.classrooms, classes, is_excluded=False)
    lines += _lines(notice, scopes.without_facilities, scopes.without_classrooms, classes, is_excluded=True)
    Scope.objects.bulk_create(lines, ignore_conflicts=True)


def _lines(
    notice: Notice,
    facilities: Iterable[UUID],
    classrooms: Iterable[UUID],
    home: dict[UUID, UUID],
    *,
    is_excluded: bool,
) -> list[Scope]:
    whole = [Scope(notice=notice, facility_id=pk, is_excluded=is_excluded) for pk in sorted(facilities)]
    return whole + [
        Scope(notice=notice, facility_id=home[pk], classroom_id=pk, is_excluded=is_excluded)
        for pk in sorted(classrooms)
    ]
