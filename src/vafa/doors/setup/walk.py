"""The walk through the steps: what was answered so far, what is done, what is open. It lives in the session."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from vafa.doors.look.formats import Format
from vafa.doors.setup import code, words
from vafa.doors.setup.forms import STEPS, OwnerForm, StepForm
from vafa.doors.setup.given import Given, branches, defaults
from vafa.opening.answers import LANGUAGES

_KEY = "first_run"
LAST = OwnerForm.key


class Walk:
    def __init__(self, session: SessionBase, language: str) -> None:
        self.session = session
        kept = session.get(_KEY, {})
        self.own: Given = kept.get("given", {})
        self.done: list[str] = [step for step in kept.get("done", []) if step in STEPS]
        first = self.own.get("language", language)
        self.given: Given = defaults(first if first in LANGUAGES else "fa") | self.own
        if self.given["currency"] not in dict(words.currencies(language)):
            self.done = [step for step in self.done if step != "programme"]

    def begin(self) -> None:
        """The code was right: this browser may open the club."""
        self.session.cycle_key()
        self.session[_KEY] = {"code": code.fingerprint()}

    @property
    def allowed(self) -> bool:
        return bool(self.session.get(_KEY, {}).get("code") == code.fingerprint())

    @property
    def walking(self) -> bool:
        return _KEY in self.session

    @property
    def open_step(self) -> str:
        return next((step for step in STEPS if step not in self.done), LAST)

    def keep(self, form: StepForm, given: Given) -> None:
        """What was typed stays, right or wrong; only what is right is done."""
        self.own |= given
        self.given |= given
        self.done = [step for step in self.done if step != form.key]
        self._write()

    def finish_step(self, form: StepForm) -> None:
        self.done.append(form.key)
        self._write()

    def end(self) -> None:
        self.session.pop(_KEY, None)

    def _write(self) -> None:
        self.session[_KEY] = self.session[_KEY] | {"given": self.own, "done": self.done}


def titles() -> dict[str, str]:
    return {
        "language": _("Language"),
        "name": _("Club name"),
        "place": _("Calendar and money"),
        "branches": _("Branches"),
        "programme": _("First programme"),
        "owner": _("Owner"),
    }


def expected() -> dict[str, str]:
    """What a step that is still to come will ask."""
    return {
        "language": _("Persian or English first"),
        "name": _("in Persian and English"),
        "place": _("calendar, time zone, currency"),
        "branches": _("where people buy"),
        "programme": _("what earns how much"),
        "owner": _("name, e-mail, password"),
    }


def summary(step: str, given: Given, fmt: Format) -> str:
    """A finished step in one line."""
    language = fmt.language
    if step == "language":
        return str(dict(words.languages())[given["language"]])
    if step == "name":
        names = [given.get(f"name_{each}", "").strip() for each in (language, "en" if language == "fa" else "fa")]
        return _(", ").join(dict.fromkeys(name for name in names if name))
    if step == "place":
        return _place(given, fmt)
    if step == "branches":
        return _(", ").join(words.written(name, language) or name.fa or name.en for name in branches(given))
    if step == "programme":
        return words.programme_name(given["programme"])
    return _(", ").join(given.get(field, "") for field in ("owner_name", "email"))


def _place(given: Given, fmt: Format) -> str:
    named: dict[str, Any] = {
        "calendar": dict(words.calendars())[given["calendar"]],
        "zone": given["time_zone"],
        "money": fmt.currency_name,
    }
    return _("{calendar}, time of {zone}, money in {money}").format(**named)
