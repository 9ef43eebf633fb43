"""The hub: open sockets by topic, one broker subscription a process, the same text to every socket.

A message is a hint and may be lost: when the subscription comes back, pages are told to fetch again.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from typing import Any, TypeVar
from uuid import UUID

import orjson
import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from backend.sockets import BEAT_EVERY, CHANCE, MAX_AGE, Rest, Send, Socket, abort

logger = structlog.get_logger(__name__)

Frame = dict[str, Any]
Key = TypeVar("Key")

CONNECT_AGAIN = 4001
GROWN_OLD = 4002
TICKET_REFUSED = 4003

YIELD_EVERY = 100
STALLED_FOR = 5.0
RESYNC_A_SECOND = 500
RESYNC_AT_LEAST = 2.0
BROKER_SILENCE = 10.0
LONGEST_BACKOFF = 5.0


def text_frame(text: str) -> Frame:
    """The ASGI message that carries a text; one object serves every socket."""
    return {"type": "websocket.send", "text": text}


BEAT = text_frame('{"type":"live.beat"}')
RESYNC = text_frame('{"type":"live.resync"}')
DEAF = text_frame('{"type":"live.deaf"}')


class Hub:
    """The sockets of this process; runs in one event loop and knows neither people nor the database."""

    def __init__(self, broker_url: str, channel: str) -> None:
        self._broker_url = broker_url
        self._channel = channel
        self._by_topic: dict[str, set[Socket]] = defaultdict(set)
        self._by_user: dict[UUID, set[Socket]] = defaultdict(set)
        self._buckets: list[set[Socket]] = [set() for _ in range(BEAT_EVERY)]
        self._revoked: dict[UUID, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._services: list[asyncio.Task[None]] = []
        self.subscribed = asyncio.Event()
        self._lost = False

    def count(self) -> int:
        """How many sockets are open here."""
        return sum(map(len, self._buckets))

    # Coming and going

    def start(self) -> None:
        """Listen to the broker and tend the sockets; safe to call for every socket."""
        if not self._services:
            self._services = [asyncio.create_task(self._listen()), asyncio.create_task(self._tend())]

    async def stop(self) -> None:
        """End the hub's own tasks; the server closes the sockets."""
        ending = [*self._services, *self._tasks]
        self._services = []
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    def join(self, send: Send, user_id: UUID, topics: tuple[str, ...]) -> Socket:
        """Add an accepted socket; it hears its topics until `leave`."""
        self.start()
        socket = Socket(send, user_id, topics)
        for topic in socket.topics:
            self._by_topic[topic].add(socket)
        self._by_user[user_id].add(socket)
        self._buckets[socket.bucket].add(socket)
        if self._lost:
            self._push(socket, DEAF)
        return socket

    def leave(self, socket: Socket) -> None:
        """Forget a socket; forgetting twice is nothing."""
        for topic in socket.topics:
            _discard(self._by_topic, topic, socket)
        _discard(self._by_user, socket.user_id, socket)
        self._buckets[socket.bucket].discard(socket)

    def close_user(self, user_id: UUID) -> None:
        """Send this user's pages away to connect again with what they may hear now."""
        self._revoked[user_id] = time.time()
        for socket in tuple(self._by_user.get(user_id, ())):
            self._close(socket, CONNECT_AGAIN)

    def was_revoked_since(self, user_id: UUID, moment: float) -> bool:
        """Whether the user's grants changed after this time (seconds since 1970): an older ticket is void."""
        return self._revoked.get(user_id, 0.0) >= moment

    # Telling

    async def tell(self, topics: Iterable[str], text: str) -> None:
        """Send a text once to every socket that is on any of the topics."""
        await self._tell_all(self._on(topics), text_frame(text))

    def _on(self, topics: Iterable[str]) -> Collection[Socket]:
        groups = [self._by_topic[topic] for topic in topics if topic in self._by_topic]
        if len(groups) == 1:
            return tuple(groups[0])
        return set().union(*groups) if groups else ()

    async def _tell_all(self, sockets: Collection[Socket], frame: Frame) -> None:
        for count, socket in enumerate(sockets, 1):
            self._push(socket, frame)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    def _push(self, socket: Socket, frame: Frame) -> None:
        """Run `send` as far as it goes without waiting: only a socket that is not being read gets a task."""
        if socket.stalled:
            socket.missed = True
            return
        sending = socket.send(frame)
        try:
            waiting_on = sending.send(None)
        except StopIteration:
            return
        except Exception:
            self.leave(socket)
        else:
            socket.stalled = True
            self._spawn(self._unstall(socket, sending, waiting_on))

    async def _unstall(self, socket: Socket, sending: Coroutine[Any, Any, None], waiting_on: Any) -> None:
        """Wait for a slow reader a little; what he missed meanwhile is one hint to fetch again."""
        try:
            async with asyncio.timeout(STALLED_FOR):
                await Rest(sending, waiting_on)
        except Exception:
            sending.close()
            self.leave(socket)
            abort(socket.send)
            return
        socket.stalled = False
        if socket.missed:
            socket.missed = False
            self._push(socket, RESYNC)

    def _close(self, socket: Socket, code: int) -> None:
        self.leave(socket)
        if socket.stalled:
            abort(socket.send)
        else:
            self._push(socket, {"type": "websocket.close", "code": code})

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The broker

    async def _listen(self) -> None:
        """Follow the channel for ever; whatever ended it, come back after growing, jittered pauses."""
        failures = 0
        while True:
            try:
                await self._follow()
            except Exception as error:
                failures = 0 if self.subscribed.is_set() else min(failures + 1, 10)
                logger.warning("live.broker_lost", error=type(error).__name__, failures=failures)
            self.subscribed.clear()
            if not self._lost:
                self._lost = True
                await self._tell_all([socket for bucket in self._buckets for socket in bucket], DEAF)
            await asyncio.sleep(CHANCE.uniform(0.5, 1) * min(LONGEST_BACKOFF, 0.25 * 2**failures))

    async def _follow(self) -> None:
        broker = Redis.from_url(self._broker_url, socket_connect_timeout=2)
        async with broker, broker.pubsub() as sub:
            await sub.subscribe(self._channel)
            async for kind, data in _messages(sub):
                if kind == "message":
                    await self._heard(data)
                elif kind == "subscribe":
                    self.subscribed.set()
                    self._lost = False
                    self._spawn(self._resync())

    async def _heard(self, data: bytes) -> None:
        try:
            message = orjson.loads(data)
            for user_id in message.get("revoked", ()):
                self.close_user(UUID(user_id))
            if "text" in message:
                await self.tell(message["topics"], message["text"])
            if "resync" in message:
                self._spawn(self._resync())
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            logger.error("live.bad_message", error=type(error).__name__)

    async def _resync(self) -> None:
        """Ask every page to fetch again, spread so that the pages' requests do not come at once."""
        sockets = [socket for bucket in self._buckets for socket in bucket]
        CHANCE.shuffle(sockets)
        pause = max(RESYNC_AT_LEAST, len(sockets) / RESYNC_A_SECOND) / max(1, len(sockets))
        for socket in sockets:
            await asyncio.sleep(CHANCE.uniform(0, 2 * pause))
            if socket in self._buckets[socket.bucket]:
                self._push(socket, RESYNC)

    # Keeping alive

    async def _tend(self) -> None:
        """Each second one bucket of sockets gets a beat; the oldest are sent away to renew their grants."""
        second = 0
        while True:
            await asyncio.sleep(1)
            second += 1
            now = time.monotonic()
            for socket in tuple(self._buckets[second % BEAT_EVERY]):
                if now > socket.until:
                    self._close(socket, GROWN_OLD)
            await self._tell_all(tuple(self._buckets[second % BEAT_EVERY]), BEAT)
            if second % BEAT_EVERY == 0:
                self._forget_revocations(time.time() - MAX_AGE[0])

    def _forget_revocations(self, before: float) -> None:
        self._revoked = {user: at for user, at in self._revoked.items() if at > before}


async def _messages(subscription: PubSub) -> AsyncIterator[tuple[str, Any]]:
    """What the broker says, as (kind, data); a broker that answers no ping in time counts as lost."""
    pinged = False
    while True:
        message = await subscription.get_message(timeout=BROKER_SILENCE)
        if message is not None:
            pinged = False
            yield message["type"], message["data"]
        elif pinged:
            raise TimeoutError
        else:
            pinged = True
            await subscription.ping()


def _discard(index: dict[Key, set[Socket]], key: Key, socket: Socket) -> None:
    group = index.get(key)
    if group is not None:
        group.discard(socket)
        if not group:
            del index[key]
