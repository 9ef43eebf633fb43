"""One factory a model; related rows agree on organisation and facility."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.clock import day_of
from facilities.models import (
    CENTRAL_ROLES,
    ChangeRequest,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Household,
    Organisation,
    Role,
    StaffMember,
    StaffPost,
)
from notices import services
from notices.models import Notice, PushSubscription, State, Urgency
from surveys import services as survey_services
from surveys.models import Kind as SurveyKind
from surveys.models import Survey, Unit
from surveys.structure import ChoiceDraft, QuestionDraft

PASSWORD = "correct-horse-battery"
_serial = iter(range(1, 10**9))


def today() -> date:
    return timezone.localdate()


def attendance_day() -> date:
    """The day that children are at now; until three in the morning it is yesterday's."""
    return day_of(timezone.now(), Facility(time_zone=settings.TIME_ZONE))


def make_user(name: str = "髙橋 沙織", **fields: Any) -> User:
    """A person without a usable password; set one where a test signs in by form."""
    number = next(_serial)
    return User.objects.create(**{"login": f"user{number}", "name": name, "password": "!", **fields})


def make_organisation(**fields: Any) -> Organisation:
    return Organisation.objects.create(**{"name": "みどり区", "office_name": "みどり区 保育課", **fields})


def make_facility(organisation: Organisation | None = None, **fields: Any) -> Facility:
    """A nursery; lists show those made earlier first."""
    organisation = organisation or make_organisation()
    number = next(_serial)
    values = {"name": f"第{number}保育園", "phone": "03-0000-0001", "capacity": 60, "position": number}
    return Facility.objects.create(organisation=organisation, **{**values, **fields})


def make_classroom(facility: Facility | None = None, **fields: Any) -> Classroom:
    values = {
        "school_year": school_year_of(today()),
        "name": f"うさぎ{next(_serial)}組",
        "age": 1,
        "tint": "usagi",
    }
    return Classroom.objects.create(facility=facility or make_facility(), **{**values, **fields})


def make_household(organisation: Organisation, **fields: Any) -> Household:
    return Household.objects.create(organisation=organisation, **{"name": "髙橋", **fields})


def make_child(classroom: Classroom | None = None, **fields: Any) -> Child:
    """A child enrolled in a class since last year."""
    classroom = classroom or make_classroom()
    organisation = classroom.facility.organisation
    values = {
        "family_name": "髙橋",
        "given_name": "陽葵",
        "family_kana": "たかはし",
        "given_kana": "ひまり",
        "born_on": today() - timedelta(days=600),
    }
    child = Child.objects.create(organisation=organisation, **{**values, **fields})
    enrol(child, classroom)
    return child


def enrol(child: Child, classroom: Classroom, **fields: Any) -> Enrolment:
    values = {"starts_on": today() - timedelta(days=200)}
    return Enrolment.objects.create(
        organisation=child.organisation,
        facility=classroom.facility,
        classroom=classroom,
        child=child,
        **{**values, **fields},
    )


def make_guardian(
    child: Child | None = None,
    household: Household | None = None,
    *,
    user: User | bool | None = True,
    rights: dict[str, Any] | None = None,
    **fields: Any,
) -> Guardian:
    """An adult with all rights for the child, an account, mail and telephone; `rights` changes the grant."""
    organisation = (
        child.organisation if child else household.organisation if household else make_organisation()
    )
    number = next(_serial)
    values: dict[str, Any] = {
        "name": f"髙橋 沙織{number}",
        "relation": Guardian.Relation.MOTHER,
        "email": f"family{number}@example.jp",
        "phone": f"090-0000-{number % 10000:04}",
    }
    values |= fields
    guardian = Guardian.objects.create(
        organisation=organisation,
        household=household or make_household(organisation),
        user=make_user(str(values["name"])) if user is True else user or None,
        **values,
    )
    if child:
        grant(guardian, child, **(rights or {}))
    return guardian


def grant(guardian: Guardian, child: Child, **fields: Any) -> Grant:
    values = {
        "can_view": True,
        "can_write": True,
        "can_answer": True,
        "can_pick_up": True,
        "is_emergency_contact": True,
        "starts_on": today() - timedelta(days=200),
    }
    return Grant.objects.create(
        organisation=child.organisation, guardian=guardian, child=child, **{**values, **fields}
    )


