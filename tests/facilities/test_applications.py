"""Who has no account yet applies, proves her address, and the office decides once."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from redis import Redis

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.events import channel
from facilities import services
from facilities.calendar import school_year_of
from facilities.delivery import EMAIL_PURPOSE
from facilities.digits import digits_of
from facilities.models import (
    Application,
    AuditEntry,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Guardian,
    Letter,
    Member,
    Organisation,
)
from facilities.renewals import renewal_token
from facilities.selectors.applications import applications_to
from facilities.services.members import last_day_from
from tests import factories
from tests.house.access.areas.applying import CHILD, MEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def application(facility: Facility) -> Application:
    return services.submit_application(
        id=uuid4(), organisation=facility.organisation, kind="child", facility=facility, email="aya@example.com",
        answers=CHILD,
    )  # fmt: skip


@pytest.fixture
def member(organisation: Organisation, office: User) -> Member:
    form = services.submit_application(
        id=uuid4(),
        organisation=organisation,
        kind="member",
        facility=None,
        email="kai@example.com",
        answers=MEMBER,
    )
    services.approve_member(actor=office, application=form, starts_on=factories.today())
    return Member.objects.get()


def test_a_form_that_is_sent_twice_arrives_once(application: Application, facility: Facility) -> None:
    again = services.submit_application(
        id=application.pk, organisation=facility.organisation, kind="child", facility=facility,
        email="aya@example.com", answers=CHILD,
    )  # fmt: skip

    assert again == application
    assert (Application.objects.count(), Letter.objects.count()) == (1, 1)


def test_an_accepted_child_is_on_the_roster_with_her_adult(
    application: Application, manager: User, facility: Facility
) -> None:
    first_day = factories.today() + timedelta(days=30)
    classroom = factories.make_classroom(facility, school_year=school_year_of(first_day))

    child = services.approve_child(
        actor=manager, application=application, classroom=classroom, starts_on=first_day
    )

    guardian = Guardian.objects.get(grants__child=child)
    assert (guardian.name, guardian.email, guardian.user) == ("山本 彩", "aya@example.com", None)
    assert Enrolment.objects.get(child=child).starts_on == first_day
    assert Application.objects.get().child == child


@pytest.mark.parametrize("years", [-1, 1])
def test_a_class_of_another_school_year_is_refused(
    application: Application, manager: User, facility: Facility, years: int
) -> None:
    today = factories.today()
    other = factories.make_classroom(facility, school_year=school_year_of(today) + years)

    with pytest.raises(DomainError, match="another school year"):
        services.approve_child(actor=manager, application=application, classroom=other, starts_on=today)

    assert not Child.objects.filter(family_name="山本").exists()
    assert Application.objects.get().state == "open"


def test_a_first_day_that_is_over_is_refused(
    application: Application, manager: User, classroom: Classroom
) -> None:
    yesterday = factories.today() - timedelta(days=1)

    with pytest.raises(DomainError, match="today or a later day"):
        services.approve_child(
            actor=manager, application=application, classroom=classroom, starts_on=yesterday
        )
    assert Application.objects.get().state == "open"


def test_the_new_place_is_told_as_every_other(
    application: Application, manager: User, classroom: Classroom, django_capture_on_commit_callbacks: Any
) -> None:
    with Redis.from_url(settings.REDIS_URL).pubsub(ignore_subscribe_messages=True) as screens:
        screens.subscribe(channel())
        screens.get_message(timeout=5)
        with django_capture_on_commit_callbacks(execute=True):
            services.approve_child(
                actor=manager, application=application, classroom=classroom, starts_on=factories.today()
            )
        heard = iter(lambda: screens.get_message(timeout=5), None)
        assert any(b"enrolment.moved" in one["data"] for one in heard)

    assert AuditEntry.objects.filter(action="child.enrol", child__family_name="山本").count() == 1


def test_it_is_decided_once(
    application: Application, manager: User, office: User, classroom: Classroom
) -> None:
    services.refuse_application(actor=office, application=application, answer="満員です。")

    with pytest.raises(Conflict, match="中村 亜希子"):
        services.approve_child(
            actor=manager, application=application, classroom=classroom, starts_on=factories.today()
        )
    assert not Child.objects.filter(family_name="山本").exists()


def test_a_child_that_is_on_the_roster_is_not_made_again(
    application: Application, manager: User, classroom: Classroom
) -> None:
    factories.make_child(classroom, family_kana="やまもと", given_kana="りん", born_on="2024-05-05")

    with pytest.raises(DomainError, match="on the roster already"):
        services.approve_child(
            actor=manager, application=application, classroom=classroom, starts_on=factories.today()
        )
    assert Application.objects.get().state == "open"


def test_a_class_of_another_facility_is_refused(
    application: Application, office: User, other_facility: Facility
) -> None:
    elsewhere = factories.make_classroom(other_facility)

    with pytest.raises(DomainError, match="another facility"):
        services.approve_child(
            actor=office, application=application, classroom=elsewhere, starts_on=factories.today()
        )


def test_only_those_who_keep_the_roster_see_and_decide_it(
    application: Application, teacher: User, other_manager: User, manager: User, office: User
) -> None:
    seen = [applications_to(user).count() for user in (teacher, other_manager, manager, office)]

    assert seen == [0, 0, 1, 1]
    with pytest.raises(NotAllowed):
        services.refuse_application(actor=teacher, application=application, answer="x")
    with pytest.raises(NotVisible):
        services.refuse_application(actor=other_manager, application=application, answer="x")


def test_a_refusal_needs_a_sentence(application: Application, manager: User) -> None:
    with pytest.raises(DomainError, match="sentence"):
        services.refuse_application(actor=manager, application=application, answer="  ")


def test_letters_say_that_it_arrived_and_what_was_decided(application: Application, manager: User) -> None:
    services.refuse_application(actor=manager, application=application, answer="いまは満員です。")

    assert services.mail_letters() == 2
    assert services.mail_letters() == 0

    assert {tuple(one.to) for one in mail.outbox} == {("aya@example.com",)}
    assert any("いまは満員です。" in str(one.body) for one in mail.outbox)
    assert not any("凛" in str(one.body) + one.subject for one in mail.outbox)


def test_the_address_is_proved_by_digits_and_guessing_ends() -> None:
    check = services.start_email_check(email="aya@example.com")
    right = digits_of(check.pk, EMAIL_PURPOSE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    for _ in range(5):
        with pytest.raises(DomainError, match="not the number"):
            services.pass_outsider_check(check_id=check.pk, digits=wrong)

    with pytest.raises(DomainError, match="Five wrong"):
        services.pass_outsider_check(check_id=check.pk, digits=right)


def test_an_address_is_mailed_few_numbers_an_hour() -> None:
    for _ in range(6):
        services.start_email_check(email="aya@example.com")

    with pytest.raises(DomainError, match="wait an hour"):
        services.start_email_check(email="AYA@example.com")


def test_a_member_is_reminded_once_and_renews_by_the_link(member: Member) -> None:
    services.mail_letters()
    mail.outbox.clear()
    ends_on = factories.today() + timedelta(days=20)
    Member.objects.update(ends_on=ends_on)

    assert [services.remind_members(), services.remind_members(), services.mail_letters()] == [1, 0, 1]
    link = next(word for word in str(mail.outbox[0].body).split() if word.startswith("http"))
    token = link.rstrip("/").rsplit("/", 1)[1]
    for _tap in range(2):
        services.renew_member(member_id=member.pk, token=token)

    assert Member.objects.get().ends_on == last_day_from(ends_on + timedelta(days=1))


@pytest.mark.parametrize(
    ("before", "after"),
    [((2096, 2, 29), (2097, 2, 28)), ((2096, 2, 28), (2097, 2, 28)), ((2095, 2, 28), (2096, 2, 29)),
     ((2095, 12, 31), (2096, 12, 31))],
)  # fmt: skip
def test_a_second_tap_is_known_also_round_29_february(
    member: Member, before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    Member.objects.update(ends_on=date(*before))
    token = renewal_token(member.pk, date(*before))

    for _tap in range(2):
        services.renew_member(member_id=member.pk, token=token)

    assert Member.objects.get().ends_on == date(*after)


def test_a_wrong_or_old_link_renews_nothing(member: Member) -> None:
    with pytest.raises(NotVisible):
        services.renew_member(member_id=member.pk, token="0" * 32)
    long_ago = factories.today() - timedelta(days=61)
    Member.objects.update(starts_on=long_ago - timedelta(days=365), ends_on=long_ago)

    with pytest.raises(DomainError, match="apply again"):
        services.renew_member(member_id=member.pk, token=renewal_token(member.pk, long_ago))


def test_who_ended_her_membership_is_not_reminded(member: Member, office: User) -> None:
    Member.objects.update(ends_on=factories.today() + timedelta(days=5))
    services.end_membership(actor=office, member=member)

    assert services.remind_members() == 0
