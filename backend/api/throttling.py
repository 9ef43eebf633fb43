"""A brake on programs that run wild; the proxy in front guards against attackers."""

import time
from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView

A_MINUTE = 60
REQUESTS_A_MINUTE = 600


class PersonThrottle(BaseThrottle):
    """So many requests a person and minute, counted by each process alone: it costs neither query nor broker."""

    minute = 0
    counts: Counter[UUID] = Counter()

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return True
        this_minute = int(time.time()) // A_MINUTE
        if this_minute != PersonThrottle.minute:
            PersonThrottle.minute, PersonThrottle.counts = this_minute, Counter()
        PersonThrottle.counts[request.user.pk] += 1
        return PersonThrottle.counts[request.user.pk] <= REQUESTS_A_MINUTE

    def wait(self) -> float:
        return A_MINUTE - time.time() % A_MINUTE
