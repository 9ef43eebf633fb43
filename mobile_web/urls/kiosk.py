"""The entrance of a facility, and the cards that are held there."""

from django.urls import path

from mobile_web.views.office import cards
from mobile_web.views.tablet import kiosk

urlpatterns = [
    path("tablet/kiosk/", kiosk.kiosk, name="tablet_kiosk"),
    path("tablet/kiosk/call/", kiosk.call, name="tablet_call"),
    path("tablet/kiosk/plan/", kiosk.plan, name="tablet_plan"),
    path("tablet/kiosk/stamps/<uuid:stamp>/back/", kiosk.take_back, name="tablet_take_back"),
    path("office/cards/", cards.cards, name="office_cards"),
    path("office/cards/classes/<uuid:pk>/", cards.cards, name="office_cards_class"),
    path("office/cards/classes/<uuid:pk>/print/", cards.print_class, name="office_cards_print"),
    path("office/cards/<uuid:pk>/number/", cards.number, name="office_card_number"),
    path("office/cards/<uuid:pk>/end/", cards.end, name="office_card_end"),
]
