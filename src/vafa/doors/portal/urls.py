from django.urls import URLPattern, path

from vafa.doors.portal.views import disputing, household, joining, member

app_name = "portal"

urlpatterns: list[URLPattern] = [
    path("join/<slug:club>/", joining.join, name="join"),
    path("join/<slug:club>/asked/", joining.asked, name="asked"),
    path("m/<str:token>", member.member, name="member"),
    path("m/<str:token>/close", member.close, name="close"),
    path("m/<str:token>/not-mine", member.not_mine, name="not_mine"),
    path("m/<str:token>/code", member.code, name="code"),
    path("m/<str:token>/dispute/<uuid:movement>", disputing.dispute, name="dispute"),
    path("m/<str:token>/household/leave", household.leave_household, name="leave_household"),
    path("m/<str:token>/stop", member.stop, name="stop"),
]
