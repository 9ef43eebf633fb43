"""The sender that most projects have, to compare with: a task for each guardian, and the push library."""

import json
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from pywebpush import webpush

from backend.celery import app
from notices.models import Delivery, PushSubscription


@app.task(name="bench.send_one", ignore_result=True)  # type: ignore[untyped-decorator]
def send_one(notice_id: str, guardian_id: str) -> None:
    mine = Delivery.objects.filter(
        notice_id=UUID(notice_id), guardian_id=UUID(guardian_id), channel="push", round=0
    )
    row = mine.select_related("notice", "guardian").get()
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
    mine.update(state="handed_over", settled_at=timezone.now())
