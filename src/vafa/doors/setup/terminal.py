"""`vafa init`: the same questions at the terminal, one by one, in Persian or English. Nothing is kept before the last
word; Ctrl-C leaves nothing."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from vafa.base.clock import now
from vafa.base.errors import Refusal
from vafa.base.models import Club
from vafa.base.text import latin_digits
from vafa.doors.look import numbers
from vafa.doors.setup import words
from vafa.doors.setup.file import BadFile, read
from vafa.doors.setup.given import Given, answers, defaults, format_of, of_country
from vafa.doors.setup.walk import summary, titles
from vafa.engine.earning.words import Name
from vafa.opening import answers as asked
from vafa.opening.actions import open_first_shop, open_shop
from vafa.opening.programmes.choosing import CODES, ready

PASSWORD = "VAFA_OWNER_PASSWORD"
REFUSED, STOPPED = 1, 130
_LIST_SHORT, _LIST_IN_A_LINE = 6, 5
_YES = {"", "y", "yes", "بله", "آری", "ب"}


@dataclass(frozen=True, slots=True)
class Talk:
    """How to ask, to ask unseen, and to say; and the command as it was called."""

    ask: Callable[[str], str]
    ask_unseen: Callable[[str], str]
    say: Callable[[str], None]
    program: str = "vafa"


def run(talk: Talk, file: Path | None, *, another: bool) -> int:
    """In: where the answers stand if not at the terminal, and whether a further club is meant. Out: the exit code."""
    club = Club.objects.order_by("created_at").first()
    if club is not None and not another:
        talk.say(
            _("This installation has a club already: {name}. Another one is opened by: {command}").format(
                name=club.name_in(translation.get_language() or "en"), command=f"{talk.program} init --another"
            )
        )
        return REFUSED
    try:
        return _from_file(talk, file, another=another) if file else _asked(talk, another=another)
    except (KeyboardInterrupt, EOFError):
        talk.say("\n" + _("Stopped. Nothing was kept."))
        return STOPPED


def _from_file(talk: Talk, file: Path, *, another: bool) -> int:
    try:
        given = read(file)
    except BadFile as fault:
        talk.say(fault.sentence)
        return REFUSED
    password = os.environ.get(PASSWORD, "")
    if not password and not asked.known(given["email"]):
        password = talk.ask_unseen(f"{_('Your password')}: ")
    with translation.override(given["language"]):
        try:
            return _open(talk, given, password, another=another)
        except Refusal as refusal:
            talk.say(f"{words.field_of(refusal)}: {words.sentence(refusal)}")
            return REFUSED


def _asked(talk: Talk, *, another: bool) -> int:
    present = translation.get_language() or "en"
    language = _chosen(talk, "Language / زبان", [("fa", "فارسی"), ("en", "English")], present)
    with translation.override(language):
        talk.say(_("An answer in brackets holds when you press Enter. Ctrl-C stops, and nothing is kept."))
        given = defaults(language)
        _ask_name(talk, given)
        _ask_place(talk, given)
        _ask_branches(talk, given)
        _ask_programme(talk, given)
        password = _ask_owner(talk, given)
        _say_summary(talk, given)
        if talk.ask(f"{_('Open the club?')} [{_('yes')}] ").strip().lower() not in _YES:
            talk.say(_("Stopped. Nothing was kept."))
            return STOPPED
        try:
            return _open(talk, given, password, another=another)
        except Refusal as refusal:
            talk.say(words.sentence(refusal))
            return REFUSED


def _ask_name(talk: Talk, given: Given) -> None:
    _heading(talk, "name")
    first, second = ("name_fa", "name_en") if given["language"] == "fa" else ("name_en", "name_fa")
    labels = {"name_fa": _("Name in Persian"), "name_en": _("Name in English")}
    given[first] = _answer(talk, labels[first], "", lambda text: asked.name_of(Name(text, text)))
    given[second] = _answer(talk, labels[second], given[first], lambda text: asked.name_of(Name(text, text)))
    name = asked.name_of(Name(given["name_fa"], given["name_en"]))
    given["slug"] = _answer(
        talk, _("Short name in addresses"), _free_slug(name), lambda text: asked.slug_of(text, name)
    )


def _free_slug(name: Name) -> str:
    try:
        return asked.slug_of("", name)
    except Refusal:
        return ""


def _ask_place(talk: Talk, given: Given) -> None:
    _heading(talk, "place")
    talk.say(
        _("Calendar, time zone and currency stay after the first receipt: periods and amounts are counted in them.")
    )
    language = given["language"]
    given["country"] = _chosen(talk, _("Country"), words.countries(language), given["country"])
    given |= of_country(given["country"])
    given["calendar"] = _chosen(talk, _("Calendar"), words.calendars(), given["calendar"])
    given["time_zone"] = _answer(talk, _("Time zone"), given["time_zone"], asked.time_zone_of)
    given["currency"] = _chosen(talk, _("Currency"), words.currencies(language), given["currency"])
    if given["currency"] != "IRR":
        given["money_shown"] = "iso"
        return
    shown = given["money_shown"] if given["country"] == "IR" else "iso"
    given["money_shown"] = _chosen(talk, _("How money is shown"), words.ways_of_money(), shown)


def _ask_branches(talk: Talk, given: Given) -> None:
    _heading(talk, "branches")
    talk.say(_("One name a line; an empty line ends. A single shop is one branch."))
    found: list[list[str]] = []
    while len(found) < asked.BRANCHES_MOST:
        default = "" if found else _("Main branch")
        label = _("Branch {number}").format(number=_digits(str(len(found) + 1)))
        name = _line(talk, label, default)
        if not name:
            break
        try:
            asked.branches_of((Name(name, name),))
        except Refusal as refusal:
            talk.say(f"  {words.sentence(refusal)}")
            continue
        found.append(_branch(talk, name, given["language"]))
    given["branches"] = found


def _branch(talk: Talk, name: str, language: str) -> list[str]:
    """Its name in both languages; left empty, the one name serves both."""
    if language == "fa":
        return [name, _line(talk, "  " + _("In English (may be left empty)"), "")]
    return [_line(talk, "  " + _("In Persian (may be left empty)"), ""), name]


def _ask_programme(talk: Talk, given: Given) -> None:
    _heading(talk, "programme")
    fmt = format_of(given, given["language"], now())
    choices = [
        (code, f"{words.programme_name(code)}: {words.promise(ready(code, given['currency']), fmt)}") for code in CODES
    ]
    given["programme"] = _chosen(talk, _("Programme"), choices, CODES[0])
    talk.say(f"  {words.honest()}")


def _ask_owner(talk: Talk, given: Given) -> str:
    _heading(talk, "owner")
    given["owner_name"] = _answer(talk, _("Your name"), "", asked.owner_name_of)
    given["email"] = _answer(talk, _("E-mail"), "", asked.email_of)
    if asked.known(given["email"]):
        talk.say(_("This person is known here and keeps their password."))
        return ""
    while True:
        password = talk.ask_unseen(f"{_('Your password, at least ten letters or digits')}: ")
        try:
            asked.password_of(password, given["email"])
        except Refusal as refusal:
            talk.say(f"  {words.sentence(refusal)}")
            continue
        if talk.ask_unseen(f"{_('Once more')}: ") == password:
            return password
        talk.say("  " + _("The two differ. Type it again."))


def _say_summary(talk: Talk, given: Given) -> None:
    fmt = format_of(given, given["language"], now())
    talk.say("")
    for step, title in titles().items():
        talk.say(f"{title}: {summary(step, given, fmt)}")


def _open(talk: Talk, given: Given, password: str, *, another: bool) -> int:
    verb = open_shop if another else open_first_shop
    club = verb(answers=answers(given, password), now=now())
    port = os.environ.get("VAFA_PORT", "8000")
    talk.say("")
    talk.say(_("{name} is open.").format(name=club.name_in(given["language"])))
    talk.say(_("Start the server: {command}").format(command=f"{talk.program} serve"))
    talk.say(_("Then open {address} and sign in with {email}.").format(
        address=f"http://127.0.0.1:{port}/console/{club.slug}/", email=given["email"]
    ))  # fmt: skip
    return 0


def _heading(talk: Talk, step: str) -> None:
    talk.say(f"\n{titles()[step]}")


def _digits(text: str) -> str:
    return numbers.digits(text, translation.get_language() or "en")


def _line(talk: Talk, label: str, default: str) -> str:
    shown = f"{label} [{default}]: " if default else f"{label}: "
    return talk.ask(shown).strip() or default


def _answer(talk: Talk, label: str, default: str, check: Callable[[str], object]) -> str:
    """Asks until the answer can stand."""
    while True:
        text = _line(talk, label, default)
        try:
            check(text)
        except Refusal as refusal:
            talk.say(f"  {words.sentence(refusal)}")
            continue
        return text


def _chosen(talk: Talk, label: str, choices: Sequence[tuple[str, str]], default: str) -> str:
    """By number, in digits of any script, or by the code itself."""
    codes = [code for code, _said in choices]
    rows = [f"{_digits(str(number))}. {said}" for number, (_code, said) in enumerate(choices, 1)]
    in_a_line = 1 if len(rows) <= _LIST_SHORT else _LIST_IN_A_LINE
    for first in range(0, len(rows), in_a_line):
        talk.say("  " + "   ".join(rows[first : first + in_a_line]))
    while True:
        text = latin_digits(_line(talk, label, _digits(str(codes.index(default) + 1))))
        if text.isdecimal() and 1 <= int(text) <= len(codes):
            return codes[int(text) - 1]
        if text in codes:
            return text
        talk.say("  " + _("Write a number from 1 to {last}.").format(last=_digits(str(len(codes)))))
