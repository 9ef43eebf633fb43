"""Web push encryption: RFC 8291 with the aes128gcm coding of RFC 8188.

Written out because it is the larger part of the cost of a message (docs/performance.md).
"""

import base64
import hmac
import os
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ECDH = ec.ECDH()
POINT_LENGTH = 65
AUTH_LENGTH = 16
RECORD_SIZE = (4096).to_bytes(4, "big") + bytes([POINT_LENGTH])


def encrypt(payload: bytes, p256dh: bytes, auth: bytes) -> bytes:
    """The body of one message; every one has a key pair and salt of its own, as RFC 8291 §3.1 asks."""
    own = ec.generate_private_key(CURVE)
    own_point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ECDH, ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh))
    salt = os.urandom(16)
    secret = _hmac(_hmac(auth, shared), b"WebPush: info\0" + p256dh + own_point + b"\1")
    pseudo = _hmac(salt, secret)
    key = _hmac(pseudo, b"Content-Encoding: aes128gcm\0\1")[:16]
    nonce = _hmac(pseudo, b"Content-Encoding: nonce\0\1")[:12]
    return salt + RECORD_SIZE + own_point + AESGCM(key).encrypt(nonce, payload + b"\2", None)


def decode64(text: str) -> bytes:
    """Base64url with or without padding; ValueError when it is neither."""
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)


def encode64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def check_keys(p256dh: str, auth: str) -> None:
    """ValueError unless these are a point of the curve and a secret that a browser could have made."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode64(p256dh))
    if len(decode64(p256dh)) != POINT_LENGTH or len(decode64(auth)) != AUTH_LENGTH:
        raise ValueError("A key has the wrong length.")


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, sha256)
