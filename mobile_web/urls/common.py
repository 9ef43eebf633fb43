"""What every shell needs: the door, live tickets, the installable frame."""

from django.urls import path

from mobile_web.views import common

urlpatterns = [
    path("", common.door, name="door"),
    path("live/ticket", common.live_ticket, name="live_ticket"),
    path("push/subscriptions", common.save_push_subscription, name="push_subscription"),
    path("sw.js", common.service_worker, name="service_worker"),
    path("manifest.webmanifest", common.manifest, name="manifest"),
    path("offline/", common.offline, name="offline"),
]
