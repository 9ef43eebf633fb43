"""Nap time, allergies and medicine."""

from django.urls import path

from mobile_web.views.guardian import medicine as family_medicine
from mobile_web.views.office import allergies, nap_sheets
from mobile_web.views.teacher import medicine, naps

urlpatterns = [
    path("naps/", naps.board, name="teacher_naps"),
    path("naps/<uuid:pk>/", naps.board, name="teacher_naps_class"),
    path("naps/<uuid:pk>/sleep/", naps.sleep, name="nap_sleep"),
    path("naps/<uuid:pk>/check/", naps.check, name="nap_check"),
    path("naps/<uuid:pk>/wake/", naps.wake, name="nap_wake"),
    path("naps/<uuid:pk>/air/", naps.air, name="nap_air"),
    path("office/children/<uuid:pk>/allergies/new/", allergies.new, name="office_allergy_new"),
    path("office/allergies/<uuid:pk>/", allergies.edit, name="office_allergy"),
    path("office/allergies/<uuid:pk>/end/", allergies.end, name="office_allergy_end"),
    path("office/naps/", nap_sheets.sheets, name="office_nap_sheets"),
    path("office/naps/<uuid:pk>/", nap_sheets.sheets, name="office_nap_sheets_of"),
    path("office/naps/<uuid:pk>/paper/", nap_sheets.paper, name="office_nap_paper"),
    path("office/kitchen/", allergies.kitchen, name="office_kitchen"),
    path("office/kitchen/<uuid:pk>/", allergies.kitchen, name="office_kitchen_of"),
    path("office/kitchen/<uuid:pk>/paper/", allergies.kitchen_paper, name="office_kitchen_paper"),
    path("medicine/", family_medicine.requests, name="guardian_medicine"),
    path("medicine/new/", family_medicine.new, name="guardian_medicine_new"),
    path("medicine/<uuid:pk>/withdraw/", family_medicine.withdraw, name="guardian_medicine_withdraw"),
    path("doses/", medicine.today, name="staff_medicine"),
    path("doses/<uuid:pk>/", medicine.detail, name="staff_medicine_request"),
    path("doses/<uuid:pk>/give/", medicine.give, name="staff_medicine_give"),
    path("doses/<uuid:pk>/sign/", medicine.sign, name="staff_medicine_sign"),
]
