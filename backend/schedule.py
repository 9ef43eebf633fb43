"""Work outside requests: its queues, which task waits in which, and what beat wakes when."""

from typing import Any

from celery.schedules import crontab
from kombu.entity import Queue

# Sending may take long; publishing must never wait behind it. A worker without -Q serves both.
QUEUES = [Queue("work"), Queue("delivery")]  # type: ignore[no-untyped-call] # kombu has no types
ROUTES = {
    f"notices.tasks.{name}": "delivery"
    for name in ("deliver", "sweep_deliveries", "deliver_messages", "sweep_messages")
}
BEAT: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "backend.tasks.heartbeat", "schedule": 15},
    "release-due-notices": {"task": "notices.tasks.release_due_notices", "schedule": 5},
    "deliver": {"task": "notices.tasks.sweep_deliveries", "schedule": 10, "options": {"expires": 10}},
    "messages": {"task": "notices.tasks.sweep_messages", "schedule": 10, "options": {"expires": 10}},
    "watch": {"task": "attendance.tasks.watch", "schedule": 30, "options": {"expires": 30}},
    "publish-entries": {
        "task": "contactbook.tasks.publish_due",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "resume-books": {"task": "contactbook.tasks.resume_books", "schedule": 60, "options": {"expires": 60}},
    "remove-books": {"task": "contactbook.tasks.remove_expired_books", "schedule": crontab(hour=4, minute=0)},
    "remind-unread": {"task": "notices.tasks.remind_unread", "schedule": 60},
    "remind-of-surveys": {"task": "surveys.tasks.remind_due", "schedule": 60, "options": {"expires": 60}},
    "remind-of-meetings": {
        "task": "surveys.tasks.remind_of_meetings",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "remind-of-sales": {"task": "photos.tasks.remind_of_sales", "schedule": 300, "options": {"expires": 300}},
    "scrub-photos": {"task": "photos.tasks.scrub_photos", "schedule": crontab(hour=2, minute=40)},
    "sweep-photos": {"task": "photos.tasks.sweep_photos", "schedule": crontab(hour=4, minute=20)},
    "make-clips": {"task": "photos.tasks.make_clips", "schedule": 60, "options": {"expires": 60}},
    "settle-payments": {"task": "photos.tasks.settle_payments", "schedule": 60, "options": {"expires": 60}},
    "look-at-refunds": {
        "task": "photos.tasks.look_at_refunds_and_disputes",
        "schedule": crontab(hour=4, minute=40),
    },
    "end-leavers": {"task": "facilities.tasks.end_leavers", "schedule": crontab(hour=0, minute=1)},
    "work-out-care": {
        "task": "attendance.tasks.work_out_extended_care",
        "schedule": crontab(hour=3, minute=20),
    },
    "seal-audit": {"task": "facilities.tasks.seal_audit", "schedule": 60},
    "keep-retention": {"task": "facilities.tasks.keep_retention", "schedule": crontab(hour=3, minute=40)},
    "forget-browsers": {"task": "notices.tasks.forget_browsers", "schedule": crontab(hour=3, minute=50)},
    "forget-messages": {"task": "notices.tasks.forget_messages", "schedule": crontab(hour=3, minute=55)},
    "mail-digits": {"task": "facilities.tasks.mail_digits", "schedule": 10, "options": {"expires": 10}},
    "mail-letters": {"task": "facilities.tasks.mail_letters", "schedule": 30, "options": {"expires": 30}},
    "remind-members": {"task": "facilities.tasks.remind_members", "schedule": crontab(hour=8, minute=30)},
    "forget-old-keys": {
        "task": "backend.tasks.forget_old_idempotency_keys",
        "schedule": crontab(hour=3, minute=10),
    },
}
