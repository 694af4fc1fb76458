from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from vafa.base.clock import now
from vafa.demo import progress
from vafa.demo.loading import PASSWORD, PEOPLE
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import CALENDARS


def front(request: HttpRequest) -> HttpResponse:
    """While the clubs load, how far they are; then the console."""
    if progress.ready():
        return redirect("console:choose")
    language = translation.get_language() or "fa"
    fmt = Format(language, CALENDARS["jalali"], ZoneInfo("Asia/Tehran"), "IRR", "toman", now().date())
    rows = [
        {
            "name": each.name_fa if fmt.language == "fa" else each.name_en,
            "percent": each.percent,
            "booked": fmt.integer(each.booked),
            "wanted": fmt.integer(each.wanted),
            "words": fmt.percent(each.percent / 100, 0),
        }
        for each in progress.progress()
    ]
    context = {"clubs": rows, "email": PEOPLE[0][0], "password": PASSWORD, "fmt": fmt}
    return render(request, "demo/loading.html", context)
