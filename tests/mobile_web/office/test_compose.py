"""The composer: drafts keep themselves, sending holds, and every refusal is a sentence."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice, State
from tests import factories


@pytest.fixture
def draft(office, organisation, guardian):
    return factories.make_draft(office, organisation)


@pytest.fixture
def browser(signed_in, office):
    return signed_in(office)


def written(notice, **changes):
    """The form as a browser would send it, with the whole tree chosen."""
    values = {
        "version": notice.version,
        "urgency": notice.urgency,
        "title": notice.title,
        "body": notice.body,
        "phrase": notice.phrase,
        "when": "now",
        "remind_every": "0",
        "remind_times": "1",
        "tree": "1",
        "everything": "on",
        "keep": "all",
    }
    return values | changes


def save(browser, notice, **changes):
    return browser.post(
        reverse("office_save", args=[notice.pk]), written(notice, **changes), headers={"HX-Request": "true"}
    )


def send(browser, notice, **changes):
    return browser.post(reverse("office_send", args=[notice.pk]), written(notice, **changes))


def test_an_autosave_keeps_the_words_and_brings_the_counts(browser, draft):
    answer = save(browser, draft, title="断水のため休園します")

    draft.refresh_from_db()
    assert answer.status_code == 200
    assert draft.title == "断水のため休園します"
    assert f'data-version="{draft.version}"' in answer.content.decode()


def test_a_phrase_fills_title_text_and_translations(browser, office, organisation, guardian):
    draft = factories.make_draft(office, organisation, title="", body="")

    save(browser, draft, phrase="closure_water", field_day="12月1日(火)")

    draft.refresh_from_db()
    assert draft.title == "12月1日(火)は、すべての園がお休みです"
    assert set(draft.translations) == {"easy", "en"}


def test_a_changed_field_changes_the_words_the_phrase_wrote(browser, office, organisation, guardian):
    draft = factories.make_draft(office, organisation, title="", body="")
    save(browser, draft, phrase="closure_water")
    draft.refresh_from_db()

    save(browser, draft, phrase="closure_water", field_day="12月2日(水)")

    draft.refresh_from_db()
    assert draft.title.startswith("12月2日(水)")


def test_words_she_wrote_herself_are_not_overwritten_by_a_phrase(browser, draft):
    save(browser, draft, phrase="closure_water")

    draft.refresh_from_db()
    assert (draft.title, draft.translations) == ("あすは休園です", {})


def test_she_may_ask_for_the_words_of_the_phrase(browser, draft):
    save(browser, draft, phrase="closure_water", replace="1")

    draft.refresh_from_db()
    assert set(draft.translations) == {"easy", "en"}


def test_the_second_of_two_writers_sees_both_texts_and_nothing_is_lost(browser, signed_in, approver, draft):
    save(signed_in(approver), draft, title="もう一人の件名")

    answer = save(browser, draft, title="自分の件名")

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert "もう一人の件名" in answer.content.decode()
    assert "自分の件名" in answer.content.decode()
    assert draft.title == "もう一人の件名"


def test_sending_waits_for_the_hold_and_can_be_taken_back(browser, draft):
    send(browser, draft)
    draft.refresh_from_db()
    held = draft.state

    browser.post(reverse("office_undo", args=[draft.pk]))

    draft.refresh_from_db()
    assert (held, draft.state) == (State.SCHEDULED, State.DRAFT)


def test_pressing_send_twice_sends_once(browser, draft):
    first = send(browser, draft)

    second = send(browser, draft)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Notice.objects.filter(state=State.SCHEDULED).count() == 1


def test_the_page_itself_lets_a_due_notice_go(browser, draft):
    send(browser, draft)
    Notice.objects.filter(pk=draft.pk).update(publish_at=timezone.now())

    answer = browser.post(reverse("office_release", args=[draft.pk]))

    draft.refresh_from_db()
    assert answer["Location"] == reverse("office_notice", args=[draft.pk])
    assert draft.is_sent


def test_a_notice_in_its_hold_is_not_let_go_early(browser, draft):
    send(browser, draft)

    browser.post(reverse("office_release", args=[draft.pk]))

    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_a_notice_can_wait_for_its_time(browser, draft):
    at = timezone.localtime() + timedelta(hours=3)

    send(browser, draft, when="at", publish_at=at.strftime("%Y-%m-%dT%H:%M"))

    draft.refresh_from_db()
    assert draft.publish_at == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"title": ""}, id="no title"),
        pytest.param({"title": "あ" * 121}, id="a title too long"),
        pytest.param({"body": "あ" * 100_000}, id="a text too long"),
        pytest.param({"when": "at", "publish_at": "2020-01-01T10:00"}, id="a time in the past"),
        pytest.param({"when": "at", "publish_at": ""}, id="no time"),
        pytest.param({"valid_until": "2020-01-01T10:00"}, id="out of date before it leaves"),
        pytest.param({"everything": None, "keep": None}, id="to nobody"),
    ],
)
def test_a_refusal_is_a_sentence_and_nothing_is_sent(browser, draft, changes):
    values = {name: value for name, value in written(draft, **changes).items() if value is not None}

    answer = browser.post(reverse("office_send", args=[draft.pk]), values)

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() or "field__error" in answer.content.decode()
    assert draft.state == State.DRAFT


def test_after_a_refusal_the_form_holds_every_word(browser, draft):
    answer = send(browser, draft, title="あすの持ちもの", body="髙橋陽葵さんへ")

    page = answer.content.decode()
    assert 'value="あすの持ちもの"' in page
    assert "髙橋陽葵さんへ</textarea>" in page


@pytest.mark.parametrize("text", ["髙橋陽葵ちゃんが", "髙橋 陽葵", "０９０－１２３４－５６７８まで"])
def test_a_childs_name_or_a_telephone_number_needs_a_second_look(browser, draft, text):
    stopped = send(browser, draft, body=text)
    draft.refresh_from_db()
    state = draft.state

    sent = send(browser, draft, body=text, guard_ok="on")

    draft.refresh_from_db()
    assert (stopped.status_code, state) == (422, State.DRAFT)
    assert (sent.status_code, draft.state) == (302, State.SCHEDULED)


def test_the_number_of_a_facility_is_no_private_number(browser, draft, facility):
    answer = send(browser, draft, body=f"園({facility.phone})へお電話ください。")

    assert answer.status_code == 302


def test_markup_in_the_text_stays_text(browser, office, organisation, guardian):
    draft = factories.make_draft(office, organisation, body="<script>alert(1)</script>")

    page = browser.get(reverse("office_compose", args=[draft.pk])).content.decode()

    assert "<script>alert" not in page


def test_to_somebody_who_only_reads_a_draft_is_not_there(signed_in, reader, draft):
    assert save(signed_in(reader), draft).status_code == 404


def test_a_stranger_finds_nothing(signed_in, outsider, other_manager, draft):
    for user in (outsider.user, other_manager):
        for name in ("office_compose", "office_silent", "office_audience"):
            assert signed_in(user).get(reverse(name, args=[draft.pk])).status_code == 404


def test_an_empty_draft_is_taken_again(browser, guardian):
    first = browser.post(reverse("office_notice_new"))

    second = browser.post(reverse("office_notice_new"))

    assert first["Location"] == second["Location"]


def test_a_facility_writes_to_its_own_families_only(signed_in, manager, facility, other_facility, guardian):
    browser = signed_in(manager)
    browser.post(reverse("office_notice_new"))
    draft = Notice.objects.get(facility=facility)

    answer = browser.post(
        reverse("office_save", args=[draft.pk]),
        written(draft, facility=str(other_facility.pk), facility_shown=str(other_facility.pk)),
    )

    assert answer.status_code == 302
    assert not draft.scopes.filter(facility=other_facility).exists()
