"""The ceiling of a fan-out: one frame built once and written to every socket in a bare loop."""

import socket
import struct
import sys

import orjson


def frame(text: str) -> bytes:
    """One unmasked websocket text frame."""
    payload = text.encode()
    length = bytes([len(payload)]) if len(payload) < 126 else b"\x7e" + struct.pack("!H", len(payload))
    return b"\x81" + length + payload


def main(port: int, n: int) -> None:
    listener = socket.create_server(("127.0.0.1", port), backlog=4096)
    print('{"listening": true}', flush=True)
    sockets = [listener.accept()[0] for _ in range(n)]
    for each in sockets:
        each.setblocking(False)
    print('{"accepted": true}', flush=True)
    for line in sys.stdin.buffer:
        built = frame(orjson.loads(line)["text"])
        for each in sockets:
            each.send(built)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
