"""The delivery of one guardian."""

from facilities.models import Guardian
from notices.models import Channel, Delivery


def push_to(guardian: Guardian) -> Delivery:
    return Delivery.objects.get(guardian=guardian, channel=Channel.PUSH)
