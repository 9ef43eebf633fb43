"""A family looks for words in five years of its child's book, among the books of 2,000 children."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from backend.rowlevel import Visitor, inside
from contactbook.finding import wanted
from contactbook.models import Entry
from contactbook.selectors.reading import book_of, found_in
from facilities.models import Child, Enrolment, Guardian
from tests import factories
from tests.bench import world
from tests.bench.registry import Row, measure, row
from tests.owner import as_owner
from tests.plans import plans

CHILDREN = int(os.environ.get("BENCH_BOOK_CHILDREN", "2000"))
DAYS = int(os.environ.get("BENCH_BOOK_DAYS", str(5 * 240)))
ROUNDS = 15
GOAL = 300
QUERIES = {
    "a rare word": "流れ星",
    "two letters": "発熱",
    "one letter": "雪",
    "what is nowhere": "宇宙旅行",
    "a month": "2025/4",
}
ENTRIES = """
INSERT INTO contactbook_entrytemplate (id, facility_id, band, side, starts_on, items, made_at)
SELECT md5('t' || f.id || side)::uuid, f.id, 'toddler', side, date '2000-01-01',
       '[{"key": "note", "kind": "text", "label": "", "is_required": false, "options": []}]', now()
FROM facilities_facility f, unnest(array['home', 'nursery']) side;
INSERT INTO contactbook_entry (id, facility_id, classroom_id, child_id, household_id, day, side, template_id, state, cells,
                               words, version, revision, written_at, answer, published_at)
SELECT gen_random_uuid(), e.facility_id, e.classroom_id, e.child_id,
       CASE side WHEN 'home' THEN g.household_id END, %(first)s::date + n, side, md5('t' || e.facility_id || side)::uuid,
       CASE side WHEN 'home' THEN 'sent' ELSE 'published' END, jsonb_build_object('note', jsonb_build_object('v', said, 'r', 1)),
       said, 1, 1, now(), '', now()
FROM facilities_enrolment e JOIN facilities_guardian g ON g.id = (
         SELECT r.guardian_id FROM facilities_grant r WHERE r.child_id = e.child_id ORDER BY r.id LIMIT 1)
CROSS JOIN generate_series(0, %(days)s - 1) n CROSS JOIN unnest(array['home', 'nursery']) side
CROSS JOIN LATERAL (SELECT n || '日めは園庭で砂遊びをして、給食をよく食べ、お昼寝から元気に起きました。' || repeat('落ち葉を拾いました。', 4)
    || CASE WHEN n %% 97 = 0 THEN '夕方に発熱しました。' ELSE '' END || CASE WHEN n %% 611 = 5 THEN '流れ星の話をしました。' ELSE '' END
    || CASE WHEN n %% 240 = 7 THEN '雪が降りました。' ELSE '' END AS said) words
"""


@measure("book_search")
def book_search() -> Iterator[Row]:
    """Milliseconds of one search, behind the wall, as a page asks it; and the plans that read the whole table."""
    first = _fill()
    mother = Guardian.objects.order_by("pk")[0]
    user = factories.make_user()
    Guardian.objects.filter(pk=mother.pk).update(user=user)
    rows = Entry.objects.count()
    Enrolment.objects.update(starts_on=first)
    child = Child.objects.get(grants__guardian=mother)
    whole: set[str] = set()
    for name, query in QUERIES.items():
        act = _search(user, child, query)
        found, times = act(), []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            act()
            times.append((time.perf_counter() - began) * 1000)
        whole |= plans(act) & {"contactbook_entry"}
        yield row(n=rows, measured=statistics.median(times), ceiling=None, unit="ms", goal=GOAL, what=name,
                  found=len(found), load=round(os.getloadavg()[0], 1))  # fmt: skip
    yield row(n=rows, measured=len(whole), ceiling=None, unit="plans that read the whole table", goal=0)


def _search(user: User, child: Child, query: str) -> Callable[[], list[Any]]:
    asked, stays = wanted(query, timezone.localdate()), list(Enrolment.objects.filter(child=child))

    def act() -> list[Any]:
        with inside(Visitor(lambda: user.pk)):
            return found_in(book_of(Entry.objects.read_by_family(user), child, stays), asked)[0]

    return act


@as_owner()
def _fill() -> date:
    world.fill(CHILDREN)
    first = timezone.localdate() - timedelta(days=DAYS - 1)
    with world.foreign_keys_checked_at_the_end("contactbook_"), connection.cursor() as cursor:
        cursor.execute(ENTRIES, {"first": first, "days": DAYS})
    world.analyse()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contactbook_entry")
    return first
