"""What families tell the nursery about a day, their days and codes; and where staff answer."""

from django.urls import path

from mobile_web.views.guardian import children, code, days, reports
from mobile_web.views.office import words

urlpatterns = [
    path("reports/", reports.reports, name="guardian_reports"),
    path("reports/new/", reports.new, name="guardian_report_new"),
    path("reports/<uuid:pk>/", reports.report, name="guardian_report"),
    path("reports/<uuid:pk>/change/", reports.change, name="guardian_report_change"),
    path("reports/<uuid:pk>/withdraw/", reports.withdraw, name="guardian_report_withdraw"),
    path("reports/<uuid:pk>/take-back/", reports.take_back, name="guardian_report_take_back"),
    path("children/now/", children.now, name="guardian_children_now"),
    path("children/<uuid:pk>/days/", days.days, name="guardian_days"),
    path("children/<uuid:pk>/days/<uuid:facility_id>/wrong/", days.contest, name="guardian_contest"),
    path("code/", code.code, name="guardian_code"),
    path("code/<uuid:pk>/renew/", code.renew, name="guardian_code_renew"),
    path("office/words/", words.words, name="office_words"),
    path("office/words/confirm/", words.confirm, name="attendance_report_confirm"),
    path("office/words/<uuid:pk>/", words.word, name="office_word"),
    path("office/words/<uuid:pk>/refuse/", words.refuse, name="office_word_refuse"),
    path("office/words/about/<uuid:pk>/", words.new, name="office_word_new"),
    path("office/words/times/<uuid:pk>/", words.decide, name="office_contest"),
]