def make_staff(
    role: Role,
    place: Facility | Organisation,
    classroom: Classroom | None = None,
    name: str = "中村 亜希子",
    **fields: Any,
) -> User:
    """A person with one post; returns her account."""
    organisation = place if isinstance(place, Organisation) else place.organisation
    assert (role in CENTRAL_ROLES) == isinstance(place, Organisation)
    user = make_user(name)
    ends = {"ends_on": today() + timedelta(days=30)} if role == Role.AUDITOR else {}
    member = StaffMember.objects.create(organisation=organisation, user=user, name=name)
    StaffPost.objects.create(
        organisation=organisation,
        member=member,
        facility=place if isinstance(place, Facility) else None,
        classroom=classroom,
        role=role,
        **{"starts_on": today() - timedelta(days=100), **ends, **fields},
    )
    return user


def make_draft(
    actor: User, organisation: Organisation, facility: Facility | None = None, **fields: Any
) -> Notice:
    """A draft to everybody of the organisation (or of the facility)."""
    values: dict[str, Any] = {
        "title": "あすは休園です",
        "body": "{施設名}もお休みです。",
        "urgency": Urgency.EMERGENCY,
        "scopes": services.Scopes(everything=True),
    }
    return services.save_draft(
        actor=actor, organisation=organisation, facility=facility, **{**values, **fields}
    )


def send(actor: User, notice: Notice) -> Notice:
    """Send and let the hold pass: everything that happens until all rows are written."""
    services.schedule_notice(actor=actor, notice=notice, version=notice.version)
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now())
    services.release_notice(notice.pk)
    services.freeze_recipients(notice.pk)
    notice.refresh_from_db()
    assert notice.state == State.PUBLISHED
    return notice


def make_notice(
    actor: User, organisation: Organisation, facility: Facility | None = None, **fields: Any
) -> Notice:
    """A sent notice."""
    return send(actor, make_draft(actor, organisation, facility, **fields))


def make_subscription(user: User, **fields: Any) -> PushSubscription:
    values = {"endpoint": f"https://push.example.com/{next(_serial)}", "p256dh": "x", "auth": "y"}
    return PushSubscription.objects.create(user=user, **{**values, **fields})


def make_keeper(facility: Facility, name: str = "大野 学") -> User:
    """The facility's own office: a second person for what the manager proposes."""
    return make_staff(Role.OFFICE, facility, name=name)


def make_request(
    asked_by: User, child: Child, guardian: Guardian | None = None, **fields: Any
) -> ChangeRequest:
    """An open request for another given name of the child."""
    values = {
        "kind": ChangeRequest.Kind.CHILD,
        "changes": [{"field": "given_name", "before": child.given_name, "after": "ひより"}],
    }
    return ChangeRequest.objects.create(
        organisation=child.organisation,
        facility=child.enrolments.earliest("starts_on").facility,
        child=child,
        guardian=guardian,
        asked_by=asked_by,
        **{**values, **fields},
    )


def make_survey(
    actor: User, organisation: Organisation, facility: Facility | None = None, **fields: Any
) -> Survey:
    """A draft to everybody with two questions: a choice (q1: 1 はい, 2 いいえ) and a text for who said yes (q2)."""
    values: dict[str, Any] = {
        "title": "年末年始の保育",
        "introduction": "ご希望をお聞かせください。",
        "closes_at": timezone.now() + timedelta(days=7),
        "scopes": services.Scopes(everything=True),
    }
    questions = fields.pop("questions", None) or [
        QuestionDraft(
            kind=SurveyKind.SINGLE,
            text="利用しますか",
            is_required=True,
            choices=[ChoiceDraft("はい"), ChoiceDraft("いいえ")],
        ),
        QuestionDraft(kind=SurveyKind.LONG, text="ご要望", shown_when="q1", shown_choices=[1]),
    ]
    survey = survey_services.save_survey(
        actor=actor, organisation=organisation, facility=facility, **{**values, **fields}
    )
    return survey_services.save_questions(
        actor=actor, survey=survey, version=survey.version, questions=questions
    )


def open_survey(actor: User, survey: Survey) -> Survey:
    """Publish it and let the hold of its notice pass: families have been asked."""
    survey_services.publish_survey(actor=actor, survey=survey)
    now = timezone.now()
    if survey.unit != Unit.STAFF:
        Notice.objects.filter(pk=survey.notice_id).update(publish_at=now)
        services.release_notice(survey.notice_id)
        services.freeze_recipients(survey.notice_id)
    Survey.objects.filter(pk=survey.pk).update(opens_at=now)
    survey.refresh_from_db()
    return survey
