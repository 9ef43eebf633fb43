"""Who sends a push: the VAPID signature (RFC 8292) that every push service checks."""

import time
from functools import lru_cache

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from notices.delivery.encryption import CURVE, decode64, encode64

SIGNED_FOR = 6 * 3600


def authorization(origin: str) -> str:
    """The Authorization header for a push service; signed once an origin and six hours (allowed are 24)."""
    period = int(time.time()) // SIGNED_FOR
    return _authorization(origin, period, settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT)


@lru_cache(maxsize=256)
def _authorization(origin: str, period: int, private_key: str, subject: str) -> str:
    claims = {"aud": origin, "exp": (period + 2) * SIGNED_FOR, "sub": subject}
    head = encode64(orjson.dumps({"typ": "JWT", "alg": "ES256"}))
    signed = f"{head}.{encode64(orjson.dumps(claims))}"
    r, s = decode_dss_signature(_private_key(private_key).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encode64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={_public_key(private_key)}"


def public_key() -> str:
    """What a browser needs to subscribe (applicationServerKey), base64url."""
    return _public_key(settings.VAPID_PRIVATE_KEY)


@lru_cache(maxsize=2)
def _private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode64(text), "big"), CURVE)


@lru_cache(maxsize=2)
def _public_key(text: str) -> str:
    point = _private_key(text).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encode64(point)
