"""Whatever several pages write, in whatever order it arrives: no text is lost that somebody has not read."""

from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from contactbook.merge import Cells, CellWrite, may_write, value_at, written

SESSIONS = tuple(UUID(int=n) for n in (1, 2, 3))
STEPS = st.lists(
    st.tuples(st.sampled_from(SESSIONS), st.integers(0, 4), st.integers(0, 12)), min_size=1, max_size=12
)


@dataclass
class Book:
    """One cell, and what waits beside it by session: as the service keeps them."""

    cells: Cells = field(default_factory=dict)
    beside: dict[UUID, str] = field(default_factory=dict)
    revision: int = 0

    def take(self, session: UUID, value: str, base: int) -> None:
        write = CellWrite("note", value, base)
        if may_write(self.cells, write, session, is_beside=session in self.beside):
            self.beside.pop(session, None)
            if self.now != value:
                self.revision += 1
                self.cells = written(self.cells, write, session, self.revision)
        else:
            self.beside[session] = value

    @property
    def now(self) -> str | None:
        found: str | None = value_at(self.cells, "note")
        return found

    @property
    def writer(self) -> str:
        return str(self.cells.get("note", {}).get("s", ""))


@settings(deadline=None)
@given(STEPS)
def test_a_text_gives_way_only_to_its_own_writer_or_to_who_has_seen_it(
    steps: list[tuple[UUID, int, int]],
) -> None:
    book = Book()
    for number, (session, word, base) in enumerate(steps):
        before, writer, at = book.now, book.writer, book.revision
        waited = session in book.beside
        book.take(session, f"{word}", base)
        if book.now != before and before is not None:
            assert writer == str(session) or (base >= at and not waited), number


@settings(deadline=None)
@given(STEPS)
def test_the_last_word_of_every_page_stands_waits_or_was_seen_by_who_wrote_over_it(
    steps: list[tuple[UUID, int, int]],
) -> None:
    book = Book()
    for session, word, base in steps:
        book.take(session, f"{word}", base)
        assert f"{word}" in (book.now, book.beside.get(session))


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_two_pages_that_never_see_each_other_keep_both_texts_in_any_order(order: list[int]) -> None:
    one, other = SESSIONS[:2]
    said = {one: "", other: ""}
    book, newest = Book(), {one: -1, other: -1}
    for number in order:
        session = one if number % 2 else other
        if number < newest[session]:
            continue  # an older word that arrives late is dropped by its number
        newest[session] = number
        said[session] = f"{session.int} {number}"
        book.take(session, said[session], 0)

    assert {book.now, *book.beside.values()} == set(said.values())
