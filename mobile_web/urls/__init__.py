"""The pages, one module a shell."""

from django.urls import include, path

urlpatterns = [
    path("", include("mobile_web.urls.answering")),
    path("", include("mobile_web.urls.book")),
    path("", include("mobile_web.urls.bound")),
    path("", include("mobile_web.urls.care")),
    path("", include("mobile_web.urls.common")),
    path("", include("mobile_web.urls.events")),
    path("", include("mobile_web.urls.guardian")),
    path("", include("mobile_web.urls.joining")),
    path("", include("mobile_web.urls.families")),
    path("", include("mobile_web.urls.trust")),
    path("", include("mobile_web.urls.applying")),
    path("", include("mobile_web.urls.tablets")),
    path("", include("mobile_web.urls.kiosk")),
    path("", include("mobile_web.urls.staff")),
    path("", include("mobile_web.urls.rollover")),
    path("", include("mobile_web.urls.rosters")),
    path("", include("mobile_web.urls.attendance")),
    path("", include("mobile_web.urls.days")),
    path("", include("mobile_web.urls.reports")),
    path("", include("mobile_web.urls.naps")),
    path("", include("mobile_web.urls.growth")),
    path("", include("mobile_web.urls.surveys")),
    path("", include("mobile_web.urls.missing")),
    path("", include("mobile_web.urls.book_office")),
    path("", include("mobile_web.urls.book_reading")),
    path("", include("mobile_web.urls.teacher_book")),
    path("board/", include("mobile_web.urls.teacher")),
    path("office/", include("mobile_web.urls.office")),
]
