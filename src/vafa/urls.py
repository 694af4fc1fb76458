from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from vafa.demo import progress
from vafa.demo.views import front
from vafa.doors.health.views import Check, figures, live, ready
from vafa.doors.setup import views as setup
from vafa.server import doors
from vafa.server.figures import CHECKS, read

checks: list[Check] = [*CHECKS, ("demo", progress.ready)] if settings.DEMO else CHECKS
home = front if settings.DEMO else setup.front

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("health/live", live, name="health_live"),
    path("health/ready", ready, {"checks": checks}, name="health_ready"),
    path("metrics", figures, {"readers": [read]}, name="metrics"),
    path("", include("vafa.doors.look.urls")),
    path("", include("vafa.doors.setup.urls")),
    path("accounts/login/", setup.sign_in, name="account_login"),
    path("accounts/", include("allauth.urls")),
    path("console/", include("vafa.doors.console.urls")),
    path("counter/", include("vafa.doors.counter.urls")),
    path("", include("vafa.doors.portal.urls")),
    path("api/", include("vafa.doors.api.urls")),
]
urlpatterns = doors.opened(urlpatterns, settings.DOORS)
handler400 = "vafa.server.faults.bad_request"
handler500 = "vafa.server.faults.broken"
