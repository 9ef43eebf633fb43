"""Making a survey: who may, its words and questions, publishing, taking back and copying."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Facility, Guardian, Organisation, StaffMember
from notices.models import Notice, Recipient, State
from notices.services import Scopes
from surveys import services
from surveys.models import Kind, Participation, QuestionFix, Survey, SurveyViewer
from surveys.selectors.asking import drafts_of, followed_by
from surveys.structure import ChoiceDraft, QuestionDraft
from tests import factories

pytestmark = pytest.mark.usefixtures("_english")


@pytest.fixture
def survey(manager: User, organisation: Organisation, facility: Facility) -> Survey:
    return factories.make_survey(manager, organisation, facility)


def save(actor: User, survey: Survey, *questions: QuestionDraft) -> Survey:
    return services.save_questions(actor=actor, survey=survey, version=survey.version, questions=questions)


def answer(survey: Survey, guardian: Guardian, by: User) -> Participation:
    """A row as the first answer leaves it."""
    Survey.objects.filter(pk=survey.pk).update(first_answer_at=timezone.now())
    survey.refresh_from_db()
    facility = survey.facility or Facility.objects.in_order()[0]
    return Participation.objects.create(
        survey=survey, facility=facility, household=guardian.household, answered_by=by
    )


def test_teachers_ask_nobody_and_strangers_find_no_place(
    teacher: User, other_manager: User, reader: User, organisation: Organisation, facility: Facility
) -> None:
    for person in (teacher, reader):
        with pytest.raises(NotAllowed):
            services.begin_survey(actor=person, organisation=organisation, facility=facility)
    with pytest.raises(NotVisible):
        services.begin_survey(actor=other_manager, organisation=organisation, facility=facility)
    with pytest.raises(NotVisible):
        services.begin_survey(actor=other_manager, organisation=organisation, facility=None)


def test_who_makes_surveys_finds_those_of_her_place_and_no_other(
    survey: Survey,
    manager: User,
    keeper: User,
    teacher: User,
    other_manager: User,
    office: User,
    reader: User,
) -> None:
    central = factories.make_survey(office, survey.organisation)
    made = Survey.objects.made_by

    assert set(made(manager)) == set(made(keeper)) == {survey}
    assert set(made(office)) == {central}
    assert not made(teacher) | made(other_manager) | made(reader)
    assert survey not in followed_by(other_manager)


def test_results_are_for_author_manager_office_and_who_is_listed(
    survey: Survey, manager: User, teacher: User, keeper: User, other_manager: User, office: User
) -> None:
    seen = Survey.objects.visible_to
    assert survey in seen(manager) and survey in seen(office)
    assert not (seen(teacher) | seen(keeper) | seen(other_manager)).filter(pk=survey.pk).exists()
    SurveyViewer.objects.create(survey=survey, member=StaffMember.objects.get(user=teacher))

    assert survey in seen(teacher)


def test_a_survey_left_empty_is_taken_again(
    manager: User, organisation: Organisation, facility: Facility
) -> None:
    first = services.begin_survey(actor=manager, organisation=organisation, facility=facility)

    assert services.begin_survey(actor=manager, organisation=organisation, facility=facility) == first


def test_of_two_writers_the_second_is_told_and_nothing_is_lost(
    survey: Survey, manager: User, keeper: User
) -> None:
    seen, place = survey.version, {"organisation": survey.organisation, "facility": survey.facility}
    services.save_survey(actor=manager, survey=survey, version=seen, title="夏の保育", **place)
    with pytest.raises(Conflict) as refused:
        services.save_survey(actor=keeper, survey=survey, version=seen, title="冬の保育", **place)
    with pytest.raises(Conflict):
        services.save_questions(actor=keeper, survey=survey, version=seen, questions=[])

    assert refused.value.details["title"] == "夏の保育"
    assert survey.questions.count() == 2


def test_questions_keep_their_codes_and_new_ones_get_the_next(survey: Survey, manager: User) -> None:
    first, second = drafts_of(survey)
    save(manager, survey, QuestionDraft(kind=Kind.DATE, text="いつから"), first, second)

    assert [one.code for one in drafts_of(survey)] == ["q3", "q1", "q2"]
    assert drafts_of(survey)[2].shown_when == "q1"


def test_a_question_cannot_follow_from_a_later_one_so_there_are_no_loops(
    survey: Survey, manager: User
) -> None:
    first, second = drafts_of(survey)
    with pytest.raises(DomainError, match="stands before it"):
        save(manager, survey, second, first)
    with pytest.raises(DomainError, match="not there any more"):
        save(manager, survey, second)

    assert [one.code for one in drafts_of(survey)] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            QuestionDraft(Kind.SINGLE, "x", choices=[ChoiceDraft(str(n)) for n in range(10_000)]),
            "100 choices",
        ),
        (QuestionDraft(Kind.SINGLE, "x", choices=[ChoiceDraft("あ" * 121)]), "120 characters"),
        (
            QuestionDraft(Kind.SINGLE, "x", choices=[ChoiceDraft("あ"), ChoiceDraft("あ")]),
            "stands there twice",
        ),
        (QuestionDraft(Kind.SHORT, "あ" * 301), "300 characters"),
        (QuestionDraft(Kind.NUMBER, "x", lowest=5, highest=1), "larger than the highest"),
        (QuestionDraft("grid", "x"), "what kind"),
        (QuestionDraft(Kind.SHORT, "x", code="Q 1"), "not valid"),
    ],
)
def test_a_list_that_cannot_be_is_refused_in_words(
    survey: Survey, manager: User, question: QuestionDraft, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        save(manager, survey, question)

    assert survey.questions.count() == 2


def test_sixty_questions_are_enough(survey: Survey, manager: User) -> None:
    with pytest.raises(DomainError, match="60 questions"):
        save(manager, survey, *[QuestionDraft(Kind.SHORT, "x")] * 61)


def test_after_the_first_answer_words_are_mended_and_logged_and_the_structure_stays(
    survey: Survey, manager: User, guardian: Guardian
) -> None:
    factories.open_survey(manager, survey)
    answer(survey, guardian, manager)
    first, second = drafts_of(survey)
    mended = QuestionDraft(
        kind=first.kind,
        text="年末に利用しますか",
        code="q1",
        is_required=True,
        choices=[ChoiceDraft("はい", 1), ChoiceDraft("いいえ、しません", 2)],
    )

    save(manager, survey, mended, second)
    with pytest.raises(Conflict, match="only the words"):
        save(manager, survey, mended)

    assert set(QuestionFix.objects.values_list("before", "after")) == {
        ("利用しますか", "年末に利用しますか"),
        ("いいえ", "いいえ、しません"),
    }
    assert [one.text for one in drafts_of(survey)] == ["年末に利用しますか", "ご要望"]


def test_published_it_asks_the_families_through_its_notice(
    survey: Survey, manager: User, guardian: Guardian
) -> None:
    factories.open_survey(manager, survey)

    notice = Notice.objects.get(survey=survey)
    assert (notice.state, notice.asks, notice.title) == (State.PUBLISHED, "survey", "年末年始の保育")
    assert notice.body.startswith("ご希望をお聞かせください。")
    assert Recipient.objects.get(notice=notice).household == guardian.household
    assert survey.is_open(timezone.now())


@pytest.mark.usefixtures("guardian")
def test_publishing_twice_asks_once(survey: Survey, manager: User, keeper: User) -> None:
    first = services.publish_survey(actor=manager, survey=survey).published_at

    assert services.publish_survey(actor=keeper, survey=survey).published_at == first


@pytest.mark.usefixtures("guardian")
def test_while_it_is_held_it_can_be_taken_back(survey: Survey, manager: User) -> None:
    services.publish_survey(actor=manager, survey=survey)
    assert not survey.is_open(timezone.now())
    services.undo_survey(actor=manager, survey=survey)

    assert survey.published_at is None and survey.opens_at is None
    assert Notice.objects.get(survey=survey).state == State.DRAFT


def test_what_is_out_is_closed_and_not_taken_back(survey: Survey, manager: User, guardian: Guardian) -> None:
    factories.open_survey(manager, survey)
    with pytest.raises(Conflict):
        services.undo_survey(actor=manager, survey=survey)
    with pytest.raises(Conflict):
        services.discard_survey(actor=manager, survey=survey)
    services.close_survey(actor=manager, survey=survey)

    assert not survey.is_open(timezone.now())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "title"),
        ({"closes_at": None}, "until when"),
        ({"scopes": Scopes()}, "Nobody would receive"),
        ({"introduction": "連絡は090-1234-5678まで"}, "telephone number"),
    ],
)
@pytest.mark.usefixtures("guardian")
def test_what_is_not_ready_is_not_sent(
    survey: Survey, manager: User, changes: dict[str, object], sentence: str
) -> None:
    place = {"organisation": survey.organisation, "facility": survey.facility}
    services.save_survey(actor=manager, survey=survey, **place, **changes)
    with pytest.raises(DomainError, match=sentence):
        services.publish_survey(actor=manager, survey=survey)

    survey.refresh_from_db()
    assert survey.published_at is None


@pytest.mark.usefixtures("guardian")
def test_a_survey_without_a_question_or_with_one_choice_is_not_sent(survey: Survey, manager: User) -> None:
    save(manager, survey, QuestionDraft(Kind.SINGLE, "利用しますか", choices=[ChoiceDraft("はい")]))
    with pytest.raises(DomainError, match="two choices"):
        services.publish_survey(actor=manager, survey=survey)
    save(manager, survey)
    with pytest.raises(DomainError, match="at least one question"):
        services.publish_survey(actor=manager, survey=survey)


def test_only_the_end_of_an_open_survey_moves(survey: Survey, manager: User, guardian: Guardian) -> None:
    factories.open_survey(manager, survey)
    place = {"organisation": survey.organisation, "facility": survey.facility}
    later = timezone.now() + timedelta(days=9)
    services.save_survey(actor=manager, survey=survey, closes_at=later, **place)
    with pytest.raises(Conflict):
        services.save_survey(actor=manager, survey=survey, title="ほかの題", **place)

    assert (survey.closes_at, Notice.objects.get(survey=survey).valid_until) == (later, later)


def test_a_next_round_keeps_codes_and_audience_and_names_the_first(survey: Survey, manager: User) -> None:
    second = services.copy_survey(actor=manager, survey=survey, next_round=True)
    third = services.copy_survey(actor=manager, survey=second, next_round=True)
    pattern = services.copy_survey(actor=manager, survey=survey, as_pattern=True)

    third.refresh_from_db()
    pattern.refresh_from_db()
    assert (third.repeats, third.closes_at, pattern.is_template) == (survey, None, True)
    assert drafts_of(third) == drafts_of(survey)
    assert third.notice and third.notice.scopes.count() == 1
