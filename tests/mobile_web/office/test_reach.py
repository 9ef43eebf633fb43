"""How far a notice has come: true numbers, own facilities only, the same work for three facilities and thirty."""

import pytest
from django.urls import reverse
from django.utils import timezone

from notices import services
from notices.models import Notice
from tests import factories

PAGES = (
    "office_reach",
    "office_reach_now",
    "office_reach_facilities",
    "office_reach_households",
    "office_report",
)


def grow(organisation, facilities):
    for _number in range(facilities):
        room = factories.make_classroom(factories.make_facility(organisation))
        factories.make_guardian(factories.make_child(room))


@pytest.fixture
def notice(office, organisation, guardian):
    grow(organisation, 2)
    return factories.make_notice(office, organisation)


def test_the_numbers_are_those_of_the_families(signed_in, office, notice, guardian):
    services.record_reading(actor=guardian.user, notice=notice, kind="confirmed")

    reach = signed_in(office).get(reverse("office_reach", args=[notice.pk])).context["reach"]

    assert (reach.total.households, reach.total.confirmed, reach.total.left) == (3, 1, 2)


def test_a_family_of_two_facilities_counts_once(signed_in, office, organisation, guardian, other_facility):
    factories.grant(guardian, factories.make_child(factories.make_classroom(other_facility)))
    notice = factories.make_notice(office, organisation)

    reach = signed_in(office).get(reverse("office_reach", args=[notice.pk])).context["reach"]

    assert reach.total.households == 1
    assert len(reach.bars) == 2


def test_a_facility_follows_its_own_families(signed_in, manager, facility, notice):
    page = signed_in(manager).get(reverse("office_reach", args=[notice.pk]))

    assert [bar.facility for bar in page.context["reach"].bars] == [facility.name]


def test_a_facility_that_got_nothing_finds_nothing(signed_in, other_manager, other_facility, notice):
    for name in PAGES:
        assert signed_in(other_manager).get(reverse(name, args=[notice.pk])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_strangers_and_families_find_nothing(signed_in, outsider, guardian, notice, name):
    for user in (outsider.user, guardian.user):
        assert signed_in(user).get(reverse(name, args=[notice.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", [*PAGES, "office_dashboard", "office_notices", "office_calls", "office_facilities"]
)
def test_thirty_facilities_cost_no_more_queries_than_three(
    signed_in, office, organisation, guardian, name, django_assert_max_num_queries
):
    grow(organisation, 3)
    address = [factories.make_notice(office, organisation).pk] if name in PAGES else []
    browser = signed_in(office)
    browser.get(reverse(name, args=address))
    with django_assert_max_num_queries(40) as few:
        browser.get(reverse(name, args=address))
    grow(organisation, 27)
    address = [factories.make_notice(office, organisation).pk] if name in PAGES else []

    with django_assert_max_num_queries(len(few)):
        assert browser.get(reverse(name, args=address)).status_code == 200


def test_what_was_sent_can_be_put_right(signed_in, office, notice):
    answer = signed_in(office).post(reverse("office_correct", args=[notice.pk]))

    correction = notice.__class__.objects.get(supersedes=notice)
    assert answer["Location"] == reverse("office_notice", args=[correction.pk])


def test_withdrawing_asks_for_a_reason(signed_in, office, notice):
    browser = signed_in(office)

    without = browser.post(reverse("office_recall", args=[notice.pk]), {"reason": ""})
    browser.post(reverse("office_recall", args=[notice.pk]), {"reason": "日付がちがいました。"})

    notice.refresh_from_db()
    assert without.status_code == 422
    assert notice.recall_reason == "日付がちがいました。"


def test_the_report_names_the_minutes(signed_in, office, notice, guardian):
    services.record_reading(actor=guardian.user, notice=notice)

    shares = signed_in(office).get(reverse("office_report", args=[notice.pk])).context["shares"]

    assert shares == [(50, None), (90, None), (100, None)]


def test_what_no_worker_has_finished_the_page_finishes(signed_in, office, organisation, guardian):
    notice = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=notice, version=notice.version)
    type(notice).objects.filter(pk=notice.pk).update(publish_at=notice.created_at)
    services.release_notice(notice.pk)

    signed_in(office).post(reverse("office_finish", args=[notice.pk]))

    assert notice.recipients.count() == 1


def test_nobody_is_said_to_be_reached_while_the_rows_are_being_written(
    signed_in, office, organisation, guardian
):
    draft = factories.make_draft(office, organisation)
    services.schedule_notice(actor=office, notice=draft, version=draft.version)
    Notice.objects.update(publish_at=timezone.now())
    services.release_notice(draft.pk)

    page = signed_in(office).get(reverse("office_reach_households", args=[draft.pk])).content.decode()

    assert "送り先の一覧を書き込んでいます" in page
    assert "すべての世帯に伝わりました" not in page
