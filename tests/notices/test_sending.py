"""One draft, many taps: sent once, undone in time, finished after a crash, never rewritten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, NotVisible
from facilities.models import Facility, Guardian, Organisation, Role, StaffMember, StaffPost
from notices import services
from notices.models import Notice, Recipient, State
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_second_tap_on_send_changes_nothing(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    first = services.schedule_notice(actor=office, notice=draft, version=draft.version)

    again = services.schedule_notice(actor=office, notice=draft, version=draft.version)

    assert again.publish_at == first.publish_at


def test_a_second_sender_is_told_who_was_first(
    office: User, approver: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)

    with pytest.raises(Conflict, match="中村 亜希子"):
        services.schedule_notice(actor=approver, notice=draft, version=draft.version - 1)


def test_an_emergency_is_held_for_ten_seconds_in_which_it_can_be_undone(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    held = services.schedule_notice(actor=office, notice=draft, version=draft.version)
    assert held.publish_at is not None
    assert timedelta(seconds=9) < held.publish_at - timezone.now() <= timedelta(seconds=10)

    undone = services.undo_schedule(actor=office, notice=held)

    assert undone.state == State.DRAFT
    assert services.release_notice(undone.pk) is False


def test_a_notice_is_released_once_however_often_it_is_called(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)

    assert services.release_notice(notice.pk) is False
    assert services.freeze_recipients(notice.pk) is False
    assert Recipient.objects.filter(notice=notice).count() == 1


def test_what_a_dead_process_left_half_published_is_finished(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    draft = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)
    Notice.objects.update(publish_at=timezone.now())
    services.release_notice(draft.pk)

    assert services.finish_publications() == 1

    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED
    assert Recipient.objects.filter(notice=draft).count() == 1


def test_two_writers_of_one_draft_never_lose_each_others_words(
    office: User, organisation: Organisation
) -> None:
    draft = factories.make_draft(office, organisation)
    seen = draft.version
    services.save_draft(
        actor=office, organisation=organisation, facility=None, notice=draft, version=seen, title="先に保存"
    )

    with pytest.raises(Conflict) as refusal:
        services.save_draft(
            actor=office,
            organisation=organisation,
            facility=None,
            notice=draft,
            version=seen,
            title="あとから",
        )

    assert refusal.value.details["title"] == "先に保存"


def test_a_sent_notice_keeps_its_words_even_against_sql(
    office: User, organisation: Organisation, guardian: Guardian
) -> None:
    from django.db import IntegrityError, transaction

    notice = factories.make_notice(office, organisation)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(body="別の本文")


def test_a_replayed_draft_is_found_only_for_its_own_place_and_changes_nothing(
    organisation: Organisation, facility: Facility, manager: User, guardian: Guardian
) -> None:
    draft = factories.make_draft(manager, organisation, facility)
    factories.send(manager, draft)
    member = StaffMember.objects.get(user=manager)
    elsewhere = factories.make_facility(organisation)
    StaffPost.objects.create(
        organisation=organisation,
        member=member,
        facility=elsewhere,
        role=Role.MANAGER,
        starts_on=factories.today(),
    )

    again = factories.make_draft(manager, organisation, facility, id=draft.pk, scopes=services.Scopes())

    assert again.state == State.PUBLISHED
    assert again.scopes.count() == 1
    with pytest.raises(NotVisible):
        factories.make_draft(manager, organisation, elsewhere, id=draft.pk)
