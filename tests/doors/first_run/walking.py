"""A browser on a fresh installation, and what an owner types."""

import re

from django.test import Client

from vafa.doors.setup import code

STEPS = {
    "language": {"language": "fa"},
    "name": {"name_fa": "کافه بهار", "name_en": "Bahar Cafe", "slug": ""},
    "place": {
        "country": "IR",
        "calendar": "jalali",
        "time_zone": "Asia/Tehran",
        "currency": "IRR",
        "money_shown": "toman",
    },
    "branches": {"branch_0": "مرکزی", "other_0": "Centre", "branch_1": "ونک", "rows": "3"},
    "programme": {"programme": "points"},
    "owner": {"owner_name": "سارا رستمی", "email": "sara@example.com", "password": "a sentence for a password"},
}


class Browser:
    def __init__(self, language="en", *, allowed=True):
        self.http = Client(HTTP_ACCEPT_LANGUAGE=language)
        if allowed:
            self.http.get("/first-run/", {"code": code.present()})

    def page(self, **query):
        return self.http.get("/first-run/", query)

    def send(self, step, **changes):
        return self.http.post("/first-run/", {"step": step, **STEPS[step], **changes})

    def walk(self, until="", **changes):
        """Through the steps before `until`, or through all of them; the last answer is what comes out."""
        response = None
        for step in STEPS:
            if step == until:
                return response
            response = self.send(step, **changes.get(step, {}))
            if step == "language":
                self.http.get(
                    response.get("Location", "/first-run/")
                )  # the page is in the language of the club from here on
        return response


def open_step(response):
    """Which step a page has open."""
    return re.search(r'name="step" value="(\w+)"', response.content.decode())[1]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))
