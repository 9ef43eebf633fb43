"""What an operator sees of sending: how many messages are where, and which push services are used. No person."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from backend.admin_site import OperatorAdmin
from notices.models import Delivery, Message, PushSubscription


@admin.register(Delivery, Message)
class OutboxAdmin(OperatorAdmin):
    """Of notices and of short messages: counts by channel and state; never a row, because a row is a person."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        counts = self.model._default_manager.values("channel", "state").order_by("channel", "state")
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": _("Messages by channel and state"),
            "opts": self.opts,
            "counts": counts.annotate(messages=Count("pk"), oldest=Min("due_at")),
        }
        return TemplateResponse(request, "admin/notices/delivery_counts.html", context)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied


@admin.register(PushSubscription)
class PushSubscriptionAdmin(OperatorAdmin):
    """Which push service holds a subscription and whether it still takes messages; neither whose nor its keys."""

    fields = ("service", "created_at", "died_at")
    readonly_fields = fields
    list_display: Any = ("service", "created_at", "died_at")
    list_filter = (("died_at", admin.EmptyFieldListFilter),)
    show_full_result_count = False

    @admin.display(description=_("Push service"))
    def service(self, subscription: Any) -> str:
        return urlsplit(subscription.endpoint).hostname or ""
