from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "console"


def overview(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("", overview, name="overview")]
