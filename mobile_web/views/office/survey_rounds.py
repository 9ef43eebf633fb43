"""Lines over rounds, as points in percent for SVG without a style of its own."""

from dataclasses import dataclass

from surveys.selectors.rounds import AnswerOverTime, QuestionOverTime

Point = tuple[float, float]
TINTS = 6


@dataclass(frozen=True)
class DrawnAnswer:
    """`pieces` are unbroken runs of points: a round that did not ask breaks the line."""

    answer: AnswerOverTime
    tint: int
    pieces: tuple[tuple[Point, ...], ...]

    @property
    def points(self) -> list[Point]:
        return [point for piece in self.pieces for point in piece]


def lines_of(question: QuestionOverTime, rounds: int) -> list[DrawnAnswer]:
    """The tint repeats after six; the table beside the lines says which is which."""
    return [
        DrawnAnswer(answer, 1 + place % TINTS, _pieces(answer, rounds))
        for place, answer in enumerate(question.answers)
    ]


def _pieces(answer: AnswerOverTime, rounds: int) -> tuple[tuple[Point, ...], ...]:
    pieces: list[tuple[Point, ...]] = []
    run: list[Point] = []
    for place, share in enumerate(answer.shares):
        if share.percent is None:
            pieces += [tuple(run)] if run else []
            run = []
        else:
            run.append((4 + 92 * place / max(1, rounds - 1), share.percent))
    return (*pieces, tuple(run)) if run else tuple(pieces)
