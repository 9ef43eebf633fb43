"""The call list on paper: every name is legible, and every print is written down."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from facilities.models import AuditEntry
from notices.services import paper
from tests import factories


@pytest.fixture
def notice(office, organisation, classroom):
    for name in ("髙﨑", "𠮷田"):
        household = factories.make_household(organisation, name=name)
        factories.make_guardian(
            factories.make_child(classroom, family_name=name), household, name=f"{name} 緑"
        )
    return factories.make_notice(office, organisation)


def test_names_and_numbers_stand_on_it_and_it_is_written_down(signed_in, office, notice):
    answer = signed_in(office).post(reverse("office_paper", args=[notice.pk]))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert "髙﨑" in text
    assert "𠮷田" in text
    assert "090-0000" in text
    assert AuditEntry.objects.get(action="calls.list_printed").details == {"households": 2}


def test_a_list_too_long_asks_for_a_facility(signed_in, office, notice, facility, monkeypatch):
    monkeypatch.setattr(paper, "LONGEST", 1)

    answer = signed_in(office).post(reverse("office_paper", args=[notice.pk]))

    assert answer.status_code == 422
    assert facility.name in answer.content.decode()
    assert not AuditEntry.objects.filter(action="calls.list_printed").exists()


def test_those_who_do_not_phone_get_no_paper(signed_in, reader, other_manager, outsider, notice):
    for user in (reader, other_manager, outsider.user):
        assert signed_in(user).post(reverse("office_paper", args=[notice.pk])).status_code == 404


def test_a_facility_prints_its_own_families(manager, notice, organisation, office, other_facility):
    factories.make_guardian(factories.make_child(factories.make_classroom(other_facility)))

    printed = paper.print_call_list(actor=manager, notice=notice)

    assert [row.household for row in printed.rows] == ["髙﨑", "𠮷田"]
