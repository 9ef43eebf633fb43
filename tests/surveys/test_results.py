"""What is read out of answers, with names and without."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from accounts.models import User
from backend.errors import DomainError
from backend.rowlevel import Visitor, inside
from facilities.models import Classroom, Facility, Role, StaffMember
from surveys.models import Kind, Response, Survey, SurveyViewer
from surveys.selectors.results import Results
from surveys.selectors.rounds import rounds_of
from surveys.selectors.texts import texts_of
from tests import factories
from tests.surveys.answers import SKIPPED, Voice, answer, make_asked

DAYS = {"text": "保育が必要な日数", "choices": ["必要ない", "1〜2日", "3〜4日"]}
WORK = {"text": "保護者のお仕事", "choices": ["会社・役所", "医療・介護"]}
PLACE = {
    "text": "預けたい場所", "kind": Kind.MULTIPLE, "choices": ["いつもの園", "近くの園"],
    "shown_when": "q1", "shown_choices": [2, 3],
}  # fmt: skip
HOURS = {"text": "希望する時間", "kind": Kind.NUMBER}
START = {"text": "はじめの日", "kind": Kind.DATE}
NOTE = {"text": "ご要望", "kind": Kind.LONG}
ALL = (DAYS, WORK, PLACE, HOURS, START, NOTE)


def voices(facility: Facility, classroom: Classroom, many: int = 3) -> Iterator[Voice]:
    """Every pair of days and work `many` times; who needs no day is led past the place."""
    for days, work, turn in product((1, 2, 3), (1, 2), range(many)):
        said = {"q1": days, "q2": work, "q3": SKIPPED if days == 1 else [1, 2] if turn else [1]}
        if work == 2:
            said |= {"q4": Decimal(turn), "q5": date(2026, 12, 29 + turn % 3), "q6": f"要望 {days} {turn}"}
        yield Voice(said, facility, classroom, age=classroom.age)


@pytest.fixture
def named(manager: User, facility: Facility, classroom: Classroom) -> Survey:
    survey = make_asked(manager, facility, ALL)
    answer(survey, voices(facility, classroom))
    return survey


@pytest.fixture
def anonymous(manager: User, facility: Facility, classroom: Classroom) -> Survey:
    survey = make_asked(manager, facility, ALL, is_anonymous=True)
    answer(survey, voices(facility, classroom, 6))
    return survey


def test_choices_are_counted_with_those_who_did_not_answer_and_were_not_asked(named: Survey) -> None:
    found = {one.question.code: one for one in Results(named).by_question}

    assert [(one.label, one.count) for one in found["q1"].axis.groups] == [
        ("必要ない", 6), ("1〜2日", 6), ("3〜4日", 6),
    ]  # fmt: skip
    assert {one.key: one.count for one in found["q3"].axis.apart} == {"skipped": 6}
    assert [one.count for one in found["q3"].axis.answers] == [12, 8]
    assert found["q3"].asked == 12
    assert {one.key: one.count for one in found["q6"].axis.groups} == {"given": 9, "none": 9}


def test_skipped_count_as_unanswered_where_the_survey_says_so(named: Survey) -> None:
    Survey.objects.filter(pk=named.pk).update(skipped_are_unanswered=True)
    named.refresh_from_db()

    place = Results(named).by_question[2].axis

    assert {one.key: one.count for one in place.apart} == {"none": 6}
    assert place.base == 18


def test_numbers_have_a_mean_and_a_middle(named: Survey) -> None:
    hours = Results(named).by_question[3]

    assert hours.summary is not None
    assert (hours.summary.mean, hours.summary.median, hours.summary.low, hours.summary.high) == (1, 1, 0, 2)
    assert [(one.label, one.count) for one in hours.axis.answers] == [("0", 3), ("1", 3), ("2", 3)]


def test_two_questions_are_crossed(named: Survey) -> None:
    cross = Results(named).cross("q2", "q1")

    assert cross is not None
    assert [[cell.count for cell in line.cells] for line in cross.lines] == [[3, 3, 3], [3, 3, 3]]
    assert cross.foot.total == 18


def test_a_question_is_crossed_with_what_is_known_of_the_family(
    named: Survey, facility: Facility, other_classroom: Classroom
) -> None:
    answer(named, [Voice({"q1": 1}, facility, other_classroom, age=3)] * 2)

    cross = Results(named).cross("@class", "q1")

    assert cross is not None
    assert [(line.label, [cell.count for cell in line.cells]) for line in cross.lines] == [
        ("うさぎ組", [6, 6, 6]), ("きりん組", [2, 0, 0]),
    ]  # fmt: skip


def test_named_answers_are_narrowed_to_a_class(
    named: Survey, facility: Facility, other_classroom: Classroom
) -> None:
    answer(named, [Voice({"q1": 1}, facility, other_classroom)] * 2)

    narrowed = Results(named, {"@class": str(other_classroom.pk)})

    assert narrowed.whole == 2
    assert [one.count for one in narrowed.by_question[0].axis.answers] == [2, 0, 0]


@pytest.mark.parametrize(
    ("rows", "columns"), [("q1", "q1"), ("q6", "q1"), ("@nothing", "q1"), ("q1", "'; --")]
)
def test_what_cannot_be_crossed_is_no_table(named: Survey, rows: str, columns: str) -> None:
    assert Results(named).cross(rows, columns) is None


def test_anonymous_answers_are_never_narrowed(anonymous: Survey, classroom: Classroom) -> None:
    with pytest.raises(DomainError):
        Results(anonymous, {"@class": str(classroom.pk)})


def test_three_anonymous_answers_are_hidden_whole(manager: User, facility: Facility) -> None:
    survey = make_asked(manager, facility, ALL, is_anonymous=True)
    answer(survey, [Voice({"q1": 1, "q6": "うちの子のこと"}, facility)] * 3)
    results = Results(survey)

    assert results.is_too_few
    assert all(one.is_hidden for one in results.by_question if one.axis.answers)
    assert texts_of(results.narrowed, results.questions[5]).shown == ()


def test_anonymous_answers_that_wait_for_ten_move_nothing(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    late = {"text": "何時まで", "kind": Kind.NUMBER, "shown_when": "q1", "shown_choices": [2, 3]}
    survey = make_asked(manager, facility, (*ALL, late), is_anonymous=True)
    past = [Voice({"q1": 1, "q7": SKIPPED}, facility)] * 6
    answer(survey, [*voices(facility, classroom, 6), *past, *[Voice({"q1": 2, "q7": 19}, facility)] * 6])
    before = [(one.axis, one.summary) for one in Results(survey).by_question]

    said = {"q1": 2, "q2": 1, "q3": [1, 2], "q4": Decimal(77), "q5": date(2027, 2, 1), "q6": "あと", "q7": 21}
    waiting = answer(
        survey, [Voice(said, facility), Voice({"q1": 1, "q3": SKIPPED, "q7": SKIPPED}, facility)]
    )
    Response.objects.filter(pk__in=[row.pk for row in waiting]).update(is_counted=False)

    assert [(one.axis, one.summary) for one in Results(survey).by_question] == before


def test_an_anonymous_number_tells_no_single_answer(anonymous: Survey) -> None:
    summary = Results(anonymous).by_question[3].summary

    assert summary is not None
    assert (summary.median, summary.low, summary.high) == (None, None, None)


def test_anonymous_follow_ups_are_counted_of_whom_the_branch_led_there_but_not_crossed(
    anonymous: Survey,
) -> None:
    results = Results(anonymous)

    assert results.by_question[2].asked == 24
    assert "q3" not in {one.key for one in results.crossable()}


def test_a_follow_up_of_a_hidden_answer_tells_nothing(manager: User, facility: Facility) -> None:
    survey = make_asked(manager, facility, ALL, is_anonymous=True)
    few = [Voice({"q1": 2, "q3": [1]}, facility)] * 3
    answer(
        survey,
        [
            *few,
            *[Voice({"q1": 1, "q3": SKIPPED}, facility)] * 20,
            *[Voice({"q1": 3, "q3": [1]}, facility)] * 9,
        ],
    )

    place = Results(survey).by_question[2]

    assert place.is_hidden
    assert place.axis.groups[-1].is_hidden


def test_every_cell_of_an_anonymous_table_is_of_five_or_hidden(anonymous: Survey) -> None:
    results = Results(anonymous)
    for rows, columns in product([one.key for one in results.crossable()], repeat=2):
        cross = results.cross(rows, columns)
        for line in cross.lines if cross else ():
            assert all(cell.count is None or cell.count >= 5 for cell in line.cells)


def test_class_and_age_are_not_both_offered_without_names(anonymous: Survey, named: Survey) -> None:
    assert {"@class", "@age"} - {one.key for one in Results(anonymous).crossable()} == {"@age"}
    assert {"@class", "@age"} <= {one.key for one in Results(named).crossable()}


def test_texts_are_found_in_an_order_that_tells_nothing(anonymous: Survey) -> None:
    results = Results(anonymous)
    note = results.questions[5]

    assert texts_of(results.narrowed, note, "3").found == 8
    shown = texts_of(results.narrowed, note).shown
    assert shown == texts_of(results.narrowed, note).shown
    assert list(shown) != sorted(shown)


def test_a_listed_member_of_another_place_counts_everybody(
    office: User, other_facility: Facility, facility: Facility
) -> None:
    survey = make_asked(office, None, [DAYS], organisation=facility.organisation)
    answer(survey, [Voice({"q1": 1}, facility)] * 4 + [Voice({"q1": 2}, other_facility)] * 3)
    listed = factories.make_staff(Role.TEACHER, other_facility)
    SurveyViewer.objects.create(survey=survey, member=StaffMember.objects.get(user=listed))

    with inside(Visitor(lambda: listed.pk)):
        seen = Survey.objects.visible_to(listed).get(pk=survey.pk)
        assert Results(seen).whole == 7


def test_rounds_are_held_side_by_side_by_codes(manager: User, facility: Facility, named: Survey) -> None:
    later = make_asked(
        manager, facility, [{**DAYS, "choices": ["いらない", "1〜2日", "3〜4日"]}], repeats=named
    )
    answer(later, [Voice({"q1": 1}, facility)] * 3 + [Voice({"q1": 2}, facility)])

    found = rounds_of(later, manager)

    assert [one.survey for one in found.rounds] == [named, later]
    assert [one.text for one in found.questions] == ["保育が必要な日数"]
    first = found.questions[0].answers[0]
    assert first.label == "いらない"
    assert [round(share.percent or 0) for share in first.shares] == [33, 75]
