"""Several people doing one thing at the same moment, each on a connection of her own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def together(*acts: Callable[[], Result]) -> list[Result | Exception]:
    """Run the acts as simultaneously as threads can; an exception is a result like any other."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result | Exception:
        try:
            gate.wait(timeout=10)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
