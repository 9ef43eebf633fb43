"""A push service that says 201 to everything, after DELAY seconds if asked; prints its port."""

import asyncio
import sys

DELAY = float(sys.argv[1]) if __name__ == "__main__" and sys.argv[1:] else 0.0
ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Sink(asyncio.Protocol):
    """Reads requests with a Content-Length, one after another on a kept connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.rest = b""

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while (end := self.rest.find(b"\r\n\r\n")) >= 0:
            length = int(self.rest[:end].lower().split(b"content-length:")[1].split(b"\r\n")[0])
            if len(self.rest) < end + 4 + length:
                return
            self.rest = self.rest[end + 4 + length :]
            if DELAY:
                asyncio.get_running_loop().call_later(DELAY, self.answer)
            else:
                self.answer()

    def answer(self) -> None:
        self.transport.write(ANSWER)  # type: ignore[attr-defined]


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
