from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path


def home(request: HttpRequest) -> HttpResponse:
    return redirect("console:overview")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("vafa.doors.look.urls")),
    path("accounts/", include("allauth.urls")),
    path("console/", include("vafa.doors.console.urls")),
]
