"""What Channels offers by itself: a JSON consumer in a group of the pub/sub layer. Measured against."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

GROUP = "bench"
LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [settings.REDIS_URL], "prefix": f"bench-{os.environ.get('BENCH_PREFIX', '')}"},
    }
}
settings.CHANNEL_LAYERS = LAYERS


class StockConsumer(AsyncJsonWebsocketConsumer):
    """As the tutorial writes it."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def tell(self, event: dict[str, Any]) -> None:
        await self.send_json(event["content"])


application = ProtocolTypeRouter({"websocket": StockConsumer.as_asgi()})
