"""How writes of several tablets come together in one entry. Pure, and the same in whatever order they arrive.

A cell is {"v": value, "r": revision, "s": session that wrote it}. Who saw the newest revision writes over it. Who did
not see it changes only a cell that means the same; otherwise her value is kept beside it until a person has settled
the two. A session goes on in its own cell, however late the answers to its writes arrive, and what of it was kept
beside goes on beside: its next words show its own text with more at the end, not that somebody has read the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Cells = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class CellWrite:
    """What a page wants in a cell: `base` is the revision it saw (0: none), `sequence` counts up in its session.

    A suggestion is what a page filled in by itself and nobody touched: it yields to whatever stands there.
    """

    path: str
    value: Any
    base: int = 0
    sequence: int = 0
    is_suggestion: bool = False


def value_at(cells: Mapping[str, Mapping[str, Any]], path: str) -> Any:
    """What stands in a cell, None where nothing does."""
    return cells.get(path, {}).get("v")


def may_write(
    cells: Mapping[str, Mapping[str, Any]], write: CellWrite, session: UUID, *, is_beside: bool = False
) -> bool:
    """Does this write go into its cell, or is it kept beside it? `is_beside`: a text of this session waits there."""
    cell = cells.get(write.path)
    if cell is None or cell["v"] is None or cell["v"] == write.value:
        return True
    return not is_beside and (cell["r"] <= write.base or cell.get("s") == str(session))


def written(cells: Cells, write: CellWrite, session: UUID, revision: int) -> Cells:
    """The cells with this write. What was erased leaves an empty cell, by which a late write is known as late."""
    return {**cells, write.path: {"v": write.value, "r": revision, "s": str(session)}}
