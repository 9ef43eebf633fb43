"""A search stays in one child's book however many there are."""

from datetime import date

import pytest
from django.db import connection

from accounts.models import User
from contactbook.finding import wanted
from contactbook.models import Entry
from contactbook.selectors.reading import book_of, found_in, month_of_book
from facilities.models import Child, Classroom, Guardian
from tests import factories
from tests.contactbook.pages import page_of, write
from tests.plans import plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MANY = """
INSERT INTO contactbook_entry (id, facility_id, classroom_id, child_id, day, side, template_id, state, cells, words,
                               version, revision, written_at, answer, published_at)
SELECT gen_random_uuid(), e.facility_id, e.classroom_id, k.id, date '2022-04-01' + n, 'nursery', e.template_id,
       'published', e.cells, n || '日めは園庭で遊びました。給食をよく食べました。', 1, 1, now(), '', now()
FROM contactbook_entry e, facilities_child k, generate_series(1, 400) n
"""


def test_words_and_months_are_read_by_the_childs_own_index(
    teacher: User, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    for _n in range(19):
        factories.make_child(classroom)
    write(teacher, page_of(child), note="きょう")
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute("ANALYZE contactbook_entry")
    assert guardian.user is not None
    stays = list(child.enrolments.all())
    book = book_of(Entry.objects.read_by_family(guardian.user), child, stays)

    for query in ("園庭", "庭", "どこにもない", "2022/5"):
        assert "contactbook_entry" not in plans(
            lambda query=query: found_in(book, wanted(query, date(2026, 11, 25)))
        )
    assert "contactbook_entry" not in plans(lambda: month_of_book(book, date(2022, 5, 1)))
    assert len(found_in(book, wanted("園庭", date(2026, 11, 25)))[0]) == 30
