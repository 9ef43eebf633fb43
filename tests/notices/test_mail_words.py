"""What a mail says, and what its headers say to machines."""

from typing import Any

import pytest

from facilities.models import Child, Facility, Guardian, Organisation
from notices.delivery import send_waiting
from notices.delivery.words import EMERGENCY
from notices.models import Channel, Notice
from tests import factories
from tests.notices.mails import mail_of, neighbour, subject_of, text_of
from tests.notices.providers import MailServer

PHRASE: dict[str, Any] = {"phrase": "closure_water", "phrase_fields": {"day": "24日", "reply_by": "正午"}}


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_an_emergency_carries_its_whole_text_in_the_guardians_language(
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    facility: Facility,
    child: Child,
    language: str,
) -> None:
    Facility.objects.filter(pk=facility.pk).update(name_en="Motoyoyogi Nursery")
    guardian = neighbour(child, language=language)
    notice = factories.make_notice(office, organisation, title="", body="", **PHRASE)

    assert send_waiting(Channel.MAIL) == 1

    (mail,) = mail_server.to(guardian.email)
    place = "Motoyoyogi Nursery" if language == "en" else "元代々木保育園"
    words = notice.words(language)
    assert subject_of(mail) == EMERGENCY[language] + words["title"]
    assert words["body"].replace("{施設名}", place) in text_of(mail)
    assert place in text_of(mail, "html")
    assert f"/notices/{notice.pk}/" in text_of(mail) and f"/notices/{notice.pk}/" in text_of(mail, "html")
    assert "みどり区 保育課" in text_of(mail)


def test_a_family_of_two_nurseries_reads_both_names(
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    guardian: Guardian,
    other_classroom: Any,
    other_facility: Facility,
) -> None:
    room = factories.make_classroom(other_facility)
    factories.grant(guardian, factories.make_child(room))
    factories.make_notice(office, organisation)

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.to(guardian.email)
    assert "元代々木保育園、富ヶ谷保育園もお休みです。" in text_of(mail)


@pytest.mark.parametrize("urgency", ["everyday", "important"])
def test_other_notices_say_only_that_there_is_something_to_read(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, urgency: str
) -> None:
    notice = factories.make_notice(
        office, organisation, title="陽葵ちゃんのこと", body="熱があります", urgency=urgency
    )

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.to(guardian.email)
    said = f"{mail['Subject']}{text_of(mail)}{text_of(mail, 'html')}"
    assert "陽葵" not in said and "熱" not in said
    assert "お知らせがあります" in mail["Subject"]
    assert f"/notices/{notice.pk}/" in said


def test_a_drill_says_so_before_anything_else(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    factories.make_notice(office, organisation, is_drill=True)

    send_waiting(Channel.MAIL)

    assert subject_of(mail_server.to(guardian.email)[0]).startswith("【訓練】【緊急】")


@pytest.mark.parametrize("urgency", ["emergency", "everyday"])
def test_headers_stop_automatic_answers_and_an_emergency_cannot_be_unsubscribed(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, urgency: str
) -> None:
    factories.make_notice(office, organisation, urgency=urgency)

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.to(guardian.email)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{mail_of(guardian).key}@127.0.0.1>"
    assert (mail["List-Unsubscribe"] is None) == (urgency == "emergency")
    assert mail["To"] == guardian.email


def test_a_title_with_line_breaks_adds_no_header(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_draft(office, organisation)
    Notice.objects.filter(pk=notice.pk).update(title="休園\r\nBcc: everybody@example.jp\u2028x")
    notice.refresh_from_db()
    factories.send(office, notice)

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.received
    assert mail["Bcc"] is None
    assert subject_of(mail) == "【緊急】休園 Bcc: everybody@example.jp x"
    assert set(mail_server.recipients) == {guardian.email}


def test_text_of_a_notice_is_no_markup(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    factories.make_notice(
        office, organisation, title="<b>x</b>", body="<script>alert(1)</script> & {{ settings }}"
    )

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.received
    assert "<script>" not in text_of(mail, "html") and "&lt;script&gt;" in text_of(mail, "html")
    assert "<script>alert(1)</script> & {{ settings }}" in text_of(mail)
