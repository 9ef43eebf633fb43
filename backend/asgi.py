"""One ASGI application: pages and API by Django, sockets and receipts by the hub beside it."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

# Models are loaded from here on.
from channels.routing import ProtocolTypeRouter

from backend.consumers import RECEIPTS_PATH, make_live_application
from notices.services import record_readings

live = make_live_application(record_readings)


async def http(scope: Any, receive: Any, send: Any) -> None:
    """Receipts bypass Django's handler; everything else is a page."""
    await (live if scope["path"] == RECEIPTS_PATH else pages)(scope, receive, send)


application = ProtocolTypeRouter({"http": http, "websocket": live, "lifespan": live})
