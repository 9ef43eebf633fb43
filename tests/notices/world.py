"""Many families at once: a class whose guardians have a browser, and some of them an address too."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from facilities.models import (
    Child,
    Classroom,
    Enrolment,
    Grant,
    Guardian,
    Household,
    Organisation,
    Role,
    StaffMember,
    StaffPost,
)
from notices.models import PushSubscription
from tests import factories
from tests.notices.providers import Browser, b64, point_of


@dataclass(frozen=True)
class Ward:
    """An organisation with one class, a central sender and its families."""

    organisation: Organisation
    office: User
    guardians: list[Guardian]
    browser: Browser


def make_ward(families: int, *, with_mail: int, push_origin: str) -> Ward:
    """One guardian a family. All browsers share a key pair, so that making them costs nothing."""
    organisation = factories.make_organisation()
    room = factories.make_classroom(factories.make_facility(organisation))
    browser = Browser(push_origin)
    guardians = _make_families(organisation, room, families, with_mail)
    PushSubscription.objects.bulk_create(
        PushSubscription(
            user_id=guardian.user_id,
            endpoint=f"{push_origin}/push/{number}",
            p256dh=b64(point_of(browser.key)),
            auth=b64(browser.secret),
        )
        for number, guardian in enumerate(guardians)
    )
    return Ward(organisation, _make_office(organisation), guardians, browser)


def _make_office(organisation: Organisation) -> User:
    """The central sender; her login is new also in a database that is kept, as the measures keep theirs."""
    user = User.objects.create(login=f"office-{organisation.pk.hex}", name="中村 亜希子", password="!")
    member = StaffMember.objects.create(organisation=organisation, user=user, name=user.name)
    StaffPost.objects.create(
        organisation=organisation, member=member, role=Role.CENTRAL_SENDER, starts_on=timezone.localdate()
    )
    return user


def _make_families(organisation: Organisation, room: Classroom, count: int, with_mail: int) -> list[Guardian]:
    since = timezone.localdate() - timedelta(days=200)
    numbers = range(count)
    users = User.objects.bulk_create(
        User(login=f"family-{organisation.pk.hex}-{n}", name="髙橋", password="!") for n in numbers
    )
    households = Household.objects.bulk_create(
        Household(organisation=organisation, name=f"髙橋{n}") for n in numbers
    )
    guardians = Guardian.objects.bulk_create(
        Guardian(
            organisation=organisation,
            household=households[n],
            user=users[n],
            name="髙橋 沙織",
            relation=Guardian.Relation.MOTHER,
            email=f"family{n}@example.jp" if n < with_mail else "",
        )
        for n in numbers
    )
    children = Child.objects.bulk_create(
        Child(organisation=organisation, family_name="髙橋", given_name="陽葵", born_on=since)
        for _ in numbers
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            organisation=organisation, facility=room.facility, classroom=room, child=child, starts_on=since
        )
        for child in children
    )
    Grant.objects.bulk_create(
        Grant(organisation=organisation, guardian=guardian, child=child, starts_on=since)
        for guardian, child in zip(guardians, children, strict=True)
    )
    return guardians
