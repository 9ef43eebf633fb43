"""The office's first page: counts of everybody, names of nobody."""

from django.urls import reverse

from notices import services
from tests import factories


def test_it_counts_and_names_no_child(signed_in, office, organisation, child, guardian):
    factories.make_notice(office, organisation)

    page = signed_in(office).get(reverse("office_dashboard"))

    line = page.context["facts"].lines[0]
    assert (line.children, line.unread, line.households, line.joined) == (1, 1, 1, 1)
    assert child.given_name not in page.content.decode()
    assert guardian.name not in page.content.decode()


def test_an_open_emergency_leads_to_the_call_desk(signed_in, office, organisation, guardian):
    notice = factories.make_notice(office, organisation)

    needs = signed_in(office).get(reverse("office_dashboard")).context["facts"].needs

    assert (needs.emergency, needs.open_households) == (notice, 1)


def test_nothing_is_needed_once_everybody_has_read(signed_in, office, organisation, guardian):
    notice = factories.make_notice(office, organisation)
    services.record_reading(actor=guardian.user, notice=notice)

    needs = signed_in(office).get(reverse("office_dashboard")).context["facts"].needs

    assert (needs.emergency, needs.open_households) == (None, 0)


def test_a_facility_sees_itself(signed_in, manager, facility, other_facility):
    facts = signed_in(manager).get(reverse("office_dashboard")).context["facts"]

    assert [line.facility for line in facts.lines] == [facility]


def test_one_facility_shows_its_classes_to_its_own(
    signed_in, manager, other_manager, office, facility, classroom, child
):
    address = reverse("office_facility", args=[facility.pk])

    page = signed_in(office).get(address).content.decode()

    assert classroom.name in page
    assert child.given_name not in page
    assert signed_in(manager).get(address).status_code == 200
    assert signed_in(other_manager).get(address).status_code == 404


def test_a_mother_has_no_office(signed_in, guardian):
    for name in ("office_dashboard", "office_notices", "office_facilities", "office_calls"):
        assert signed_in(guardian.user).get(reverse(name)).status_code == 404


def test_the_list_goes_on_where_it_ended(signed_in, office, organisation, guardian):
    notices = [
        factories.make_notice(office, organisation, title=f"お知らせ{n}", urgency="everyday")
        for n in range(27)
    ]
    browser = signed_in(office)

    first = browser.get(reverse("office_notices")).context
    second = browser.get(reverse("office_notices"), {"before": str(first["older"])}).context

    seen = [row.notice.title for row in [*first["sent"], *second["sent"]]]
    assert seen == [notice.title for notice in reversed(notices)]
