"""A survey of 20,000 answers to 30 questions: the page of its results, its crossed table, beside the bare count."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from facilities.models import Facility
from surveys.models import Choice, Kind, Question, Survey, Unit
from surveys.selectors.results import Results
from tests.bench import world
from tests.bench.asked import asked_everybody
from tests.bench.pages import _client
from tests.bench.registry import Row, measure, row
from tests.bench.wires import cpu_seconds
from tests.owner import as_owner

ANSWERS = int(os.environ.get("BENCH_SURVEY_ANSWERS", "20000"))
GOAL_MS = 500.0
ROUNDS = 9
KINDS = (
    *[(Kind.SINGLE, 5)] * 12, *[(Kind.MULTIPLE, 6)] * 6, *[(Kind.YES_NO, 2)] * 4, *[(Kind.SCALE, 5)] * 3,
    *[(Kind.NUMBER, 0)] * 3, (Kind.DATE, 0), (Kind.LONG, 0),
)  # fmt: skip
RESPONSES = """
INSERT INTO surveys_participation (id, survey_id, facility_id, household_id, answered_by_id, answered_at, via, version)
SELECT md5('p' || n)::uuid, %(survey)s, e.facility_id, md5('h' || n)::uuid, %(user)s, now(), 'app', 0
FROM generate_series(1, %(n)s) n JOIN facilities_enrolment e ON e.id = md5('e' || n)::uuid;
INSERT INTO surveys_response (id, survey_id, participation_id, facility_id, classroom_id, age, children,
    language, via, is_counted)
SELECT md5('v' || n)::uuid, %(survey)s, md5('p' || n)::uuid, e.facility_id, e.classroom_id, n %% 6, 1 + n %% 3,
       'ja', 'app', true
FROM generate_series(1, %(n)s) n JOIN facilities_enrolment e ON e.id = md5('e' || n)::uuid;
"""
# One in twenty leaves a question empty; of several choices people take about two.
CHOSEN = """
INSERT INTO surveys_answer (response_id, question_id, choice_id, text, is_skipped)
SELECT md5('v' || n)::uuid, q.id, c.id, '', false
FROM generate_series(1, %(n)s) n CROSS JOIN surveys_question q
JOIN LATERAL (SELECT ('x' || substr(md5(n || q.code), 1, 6))::bit(24)::int AS dice) d ON d.dice %% 20 > 0
JOIN (SELECT *, row_number() OVER (PARTITION BY question_id ORDER BY code) - 1 AS place,
             count(*) OVER (PARTITION BY question_id) AS choices FROM surveys_choice) c ON c.question_id = q.id
WHERE q.survey_id = %(survey)s
  AND (c.place = d.dice %% c.choices OR q.kind = 'multiple' AND c.place = (d.dice / 64) %% c.choices);
INSERT INTO surveys_answer (response_id, question_id, number, day, text, is_skipped)
SELECT md5('v' || n)::uuid, q.id, CASE WHEN q.kind = 'number' THEN n %% 40 END,
       CASE WHEN q.kind = 'date' THEN date '2027-01-01' + n %% 90 END,
       CASE WHEN q.kind = 'long' THEN '園庭をもっと使いたいです。' || n ELSE '' END, false
FROM generate_series(1, %(n)s) n JOIN surveys_question q ON q.kind IN ('number', 'date', 'long')
WHERE q.survey_id = %(survey)s
"""
BARE = """
SELECT question_id, choice_id, count(*) FROM surveys_answer a JOIN surveys_response r ON r.id = a.response_id
WHERE r.survey_id = %s GROUP BY 1, 2
"""
BARE_PAIR = """
SELECT x.choice_id, y.choice_id, count(*) FROM surveys_response r
JOIN surveys_answer x ON x.response_id = r.id AND x.question_id = %s
JOIN surveys_answer y ON y.response_id = r.id AND y.question_id = %s WHERE r.survey_id = %s GROUP BY 1, 2
"""


@measure("survey_results")
def survey_results() -> Iterator[Row]:
    """Wall milliseconds, medians: the whole page by its address, the table alone, the selectors by themselves."""
    survey, client = _fill()
    first, second = survey.questions.order_by("position").values_list("pk", flat=True)[:2]
    page, table = (
        reverse(f"office_survey_{name}", args=[survey.pk]) for name in ("results", "results_table")
    )
    place, nameless = Facility.objects.in_order()[0].pk, Survey.objects.get(pk=survey.pk)
    nameless.is_anonymous = True
    bare, bare_pair = (
        _ms(lambda: _sql(BARE, [survey.pk])),
        _ms(lambda: _sql(BARE_PAIR, [first, second, survey.pk])),
    )
    acts: dict[str, tuple[Callable[[], object], float]] = {
        "the page of all results with its crossed table": (lambda: _get(client, page), bare),
        "the crossed table of two questions": (
            lambda: _get(client, f"{table}?rows=q1&columns=q2"),
            bare_pair,
        ),
        "the crossed table of a question and the facility": (
            lambda: _get(client, f"{table}?rows=q1&columns=@facility"),
            bare_pair,
        ),
        "the page narrowed to a facility": (lambda: _get(client, f"{page}?facility={place}"), bare),
        "counting every question of an anonymous survey that is open": (
            lambda: Results(nameless).by_question,
            bare,
        ),
        "counting every question": (lambda: Results(survey).by_question, bare),
        "crossing two questions": (lambda: Results(survey).cross("q1", "q2"), bare_pair),
    }
    for what, (act, floor) in acts.items():
        spent = _cpu()
        wall = _ms(act)
        web, database = (
            (after - before) * 1000 / (ROUNDS + 1) for before, after in zip(spent, _cpu(), strict=True)
        )
        yield row(n=ANSWERS, measured=wall, ceiling=None, unit="ms", goal=GOAL_MS, what=what,
                  cpu_ms=round(web), database_cpu_ms=round(database), bare_count_ms=round(floor, 1),
                  load=round(os.getloadavg()[0], 1))  # fmt: skip


def _cpu() -> tuple[float, float]:
    """Seconds of this process and of its PostgreSQL process; not those of parallel workers, which come and go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
    return time.process_time(), cpu_seconds(server)


def _ms(act: Callable[[], object]) -> float:
    act()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _get(client: object, address: str) -> None:
    answer = client.get(address)  # type: ignore[attr-defined] # the test client
    assert answer.status_code == 200, answer.status_code


def _sql(statement: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.fetchall()


@as_owner()
def _fill() -> tuple[Survey, object]:
    organisation, user = world.fill(ANSWERS)
    now = timezone.now()
    survey = Survey.objects.create(
        organisation=organisation, author=user, title="利用者調査", unit=Unit.HOUSEHOLD,
        notice=asked_everybody(organisation),
        published_at=now - timedelta(days=3), opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=3),
    )  # fmt: skip
    for number, (kind, choices) in enumerate(KINDS, start=1):
        question = Question.objects.create(
            survey=survey, position=number, code=f"q{number}", kind=kind, text=f"設問{number}"
        )
        Choice.objects.bulk_create(
            Choice(question=question, position=code, code=code, text=f"選択肢{code}")
            for code in range(1, choices + 1)
        )
    values = {"survey": survey.pk, "user": user.pk, "n": ANSWERS}
    with world.foreign_keys_checked_at_the_end("surveys_"), connection.cursor() as cursor:
        cursor.execute(RESPONSES, values)
        cursor.execute(CHOSEN, values)
    world.analyse()
    return survey, _client(user)
