"""Matching columns: each with samples, what it becomes and what was seen in it."""

import re
from typing import Any

from django.utils.translation import gettext as _

from vafa.base.text import for_search, latin_digits
from vafa.doors.console.frame import ClubRequest, format_of, link, present
from vafa.doors.look import import_words as words
from vafa.doors.look.names import ClubNames
from vafa.files.actions.checking import known_words
from vafa.files.actions.taking import unknown_values
from vafa.files.models import Import
from vafa.files.reading import fields
from vafa.files.reading.parsing import CHOICES

_DATES = {"birthday", "joined", "day", "earned", "ends"}
_MOSTLY_EMPTY = 50
_JALALI_YEAR = re.compile(r"\b1[34]\d\d\b")
_ARABIC_FORMS = re.compile("[يك]")


def context(request: ClubRequest, found: Import) -> dict[str, Any]:
    matching = found.matching
    options = [("", _("Leave out")), *((each.id, words.field_name(each.id)) for each in fields.FIELDS[found.kind])]
    known = sum(bool(column) for column in matching["columns"])
    names = ClubNames(request.club, format_of(request.club))
    return {
        "found": found,
        "title": _title(request, known, len(found.headers)),
        "steps": steps("matching"),
        "columns": [_column(found, at, field, names) for at, field in enumerate(matching["columns"])],
        "options": options,
        "kinds": words.KINDS.items(),
        "questions": questions(request, found),
        "unknown": _unknown(request, found, names),
        "error": words.refused_code(found.trouble, {}) if found.trouble else "",
        "match_url": link(request, "match_columns", found.id),
        "discard_url": link(request, "move_import", found.id, "discard"),
        "back": link(request, "imports"),
    }


def _title(request: ClubRequest, known: int, count: int) -> str:
    fmt = format_of(request.club)
    text = _("We recognised {known} of {count} columns")
    return text.format(known=fmt.integer(known), count=fmt.integer(count))


def steps(current: str) -> list[dict[str, Any]]:
    names = {"matching": _("Match columns"), "checked": _("Dry run"), "running": _("Import"), "done": _("Finished")}
    place = list(names).index(current)
    return [{"name": name, "done": at < place, "current": at == place} for at, name in enumerate(names.values())]


def _column(found: Import, at: int, field: str, names: ClubNames) -> dict[str, Any]:
    sample = found.samples[at] if at < len(found.samples) else {"some": [], "empty": 100, "values": []}
    return {
        "at": at,
        "header": found.headers[at] or _("Column {number}").format(number=names.fmt.integer(at + 1)),
        "samples": sample["some"],
        "field": field,
        "notes": _notes(field, sample, names),
    }


def _notes(field: str, sample: dict[str, Any], names: ClubNames) -> list[str]:
    some, notes = sample["some"], list[str]()
    if sample["empty"] >= _MOSTLY_EMPTY:
        notes.append(_("{percent} empty").format(percent=names.fmt.percent(sample["empty"] / 100, 0)))
    if field in _DATES and some:
        jalali = any(_JALALI_YEAR.search(latin_digits(text)) for text in some)
        notes.append(_("Jalali dates.") if jalali else _("Gregorian dates."))
    if field == "birthday":
        notes.append(_("The year is not kept."))
    if field in {"name", "given_name", "family_name"} and any(_ARABIC_FORMS.search(text) for text in some):
        notes.append(_("Arabic forms of letters become Persian ones."))
    if field == "sms":
        notes.append(_("Empty means no. A word that a member gave here is never overruled."))
    if field == "units":
        notes.append(_("Opens a balance: a liability of the club."))
    return notes


def questions(request: ClubRequest, found: Import) -> list[dict[str, Any]]:
    """Choices about the whole file that its kind raises."""
    wanted = {
        "members": ["day_first"],
        "receipts": ["money", "day_first", "earn"],
        "balances": ["day_first"],
        "adjustments": [],
    }
    fmt, asked = format_of(request.club), words.choices()
    chosen = found.matching.get("choices", {})
    shown = []
    for name in wanted[found.kind]:
        label, answers = asked[name]
        if name == "money" and request.club.money_shown != "toman":
            continue
        named = [(each, text or fmt.currency_name) for each, text in answers]
        if name == "money":
            named[1] = ("minor", _("Rial"))
        shown.append({"name": name, "label": label, "options": named, "value": chosen.get(name, CHOICES[name][0])})
    return shown


def _unknown(request: ClubRequest, found: Import, names: ClubNames) -> list[dict[str, Any]]:
    """Values that are neither a branch nor a tier here: which one does each stand for?"""
    known, given = known_words(request.club, present(request)), found.matching.get("values", {})
    own = {
        "tier": list(names.tiers.items()),
        "branch": [(place.code, place.name_in(names.fmt.language)) for place in names.places.values()],
    }
    rows = []
    for field, values in unknown_values(found, known).items():
        for at, text in enumerate(values):
            value = given.get(field, {}).get(text) or _alike(text, own[field])
            options = [("", _("None of them")), *own[field]]
            rows.append({"name": f"{field}-{at}", "text": text, "field": field, "options": options, "value": value})
    return rows


def _alike(text: str, own: list[tuple[str, str]]) -> str:
    """Karimkhan may be Karim Khan."""
    bare = for_search(text).replace(" ", "")
    return next((code for code, name in own if for_search(name).replace(" ", "") == bare), "")


def values_of(request: ClubRequest, found: Import) -> dict[str, dict[str, str]]:
    known = known_words(request.club, present(request))
    values: dict[str, dict[str, str]] = dict(found.matching.get("values", {}))
    for field, texts in unknown_values(found, known).items():
        given = {text: request.POST.get(f"{field}-{at}", "") for at, text in enumerate(texts)}
        values[field] = values.get(field, {}) | {text: code for text, code in given.items() if code}
    return values


def choices_of(request: ClubRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in words.choices() if name in request.POST}
