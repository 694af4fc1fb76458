"""The questions of a first day, each with its own check: in, what was answered; out, the answer as it is kept; refused,
what cannot stand, by a code of its own. The browser and the terminal ask through these."""

import re
import zoneinfo
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from vafa.base.models import Club, User
from vafa.engine.calendar.periods import CALENDARS
from vafa.engine.earning.words import Name
from vafa.opening import errors
from vafa.opening.places import TRADES
from vafa.opening.programmes.choosing import ready

LANGUAGES = ("fa", "en")
NAME_MOST, SLUG_MOST, BRANCHES_MOST = 120, 50, 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Answers:
    """`slug` may be empty: it is made from the Latin name then. Of each name one language is enough. The password may
    be empty for an owner whom this installation knows already, and who keeps theirs."""

    language: str
    name: Name
    country: str
    calendar: str
    time_zone: str
    currency: str
    money_shown: str
    branches: tuple[Name, ...]
    programme: str
    owner_name: str
    email: str
    password: str
    slug: str = ""


def checked(answers: Answers) -> Answers:
    """All of them, each by its own check."""
    name, email = name_of(answers.name), email_of(answers.email)
    ready(answers.programme, currency_of(answers.currency))
    if answers.password or not known(email):
        password_of(answers.password, email)
    return replace(
        answers,
        language=language_of(answers.language),
        name=name,
        slug=slug_of(answers.slug, name),
        country=country_of(answers.country),
        calendar=calendar_of(answers.calendar),
        time_zone=time_zone_of(answers.time_zone),
        money_shown=money_shown_of(answers.money_shown, answers.currency),
        branches=branches_of(answers.branches),
        owner_name=owner_name_of(answers.owner_name),
        email=email,
    )


def language_of(code: str) -> str:
    if code not in LANGUAGES:
        raise errors.UnknownLanguage(language=code)
    return code


def name_of(name: Name) -> Name:
    """A language left out takes the name of the other."""
    fa, en = _short(name.fa, "name_fa"), _short(name.en, "name_en")
    if not fa and not en:
        raise errors.NameMissing
    return Name(fa or en, en or fa)


def slug_of(slug: str, name: Name) -> str:
    """The short name in addresses: as typed, else from the Latin name."""
    typed = slug.strip().lower()
    made = typed or slugify(name.en)[:SLUG_MOST].strip("-")
    if not made:
        raise errors.SlugMissing
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", made) or len(made) > SLUG_MOST:
        raise errors.SlugUnfit(slug=made)
    if Club.objects.filter(slug=made).exists():
        raise errors.SlugTaken(slug=made)
    return made


def country_of(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise errors.UnknownCountry(country=code)
    return code


def calendar_of(kind: str) -> str:
    if kind not in CALENDARS:
        raise errors.UnknownCalendar(calendar=kind)
    return kind


def time_zone_of(name: str) -> str:
    if name not in time_zones():
        raise errors.UnknownTimeZone(time_zone=name)
    return name


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    return frozenset(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")


def currency_of(code: str) -> str:
    if code not in TRADES:
        raise errors.UnknownCurrency(currency=code)
    return code


def money_shown_of(shown: str, currency: str) -> str:
    if shown != "iso" and (shown, currency) != ("toman", "IRR"):
        raise errors.NotShownSo(shown=shown, currency=currency)
    return shown


def branches_of(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Those with a name, each in both languages."""
    named = [Name(_short(name.fa, "branches"), _short(name.en, "branches")) for name in names]
    found = tuple(Name(name.fa or name.en, name.en or name.fa) for name in named if name.fa or name.en)
    if not found:
        raise errors.NoBranch
    return found[:BRANCHES_MOST]


def branch_codes(names: tuple[Name, ...]) -> list[str]:
    """A code for each branch, from its Latin name; numbered where it has none or shares it with one before."""
    codes: list[str] = []
    for number, name in enumerate(names, 1):
        code = slugify(name.en)[:30].strip("-") or f"branch-{number}"
        while code in codes:
            code = f"{code}-{number}"
        codes.append(code)
    return codes


def owner_name_of(name: str) -> str:
    kept = _short(name, "owner_name")
    if not kept:
        raise errors.OwnerNameMissing
    return kept


def email_of(text: str) -> str:
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise errors.NotAnEmail(email=email) from None
    return email


def known(email: str) -> bool:
    """Does this installation have a person by the e-mail, with a password of their own?"""
    person = User.objects.filter(email__iexact=email).first()
    return person is not None and person.has_usable_password()


def password_of(password: str, email: str) -> str:
    try:
        validate_password(password, User(email=email))
    except ValidationError as fault:
        raise errors.WeakPassword(why=sorted({str(error.code) for error in fault.error_list})) from None
    return password


def _short(text: str, field: str) -> str:
    kept = " ".join(_CONTROL.sub(" ", text).split())
    if len(kept) > NAME_MOST:
        raise errors.NameTooLong(field=field, most=NAME_MOST)
    return kept
