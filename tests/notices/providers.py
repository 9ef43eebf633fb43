"""What stands outside the house: a push service and a mail server, real ones on this machine."""

import asyncio
import base64
import json
import logging
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

import http_ece
from aiohttp import web
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.models import User
from notices.models import PushSubscription

Reply = int | tuple[int, dict[str, str]]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Browser:
    """A browser that subscribed: the only one who can read what is pushed to it."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def subscription_of(self, user: User) -> PushSubscription:
        return PushSubscription.objects.create(
            user=user, endpoint=self.endpoint, p256dh=b64(point_of(self.key)), auth=b64(self.secret)
        )

    def read(self, body: bytes) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(
            http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        )
        return said


@dataclass(frozen=True)
class Pushed:
    """One request to the push service and what it answered."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int


class PushService:
    """Answers like FCM or autopush; `replies[path]` are the next answers of one endpoint, then 201 again."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.received: list[Pushed] = []
        self.delay = 0.0
        self.connections: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._runner = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        await web.SockSite(runner, listening).start()
        return runner

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.delay:
            await asyncio.sleep(self.delay)
        queued = self.replies.get(request.path, [])
        reply = queued.pop(0) if queued else 201
        status, headers = reply if isinstance(reply, tuple) else (reply, {})
        self.connections.add(str(request.transport and request.transport.get_extra_info("peername")))
        self.received.append(Pushed(request.path, dict(request.headers), body, status))
        return web.Response(status=status, headers=headers)

    def browser(self, user: User, *replies: Reply) -> Browser:
        """A browser of this person, subscribed here; its first pushes get these answers."""
        browser = Browser(f"{self.origin}/push/{len(self.replies)}")
        self.replies[f"/push/{len(self.replies)}"] = list(replies)
        browser.subscription_of(user)
        return browser

    def read(self, browser: Browser) -> list[dict[str, Any]]:
        path = browser.endpoint.removeprefix(self.origin)
        return [browser.read(pushed.body) for pushed in self.received if pushed.path == path]


def vapid_claims(authorization: str) -> tuple[dict[str, Any], bytes]:
    """The claims of a signature that holds, and the key that made it; raises when it does not hold."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    raw, point = unb64(signature), unb64(parts["k"])
    assert scheme == "vapid" and len(raw) == 64
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(unb64(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return claims, point


class MailServer:
    """An SMTP server; `replies[address]` are the next answers to RCPT, then 250 again."""

    def __init__(self, *, keep: bool = True) -> None:
        self.replies: dict[str, list[str]] = {}
        self.after_data: dict[str, list[str]] = {}
        self.received: list[EmailMessage] = []
        self.ids: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()
        self.connections = 0
        self.hang_up_after: int | None = None
        self.keep = keep

    def __enter__(self) -> Self:
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        self.connections = 0
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any
    ) -> Any:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        queued = self.replies.get(address, [])
        if queued:
            return queued.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.hang_up_after is not None:
            if self.hang_up_after == 0:
                self.hang_up_after = None
                server.transport.abort()
                return "421 going away"
            self.hang_up_after -= 1
        queued = self.after_data.get(envelope.rcpt_tos[0], [])
        if queued:
            return queued.pop(0)
        head = envelope.content.partition(b"\r\n\r\n")[0]
        self.ids[str(message_from_bytes(head)["Message-ID"])] += 1
        self.recipients.update(envelope.rcpt_tos)
        if self.keep:
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.received if address in str(mail["To"])]


def wait_until(true: Callable[[], bool], *, seconds: float, every: float = 0.1) -> None:
    """Look again and again; AssertionError when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(every)
