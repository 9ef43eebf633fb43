"""Answers without a name: they stand for good, and nothing leads from them to whoever gave them."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Classroom, Facility, Guardian, Household
from surveys.models import Answer, Participation, Response, Survey, Via
from surveys.selectors.counting import Narrowed, count_by
from surveys.services import save_answer_draft, submit_answers
from tests import factories
from tests.surveys.asking import make_asking
from tests.surveys.test_answering import NO, YES, answer, home, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def nameless(manager: User, facility: Facility, guardian: Guardian, co_guardian: Guardian) -> Survey:
    return make_asking(manager, facility, is_anonymous=True, may_edit=False)


def test_an_anonymous_answer_stands_and_the_other_parent_learns_who_gave_it(
    nameless: Survey, guardian: Guardian, co_guardian: Guardian
) -> None:
    answer(guardian, nameless, YES)

    with pytest.raises(Conflict, match=guardian.name):
        answer(co_guardian, nameless, NO)

    assert Response.objects.count() == 1


def test_what_is_answered_without_a_name_is_never_kept_as_a_draft(
    nameless: Survey, guardian: Guardian
) -> None:
    with pytest.raises(DomainError, match="device only"):
        save_answer_draft(actor=user_of(guardian), survey=nameless, child=None, answers=YES)


def dump() -> dict[str, list[str]]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def test_nothing_in_the_database_leads_from_an_anonymous_answer_to_the_family(
    nameless: Survey, guardian: Guardian, household: Household
) -> None:
    before = dump()
    row = answer(guardian, nameless, NO)
    new = {table: sorted(set(lines) - set(before[table])) for table, lines in dump().items()}
    moved = {table: lines for table, lines in new.items() if lines}

    assert set(moved) == {
        "notices_recipient", "surveys_answer", "surveys_participation", "surveys_response", "surveys_survey",
    }  # fmt: skip
    response = Response.objects.get()
    names = {str(x) for x in (row.pk, household.pk, guardian.pk, guardian.user_id)}
    for table in ("surveys_answer", "surveys_response"):
        assert not [name for name in names for line in moved[table] if name in line]
    for table in set(moved) - {"surveys_answer", "surveys_response"}:
        assert not [line for line in moved[table] if str(response.pk) in line or "旅行" in line]
    assert response.pk.version == 4
    assert (response.language, response.via, response.participation) == ("", Via.APP, None)
    assert row.answered_at.isoformat(" ", "seconds")[:19] not in "".join(moved["surveys_response"])


def test_keys_of_anonymous_answers_stand_in_no_order_of_time(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    guardians = [factories.make_guardian(factories.make_child(classroom)) for _n in range(8)]
    survey = make_asking(manager, facility, is_anonymous=True, may_edit=False)
    order: list[UUID] = []
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False) as clock:
        for guardian in guardians:
            answer(guardian, survey, YES)
            clock.shift(60)
            order.append(Response.objects.exclude(pk__in=order).get().pk)

    answers = [min(Answer.objects.filter(response=pk).values_list("pk", flat=True)) for pk in order]
    assert order != sorted(order)
    assert answers != sorted(answers)
    assert [row.pk for row in Participation.objects.order_by("answered_at")] == sorted(
        Participation.objects.values_list("pk", flat=True)
    )


def test_paper_of_an_anonymous_survey_is_not_marked_on_the_answer(
    nameless: Survey, keeper: User, guardian: Guardian
) -> None:
    row = submit_answers(actor=keeper, survey=nameless, unit=home(guardian), answers=YES, via=Via.PAPER)

    assert row.via == Via.PAPER
    assert Response.objects.get().via == Via.APP


def test_results_move_by_ten_answers_at_once_so_that_none_stands_beside_who_just_gave_it(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    homes = [factories.make_guardian(factories.make_child(classroom)) for _ in range(11)]
    nameless = make_asking(manager, facility, is_anonymous=True, may_edit=False)
    counted = []

    for one in homes:
        answer(one, nameless, YES)
        counted.append(sum(count_by(Narrowed(nameless, {}), "@facility").values()))

    assert counted == [0] * 9 + [10, 10]
    nameless.closes_at = timezone.now()
    assert sum(count_by(Narrowed(nameless, {}), "@facility").values()) == 11
