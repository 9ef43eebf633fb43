"""A small Stripe on this machine: Checkout sessions, refunds and idempotency keys over HTTP, and signed webhooks.

The official library talks to it as to the real one. It keeps no cards: `pay` is what a family does on the page.
"""

import hashlib
import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

SECRET = "whsec_test"


class StripeDouble:
    """`fails` are answers to give before anything is done, `drops` are connections cut after it was done."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.disputes: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[str, int, dict[str, Any]]] = {}
        self.fails: list[int] = []
        self.drops = 0
        self.calls: list[tuple[str, str]] = []
        self.bodies: list[dict[str, str]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        double = self

        class Handler(_Handler):
            stripe = double

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    # What a family does, and what time does

    def pay(self, reference: str, **changes: Any) -> None:
        """The card was taken."""
        session = self.sessions[reference]
        assert session["status"] == "open"
        intent = f"pi_{reference[3:]}"
        session |= {"status": "complete", "payment_status": "paid", "payment_intent": intent, **changes}

    def expire(self, reference: str) -> None:
        """Its hour is over."""
        self.sessions[reference]["status"] = "expired"

    def give_back(self, intent: str, amount: int) -> dict[str, Any]:
        """Somebody gives money back in Stripe's own dashboard."""
        status, made = self._refund({"payment_intent": intent, "amount": str(amount)})
        assert status == 200, made
        return made

    def dispute(self, intent: str, amount: int, due_by: int = 0) -> dict[str, Any]:
        """The card's owner disputes the payment at her bank."""
        name = f"du_{len(self.disputes) + 1}x{id(self)}"
        self.disputes[name] = {
            "id": name,
            "object": "dispute",
            "status": "needs_response",
            "amount": amount,
            "created": int(time.time()),
            "currency": "jpy",
            "charge": f"ch_{intent[3:]}",
            "payment_intent": intent,
            "evidence_details": {"due_by": due_by, "has_evidence": False, "submission_count": 0},
        }
        return self.disputes[name]

    def charge(self, intent: str) -> dict[str, Any]:
        """What `charge.refunded` is about."""
        return {"id": f"ch_{intent[3:]}", "object": "charge", "payment_intent": intent}

    def signed(self, kind: str, about: dict[str, Any], **how: Any) -> tuple[bytes, str]:
        """An event as it is sent: the body, and the header that signs it."""
        event = {"id": how.get("event", f"evt_{kind}_{about['id']}"), "object": "event", "type": kind}
        body = json.dumps(event | {"data": {"object": about}}, ensure_ascii=False).encode()
        at = int(how.get("at", time.time()))
        made = hmac.new(how.get("secret", SECRET).encode(), f"{at}.".encode() + body, hashlib.sha256)
        return body, f"t={at},v1={made.hexdigest()}"

    # What it answers

    def answer(self, method: str, path: str, form: dict[str, str], key: str) -> tuple[int, dict[str, Any]]:
        """One request; the same key is answered as before, with other parameters refused."""
        with self._lock:
            self.calls.append((method, path))
            self.bodies.append(form)
            if self.fails:
                return self.fails.pop(0), _error("api_error", "Something went wrong.")
            said = json.dumps([path, form], sort_keys=True)
            if key and key in self.answers:
                before, status, body = self.answers[key]
                if before != said:
                    return 400, _error("idempotency_error", "Keys may only be used with the same parameters.")
                return status, body
            status, body = self._act(method, path, form)
            if key:
                self.answers[key] = (said, status, json.loads(json.dumps(body)))
            return status, body

    def _act(self, method: str, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if (method, path) == ("POST", "/v1/checkout/sessions"):
            return self._open(form)
        if found := re.fullmatch(r"/v1/checkout/sessions/(\w+)(/expire)?", path):
            return self._session(found[1], closes=bool(found[2]))
        if (method, path) == ("POST", "/v1/refunds"):
            return self._refund(form)
        if method == "GET" and path in ("/v1/refunds", "/v1/disputes"):
            return 200, _list(path, self.refunds if path == "/v1/refunds" else self.disputes, form)
        return 404, _error("invalid_request_error", "Unrecognized request URL.")

    def _open(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        yen = form["line_items[0][price_data][unit_amount]"]
        if not yen.isdecimal() or int(form["expires_at"]) < time.time() + 1_800:
            return 400, _error("invalid_request_error", "A parameter is wrong.")
        name = f"cs_{len(self.sessions) + 1}x{id(self)}"
        self.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": int(yen),
            "currency": form["line_items[0][price_data][currency]"],
            "payment_intent": None,
            "url": f"{self.origin}/pay/{name}",
            "success_url": form["success_url"],
            "cancel_url": form["cancel_url"],
            "metadata": _metadata(form),
        }
        return 200, self.sessions[name]

    def _session(self, name: str, *, closes: bool) -> tuple[int, dict[str, Any]]:
        if name not in self.sessions:
            return 404, _error("invalid_request_error", "No such checkout session.")
        session = self.sessions[name]
        if closes and session["status"] != "open":
            return 400, _error("invalid_request_error", "Only open sessions can be expired.")
        if closes:
            self.expire(name)
        return 200, session

    def _refund(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        intent, amount = form["payment_intent"], int(form["amount"])
        paid = sum(one["amount_total"] for one in self.sessions.values() if one["payment_intent"] == intent)
        back = sum(
            one["amount"]
            for one in self.refunds.values()
            if one["payment_intent"] == intent and one["status"] not in ("failed", "canceled")
        )
        if amount > paid - back:
            return 400, _error(
                "invalid_request_error", "Charge has already been refunded.", "charge_already_refunded"
            )
        name = f"re_{len(self.refunds) + 1}x{id(self)}"
        self.refunds[name] = {
            "id": name,
            "object": "refund",
            "status": "succeeded",
            "amount": amount,
            "created": int(time.time()),
            "currency": "jpy",
            "charge": f"ch_{intent[3:]}",
            "payment_intent": intent,
            "metadata": _metadata(form),
        }
        return 200, self.refunds[name]


def _metadata(form: dict[str, str]) -> dict[str, str]:
    return {key[9:-1]: value for key, value in form.items() if key.startswith("metadata[")}


def _list(path: str, rows: dict[str, dict[str, Any]], asked: dict[str, str]) -> dict[str, Any]:
    """The newest first, one a page, so that whoever asks has to turn it."""
    names = list(reversed(rows))
    names = names[names.index(asked["starting_after"]) + 1 :] if "starting_after" in asked else names
    intent, since = asked.get("payment_intent"), int(asked.get("created[gte]", 0))
    found = [rows[name] for name in names]
    found = [one for one in found if one["created"] >= since and intent in (None, one["payment_intent"])]
    return {"object": "list", "url": path, "data": found[:1], "has_more": len(found) > 1}


def _error(kind: str, message: str, code: str = "") -> dict[str, Any]:
    return {"error": {"type": kind, "message": message, **({"code": code} if code else {})}}


class _Handler(BaseHTTPRequestHandler):
    stripe: StripeDouble
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

    def _answer(self, form: dict[str, str]) -> None:
        path = urlsplit(self.path)
        if path.path.startswith("/pay/"):
            return self._page(path.path[5:], parse_qs(path.query))
        key = self.headers.get("Idempotency-Key", "")
        status, body = self.stripe.answer(self.command, path.path, form, key)
        if self.stripe.drops and self.command == "POST":
            self.stripe.drops -= 1
            self.close_connection = True
            return None
        return self._send(status, json.dumps(body).encode(), "application/json")

    def _page(self, name: str, query: dict[str, list[str]]) -> None:
        """Where a family would write its card's number."""
        session = self.stripe.sessions[name]
        if "card" not in query:
            way = '<a href="?card=4242">Pay</a> <a href="?card=0002">Pay with a bad card</a>'
            said = f'<p>{session["amount_total"]}</p>{way} <a href="{session["cancel_url"]}">Back</a>'
            return self._send(200, said.encode(), "text/html; charset=utf-8")
        if query["card"] == ["0002"]:
            return self._send(402, b"Your card was declined. <a href='?'>Again</a>", "text/html")
        self.stripe.pay(name)
        self.send_response(303)
        self.send_header("Location", session["success_url"])
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""
