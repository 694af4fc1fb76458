"""Answers as they are given, before they are whole: plain values by field, kept in a session or read from a file."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import CALENDARS, local_date
from vafa.engine.earning.words import Name
from vafa.opening.answers import Answers, time_zones
from vafa.opening.places import COUNTRIES, HOME, TRADES
from vafa.opening.programmes.choosing import CODES

Given = dict[str, Any]

PLACE_FIELDS = ("calendar", "time_zone", "currency", "money_shown")
FIELDS = (
    *("language", "name_fa", "name_en", "slug", "country", *PLACE_FIELDS),
    *("branches", "programme", "owner_name", "email"),
)


def defaults(language: str) -> Given:
    """What is filled in before anybody answered."""
    return {"language": language, "country": HOME[language], "programme": CODES[0], **of_country(HOME[language])}


def of_country(code: str) -> Given:
    """What fits a country: its calendar, time zone and money; nothing for one that is not in the list."""
    country = COUNTRIES.get(code)
    return {field: getattr(country, field) for field in PLACE_FIELDS} if country else {}


def branches(given: Mapping[str, Any]) -> tuple[Name, ...]:
    """From pairs of a Persian and a Latin name."""
    return tuple(Name(fa, en) for fa, en in given.get("branches", ()))


def answers(given: Mapping[str, Any], password: str) -> Answers:
    """In: what was given, maybe in part. Out: the answers, which opening checks."""
    whole = defaults(given.get("language") or "fa") | dict(given)
    return Answers(
        language=whole["language"], name=Name(whole.get("name_fa", ""), whole.get("name_en", "")),
        slug=whole.get("slug", ""), country=whole["country"], calendar=whole["calendar"],
        time_zone=whole["time_zone"], currency=whole["currency"], money_shown=whole["money_shown"],
        branches=branches(whole), programme=whole["programme"], owner_name=whole.get("owner_name", ""),
        email=whole.get("email", ""), password=password,
    )  # fmt: skip


def format_of(given: Mapping[str, Any], language: str, now: dt.datetime) -> Format:
    """The way of writing of a club that is being thought of; where an answer cannot stand, the country's of the
    language."""
    fit = defaults(language)
    zone = ZoneInfo(given["time_zone"] if given.get("time_zone") in time_zones() else fit["time_zone"])
    currency = given.get("currency") if given.get("currency") in TRADES else fit["currency"]
    calendar = CALENDARS.get(given.get("calendar", ""), CALENDARS[fit["calendar"]])
    shown = str(given.get("money_shown", fit["money_shown"]))
    return Format(language, calendar, zone, str(currency), shown, local_date(now, zone))
