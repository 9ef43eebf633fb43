"""The entrance of a facility."""

from django.urls import path

from mobile_web.views.tablet import kiosk

urlpatterns = [
    path("tablet/kiosk/", kiosk.kiosk, name="tablet_kiosk"),
    path("tablet/kiosk/call/", kiosk.call, name="tablet_call"),
    path("tablet/kiosk/stamps/<uuid:stamp>/back/", kiosk.take_back, name="tablet_take_back"),
]
