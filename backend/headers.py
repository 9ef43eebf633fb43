"""What browsers may load, and which powers of theirs our pages use."""

from csp.constants import NONCE, NONE, SELF

PERMISSIONS: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}


def content_security(sockets: list[str]) -> dict[str, dict[str, list[object]]]:
    """Our own files and nothing else; `sockets` are the addresses a page may hold a socket to."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF],
            "img-src": [SELF, "data:", "blob:"],
            "media-src": [SELF, "blob:"],
            "connect-src": [SELF, *sockets],
            "font-src": [SELF],
            "manifest-src": [SELF],
            "worker-src": [SELF],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
            "object-src": [NONE],
        }
    }
