"""The sender that most projects have, to compare with: a task for each guardian, and the push library."""

import json

from django.conf import settings
from django.utils import timezone
from pywebpush import webpush

from backend.celery import app
from notices.models import Delivery, PushSubscription


@app.task(name="bench.send_one", ignore_result=True)  # type: ignore[untyped-decorator]
def send_one(delivery_id: int) -> None:
    row = Delivery.objects.select_related("notice", "guardian").get(pk=delivery_id)
    said = {"title": row.notice.title, "body": row.notice.body, "url": f"/notices/{row.notice_id}/"}
    for browser in PushSubscription.objects.filter(user=row.guardian.user_id, died_at__isnull=True):
        webpush(
            {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
            data=json.dumps(said),
            vapid_private_key=settings.VAPID_PRIVATE_KEY,
            vapid_claims={"sub": settings.VAPID_SUBJECT},
            ttl=3600,
            timeout=10,
        )
    row.state, row.settled_at = "handed_over", timezone.now()
    row.save(update_fields=["state", "settled_at"])
