"""Staff: their pages in the office, opening an account with a code, and where one is signed in."""

from django.urls import path

from mobile_web.views import account_sessions, staff_joining
from mobile_web.views.office import resets, staff, staff_posts

urlpatterns = [
    path("office/staff/", staff.staff, name="office_staff"),
    path("office/staff/new/", staff.invite, name="office_staff_new"),
    path("office/staff/<uuid:pk>/", staff.member, name="office_staff_member"),
    path("office/staff/<uuid:pk>/code/", staff.code, name="office_staff_code"),
    path("office/staff/<uuid:pk>/posts/", staff_posts.add, name="office_post_add"),
    path("office/staff/<uuid:pk>/leave/", staff_posts.leave, name="office_staff_leave"),
    path("office/staff/<uuid:pk>/reset/", resets.start_for_staff, name="office_staff_reset"),
    path("office/posts/<uuid:pk>/", staff_posts.change, name="office_post"),
    path("office/posts/<uuid:pk>/end/", staff_posts.end, name="office_post_end"),
    path("office/guardians/<uuid:pk>/sign-in/", resets.start_for_guardian, name="office_guardian_reset"),
    path("office/resets/<uuid:pk>/", resets.reset, name="office_reset"),
    path("office/resets/<uuid:pk>/cancel/", resets.cancel, name="office_reset_cancel"),
    path("staff/join/", staff_joining.enter, name="staff_join"),
    path("staff/join/account/", staff_joining.account, name="staff_account"),
    path("staff/join/use/", staff_joining.use, name="staff_use"),
    path("staff/secure/", staff_joining.secure, name="staff_secure"),
    path("account/sessions/", account_sessions.sessions, name="my_sessions"),
    path("account/sessions/others/", account_sessions.end_others, name="my_sessions_others"),
    path("account/sessions/<uuid:pk>/end/", account_sessions.end, name="my_session_end"),
]
