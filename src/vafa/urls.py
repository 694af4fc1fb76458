from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

from vafa.demo import progress
from vafa.demo.views import front
from vafa.doors.health.views import Check, live, ready

checks: list[Check] = [("demo", progress.ready)] if settings.DEMO else []
home = front if settings.DEMO else RedirectView.as_view(pattern_name="console:choose")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("health/live", live, name="health_live"),
    path("health/ready", ready, {"checks": checks}, name="health_ready"),
    path("", include("vafa.doors.look.urls")),
    path("accounts/", include("allauth.urls")),
    path("console/", include("vafa.doors.console.urls")),
    path("api/", include("vafa.doors.api.urls")),
]
