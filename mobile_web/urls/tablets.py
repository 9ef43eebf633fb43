"""Shared tablets: their own pages, those of the office that looks after them, and one's own PIN."""

from django.urls import path

from mobile_web.views import account_pin
from mobile_web.views.office import tablets
from mobile_web.views.tablet import pair, pin, room

urlpatterns = [
    path("tablet/", room.board, name="tablet_board"),
    path("tablet/rooms/<uuid:pk>/", room.board, name="tablet_board_class"),
    path("tablet/pair/", pair.pair, name="tablet_pair"),
    path("tablet/who/", pin.who, name="tablet_who"),
    path("tablet/who/<uuid:member>/", pin.pin, name="tablet_pin"),
    path("tablet/lock/", pin.lock, name="tablet_lock"),
    path("tablet/state/", pin.state, name="tablet_state"),
    path("tablet/touch/", pin.touch, name="tablet_touch"),
    path("account/pin/", account_pin.pin, name="account_pin"),
    path("office/tablets/", tablets.tablets, name="office_tablets"),
    path("office/tablets/new/", tablets.offer, name="office_tablet_new"),
    path("office/tablets/offers/<uuid:pk>/", tablets.offered, name="office_tablet_offer"),
    path("office/tablets/<uuid:pk>/", tablets.tablet, name="office_tablet"),
    path("office/tablets/<uuid:pk>/sign-out/", tablets.sign_out, name="office_tablet_sign_out"),
    path("office/tablets/pins/<uuid:member>/", tablets.unlock, name="office_pin_unlock"),
]
