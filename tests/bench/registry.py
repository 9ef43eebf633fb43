"""Measures by name: a module of this package registers its own with @measure("name")."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, Literal

import tests.bench

Row = dict[str, Any]
Measure = Callable[[], Iterator[Row]]

MEASURES: dict[str, Measure] = {}
_FRAME = {"registry", "__main__"}


def measure(name: str) -> Callable[[Measure], Measure]:
    """Register a generator of rows under a name that `./run bench NAME` accepts."""

    def register(function: Measure) -> Measure:
        if name in MEASURES:
            raise ValueError(f"Two measures are called {name!r}.")
        MEASURES[name] = function
        return function

    return register


def row(
    *,
    n: int,
    measured: float,
    ceiling: float | None,
    unit: str,
    goal: float | None,
    better: Literal["lower", "higher"] = "lower",
    **more: Any,
) -> Row:
    """Write one line: the ratio to the ceiling is held against the goal, without a ceiling the value itself.

    Neither a ceiling nor a goal is needed: then the line only tells, and is ok.
    """
    ratio = round(measured / ceiling, 3) if ceiling else None
    value = ratio if ratio is not None else measured
    ok = True if goal is None else (value <= goal if better == "lower" else value >= goal)
    figures = {"measured": round(measured, 4), "ceiling": None if ceiling is None else round(ceiling, 4)}
    return {"n": n, **figures, "unit": unit, "ratio": ratio, "goal": goal, "better": better, "ok": ok, **more}


def load_all() -> None:
    """Import every module of the package, so that its measures register themselves."""
    for module in pkgutil.iter_modules(tests.bench.__path__):
        if module.name not in _FRAME and not module.name.startswith("test_"):
            importlib.import_module(f"tests.bench.{module.name}")
