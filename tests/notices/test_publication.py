"""From a draft to frozen recipients."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian, Organisation
from notices import services
from notices.models import Delivery, FacilityReach, Notice, NoticeClassroom, Recipient, State
from notices.selectors.audience import AudienceCount, count_audience
from notices.services.publication import freeze_classrooms, topics_of_audience
from tests import factories

pytestmark = pytest.mark.django_db


def test_publishing_freezes_one_row_per_household_and_facility(
    office: User,
    organisation: Organisation,
    guardian: Guardian,
    co_guardian: Guardian,
    separated_guardian: Guardian,
) -> None:
    notice = factories.make_notice(office, organisation)

    households = set(Recipient.objects.filter(notice=notice).values_list("household", flat=True))
    assert households == {guardian.household_id, separated_guardian.household_id}
    assert Recipient.objects.filter(notice=notice).count() == 2


def test_a_blocked_or_expired_guardian_receives_nothing(
    office: User,
    organisation: Organisation,
    guardian: Guardian,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
) -> None:
    notice = factories.make_notice(office, organisation)

    assert list(Recipient.objects.filter(notice=notice).values_list("household", flat=True)) == [
        guardian.household_id
    ]
    assert not Delivery.objects.filter(guardian__in=[blocked_guardian, expired_guardian]).exists()


def test_an_emergency_goes_out_on_push_and_mail_to_each_guardian(
    office: User, organisation: Organisation, guardian: Guardian, co_guardian: Guardian
) -> None:
    factories.make_subscription(guardian.user)

    notice = factories.make_notice(office, organisation)

    sent = set(Delivery.objects.filter(notice=notice).values_list("guardian", "channel"))
    assert sent == {(guardian.pk, "push"), (guardian.pk, "mail"), (co_guardian.pk, "mail")}


def test_an_everyday_notice_is_mailed_only_where_push_does_not_reach(
    office: User, organisation: Organisation, guardian: Guardian, co_guardian: Guardian
) -> None:
    factories.make_subscription(guardian.user)

    notice = factories.make_notice(office, organisation, urgency="everyday")

    sent = set(Delivery.objects.filter(notice=notice).values_list("guardian", "channel"))
    assert sent == {(guardian.pk, "push"), (co_guardian.pk, "mail")}


def test_a_family_in_two_facilities_is_told_once_and_listed_twice(
    office: User, organisation: Organisation, child: Child, guardian: Guardian, other_facility: Facility
) -> None:
    factories.enrol(child, factories.make_classroom(other_facility), kind="after_school")

    notice = factories.make_notice(office, organisation)

    assert Recipient.objects.filter(notice=notice, household=guardian.household_id).count() == 2
    assert Delivery.objects.filter(notice=notice, guardian=guardian, channel="mail").count() == 1


def test_counters_say_how_many_households_have_no_working_channel(
    office: User, organisation: Organisation, facility: Facility, child: Child, guardian: Guardian
) -> None:
    factories.make_guardian(child, email="", user=False)

    notice = factories.make_notice(office, organisation)

    reach = FacilityReach.objects.get(notice=notice, facility=facility)
    assert (reach.households, reach.silent) == (2, 1)


def test_the_count_before_sending_is_what_publishing_writes(
    office: User,
    organisation: Organisation,
    guardian: Guardian,
    co_guardian: Guardian,
    separated_guardian: Guardian,
    blocked_guardian: Guardian,
) -> None:
    draft = factories.make_draft(office, organisation)

    counted = count_audience(draft)

    assert counted == AudienceCount(facilities=1, households=2, guardians=3, silent=0)


def test_a_class_can_be_taken_out_of_the_audience(
    office: User,
    organisation: Organisation,
    facility: Facility,
    classroom: Classroom,
    other_classroom: Classroom,
    guardian: Guardian,
) -> None:
    outside = factories.make_guardian(factories.make_child(other_classroom))
    scopes = services.Scopes(
        facilities=frozenset({facility.pk}), without_classrooms=frozenset({other_classroom.pk})
    )

    notice = factories.make_notice(office, organisation, scopes=scopes)

    assert not Recipient.objects.filter(notice=notice, household=outside.household_id).exists()
    assert set(NoticeClassroom.objects.values_list("classroom", flat=True)) == {classroom.pk}


def test_ages_choose_classes(
    office: User, organisation: Organisation, other_classroom: Classroom, guardian: Guardian
) -> None:
    three = factories.make_guardian(factories.make_child(other_classroom))

    notice = factories.make_notice(office, organisation, ages=[3])

    assert list(Recipient.objects.filter(notice=notice).values_list("household", flat=True)) == [
        three.household_id
    ]


def test_an_empty_audience_is_refused_and_nothing_is_sent(office: User, organisation: Organisation) -> None:
    draft = factories.make_draft(office, organisation)

    with pytest.raises(DomainError, match="だれにも届きません"):
        services.schedule_notice(actor=office, notice=draft, version=draft.version)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_somebody_without_the_right_sends_nothing(
    office: User, reader: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)

    with pytest.raises(NotAllowed):
        services.schedule_notice(actor=reader, notice=draft, version=draft.version)


def test_staff_of_elsewhere_learn_nothing_of_a_draft(
    office: User, organisation: Organisation, outsider: Guardian
) -> None:
    stranger = factories.make_staff("manager", factories.make_facility())
    draft = factories.make_draft(office, organisation)

    with pytest.raises(NotVisible):
        services.schedule_notice(actor=stranger, notice=draft, version=draft.version)


def test_a_facility_of_another_organisation_cannot_be_chosen(
    office: User, organisation: Organisation
) -> None:
    foreign = factories.make_facility()

    with pytest.raises(NotVisible):
        factories.make_draft(office, organisation, scopes=services.Scopes(facilities=frozenset({foreign.pk})))

    assert not Notice.objects.exists()


def test_a_facility_tells_only_its_own_families(
    manager: User,
    facility: Facility,
    organisation: Organisation,
    guardian: Guardian,
    other_facility: Facility,
) -> None:
    factories.make_guardian(factories.make_child(factories.make_classroom(other_facility)))

    notice = factories.make_notice(manager, organisation, facility)

    assert list(Recipient.objects.filter(notice=notice).values_list("household", flat=True)) == [
        guardian.household_id
    ]


def test_a_text_of_100000_characters_is_refused(office: User, organisation: Organisation) -> None:
    with pytest.raises(DomainError):
        factories.make_draft(office, organisation, body="あ" * 100_000)

    assert not Notice.objects.exists()


def test_a_time_in_the_past_is_refused(office: User, organisation: Organisation, guardian: Guardian) -> None:
    draft = factories.make_draft(office, organisation)

    with pytest.raises(DomainError):
        services.schedule_notice(
            actor=office,
            notice=draft,
            version=draft.version,
            publish_at=timezone.now() - timedelta(minutes=1),
        )


def test_what_is_recalled_while_it_is_published_reaches_no_more_than_the_screens_it_was_told_on(
    office: User, organisation: Organisation, facility: Facility, classroom: Classroom, guardian: Guardian
) -> None:
    scopes = services.Scopes(facilities=frozenset({facility.pk}))
    notice = factories.make_draft(office, organisation, scopes=scopes)
    Notice.objects.filter(pk=notice.pk).update(
        state=State.PUBLISHING, published_at=timezone.now(), published_by=office
    )
    notice.refresh_from_db()
    told = topics_of_audience(notice)

    services.recall_notice(actor=office, notice=notice, reason="誤り")

    assert told and told == topics_of_audience(notice)
    assert set(notice.classrooms.values_list("classroom", flat=True)) >= {classroom.pk}
    assert not services.freeze_recipients(notice.pk)
    assert not Recipient.objects.exists()


def test_classes_that_were_copied_by_a_process_that_died_are_not_copied_twice(
    office: User, organisation: Organisation, classroom: Classroom, guardian: Guardian
) -> None:
    notice = factories.make_draft(office, organisation)
    Notice.objects.filter(pk=notice.pk).update(
        state=State.PUBLISHING, published_at=timezone.now(), published_by=office
    )
    notice.refresh_from_db()
    freeze_classrooms(notice)

    assert services.finish_publications() == 1
    assert list(NoticeClassroom.objects.values_list("classroom", flat=True)) == [classroom.pk]
    assert Recipient.objects.count() == 1
