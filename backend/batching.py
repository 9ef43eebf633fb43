"""Group commit: many small writes share one transaction, and nobody is answered before it has committed."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class OverloadedError(Exception):
    """More items wait than the writer can take soon; the sender keeps his and tries again."""


class Batcher(Generic[Item, Result]):
    """Collects items while the previous batch is being written; one writer at a time.

    `write` takes up to `max_rows` items and returns one result each, or raises having written none.
    An error is taken for the fault of one item, which halving finds; unless `is_outage` knows better.
    """

    def __init__(
        self,
        write: Callable[[list[Item]], Awaitable[list[Result]]],
        *,
        max_rows: int = 1_000,
        linger: float = 0.02,
        max_waiting: int = 20_000,
        is_outage: Callable[[Exception], bool] = lambda _: False,
    ) -> None:
        self._write = write
        self._max_rows = max_rows
        self._linger = linger
        self._max_waiting = max_waiting
        self._is_outage = is_outage
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._full = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._draining = False

    async def submit(self, item: Item) -> Result:
        """The writer's result for this item, after the write that holds it returned."""
        if len(self._waiting) >= self._max_waiting:
            raise OverloadedError
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if len(self._waiting) >= self._max_rows:
            self._full.set()
        if self._writer is None:
            self._writer = asyncio.create_task(self._run())
        return await future

    async def drain(self) -> None:
        """Write what waits without lingering; call before the process ends."""
        self._draining = True
        self._full.set()
        while self._writer is not None:
            await asyncio.shield(self._writer)
        self._draining = False

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                size = min(self._max_rows, len(self._waiting))
                await self._settle([self._waiting.popleft() for _ in range(size)])
        finally:
            self._writer = None

    async def _gather(self) -> None:
        """Give a batch that is not full a moment to fill."""
        if self._draining or len(self._waiting) >= self._max_rows:
            return
        self._full.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._full.wait(), self._linger)

    async def _settle(self, batch: list[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            results = await self._write([item for item, _ in batch])
            if len(results) != len(batch):
                raise RuntimeError(f"The writer answered {len(results)} of {len(batch)} items.")
        except Exception as error:
            await self._retry_in_halves(batch, error)
        else:
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)

    async def _retry_in_halves(
        self, batch: list[tuple[Item, "asyncio.Future[Result]"]], error: Exception
    ) -> None:
        """One bad item must not take its neighbours along."""
        if len(batch) == 1 or self._is_outage(error):
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        middle = len(batch) // 2
        await self._settle(batch[:middle])
        await self._settle(batch[middle:])
