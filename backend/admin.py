"""What an operator sees of the frame itself."""

from typing import Any

from django.contrib import admin

from backend.admin_site import OperatorAdmin
from backend.models import Heartbeat


@admin.register(Heartbeat)
class HeartbeatAdmin(OperatorAdmin):
    """When each worker was last alive."""

    list_display: Any = ("name", "at")
