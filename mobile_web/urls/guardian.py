"""Pages of the guardian shell."""

from django.urls import path

from mobile_web.views import account
from mobile_web.views.guardian import home, more, notice, notices

urlpatterns = [
    path("home/", home.home, name="guardian_home"),
    path("notices/", notices.notices, name="guardian_notices"),
    path("notices/<uuid:notice_id>/", notice.notice, name="guardian_notice"),
    path("notices/<uuid:notice_id>/confirm/", notice.confirm, name="guardian_confirm"),
    path("emergencies/", notices.emergencies, name="guardian_emergencies"),
    path("more/", more.more, name="guardian_more"),
    path("account/", account.account, name="account"),
    path("account/push/off/", account.push_off, name="account_push_off"),
]
