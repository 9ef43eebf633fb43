"""What every shell needs: the door, live tickets, the installable frame."""

from django.urls import path

from mobile_web import pwa
from mobile_web.views import common

urlpatterns = [
    path("", common.door, name="door"),
    path("live/ticket", common.live_ticket, name="live_ticket"),
    path("push/subscriptions", common.save_push_subscription, name="push_subscription"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("offline/", pwa.offline, name="offline"),
]
