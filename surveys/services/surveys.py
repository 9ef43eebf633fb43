"""Writing a survey: its words, whom it asks and until when. Two writers never lose each other's words."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.models import Facility, Organisation
from notices.models import TITLE_LENGTH, Asks, Notice
from notices.services import Scopes, discard_draft, save_draft
from surveys.events import SurveyChanged
from surveys.models import INTRODUCTION_LENGTH, Survey, Unit
from surveys.policies import require_maker
from surveys.topics import desks_of

FIELDS = frozenset(
    {
        "title",
        "introduction",
        "translations",
        "unit",
        "is_anonymous",
        "may_edit",
        "skipped_are_unanswered",
        "reminds_on_last_morning",
        "opens_at",
        "closes_at",
    }
)
AFTER_PUBLISHING = frozenset({"skipped_are_unanswered", "reminds_on_last_morning", "closes_at"})


@transaction.atomic
def save_survey(
    *,
    actor: User,
    organisation: Organisation,
    facility: Facility | None,
    survey: Survey | None = None,
    version: int | None = None,
    scopes: Scopes | None = None,
    **fields: Any,
) -> Survey:
    """Create or change a survey; `version` is the one the writer saw, `ages` and `scopes` are those of its notice.

    Once it is out only the end, the reminder and the way of counting can be changed.
    """
    if survey is None:
        require_maker(actor, organisation.pk, facility.pk if facility else None)
    else:
        require_maker(actor, survey.organisation_id, survey.facility_id)
    values = _checked({name: value for name, value in fields.items() if name in FIELDS})
    if survey is None:
        survey = _create(actor, organisation, facility, values)
    else:
        _change(survey, version, values)
    if survey.published_at is None and survey.notice and (scopes is not None or "ages" in fields):
        save_draft(
            actor=actor,
            organisation=survey.organisation,
            facility=survey.facility,
            notice=survey.notice,
            scopes=scopes,
            **({"ages": fields["ages"]} if "ages" in fields else {}),
        )
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))
    return survey


@transaction.atomic
def begin_survey(*, actor: User, organisation: Organisation, facility: Facility | None) -> Survey:
    """A new survey of everybody. One that she left without a title and a question is taken again."""
    require_maker(actor, organisation.pk, facility.pk if facility else None)
    left = Survey.objects.filter(
        author=actor,
        organisation=organisation,
        facility=facility,
        published_at=None,
        title="",
        questions=None,
        is_template=False,
    ).first()
    return left or save_survey(
        actor=actor, organisation=organisation, facility=facility, scopes=Scopes(everything=True)
    )


@transaction.atomic
def discard_survey(*, actor: User, survey: Survey) -> None:
    """Throw away what was never published; what families have seen can only be closed."""
    require_maker(actor, survey.organisation_id, survey.facility_id)
    found = Survey.objects.select_for_update(of=("self",)).filter(pk=survey.pk).first()
    if found is None:
        return
    if found.published_at:
        raise Conflict(_("This survey is out already. It can be closed, not thrown away."))
    Survey.objects.filter(repeats=found).update(repeats=None)
    notice = found.notice
    topics = desks_of(found)
    found.delete()
    if notice:
        discard_draft(actor=actor, notice=notice)
    publish(SurveyChanged(survey.pk), topics=topics)


def _create(
    actor: User, organisation: Organisation, facility: Facility | None, values: Mapping[str, Any]
) -> Survey:
    notice: Notice = save_draft(actor=actor, organisation=organisation, facility=facility, asks=Asks.SURVEY)
    return Survey.objects.create(
        organisation=organisation, facility=facility, author=actor, notice=notice, **values
    )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Lengths in words people understand; an anonymous answer is final."""
    for name, most in (("title", TITLE_LENGTH), ("introduction", INTRODUCTION_LENGTH)):
        if name in values:
            values[name] = (values[name] or "").replace("\x00", "").strip()
            if len(values[name]) > most:
                raise DomainError(_too_long(name, most))
    if "unit" in values and values["unit"] not in Unit.values:
        raise DomainError(_("Choose who answers once. Nothing was saved."))
    _require_order(values.get("opens_at"), values.get("closes_at"))
    if values.get("is_anonymous"):
        values["may_edit"] = False
    return values


def _too_long(name: str, most: int) -> str:
    if name == "title":
        return _("The title may have %(n)s characters. Nothing was saved.") % {"n": most}
    return _("The introduction may have %(n)s characters. Nothing was saved.") % {"n": most}


def _change(survey: Survey, version: int | None, values: dict[str, Any]) -> None:
    current = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    seen = survey.version if version is None else version
    if current.version != seen:
        raise Conflict(
            _("Somebody else changed this survey meanwhile. Your change was not saved; read it again."),
            code="changed_meanwhile",
            details={
                "version": current.version,
                "title": current.title,
                "introduction": current.introduction,
            },
        )
    if current.published_at:
        _require_changeable(current, values)
    if current.is_anonymous and "is_anonymous" not in values:
        values.pop("may_edit", None)
    if "opens_at" not in values or "closes_at" not in values:
        _require_order(values.get("opens_at", current.opens_at), values.get("closes_at", current.closes_at))
    Survey.objects.filter(pk=survey.pk).update(**values, version=F("version") + 1)
    if current.published_at and "closes_at" in values and current.notice_id:
        Notice.objects.filter(pk=current.notice_id).update(valid_until=values["closes_at"])
    survey.refresh_from_db()


def _require_order(opens: Any, closes: Any) -> None:
    if opens and closes and closes <= opens:
        raise DomainError(_("It would close before it opens. Choose a later end. Nothing was saved."))


def _require_changeable(current: Survey, values: dict[str, Any]) -> None:
    """Of a survey that is out: what families agreed to answer stays as it was."""
    changed = {name for name, value in values.items() if getattr(current, name) != value}
    if changed - AFTER_PUBLISHING:
        raise Conflict(
            _(
                "This survey is out already. Only its end and its reminders can be changed. Nothing was saved."
            ),
            code="published",
        )
    if "closes_at" in changed and (not values["closes_at"] or values["closes_at"] <= timezone.now()):
        raise DomainError(
            _("This time is in the past. Choose a later one, or close the survey now. Nothing was saved.")
        )
