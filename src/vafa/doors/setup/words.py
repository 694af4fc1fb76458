"""Refusals, choices and ready programmes in words, for the browser and the terminal alike."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.errors import Refusal
from vafa.doors.look.formats import Format
from vafa.doors.look.money import currency_named
from vafa.engine.earning.conditions import AmountAtLeast
from vafa.engine.earning.effects import Cashback, UnitsPerMoney
from vafa.engine.earning.words import Name
from vafa.opening.forecast import Forecast
from vafa.opening.places import COUNTRIES, TRADES
from vafa.opening.programmes.choosing import OWN
from vafa.opening.programmes.ready import Ready

# Code: (the field it belongs to, what to do). A field may come with the refusal instead.
_REFUSALS: dict[str, tuple[str, Promise]] = {
    "unknown_language": ("language", gettext_lazy("Choose one of the two languages.")),
    "club_name_missing": ("name_fa", gettext_lazy("Write the name of the club in at least one language.")),
    "name_too_long": ("", gettext_lazy("At most a hundred and twenty letters. Shorten it.")),
    "slug_missing": (
        "slug",
        gettext_lazy("Write a short name in Latin letters, such as bahar-cafe, or give the club a Latin name."),
    ),
    "slug_unfit": ("slug", gettext_lazy("Only Latin letters, digits and hyphens, such as bahar-cafe.")),
    "slug_taken": ("slug", gettext_lazy("Another club here has this short name. Write another.")),
    "unknown_country": ("country", gettext_lazy("Choose a country from the list.")),
    "unknown_calendar": ("calendar", gettext_lazy("Choose one of the two calendars.")),
    "unknown_time_zone": (
        "time_zone",
        gettext_lazy("This time zone is not known. Write it as continent and city, such as Asia/Tehran."),
    ),
    "unknown_currency": ("currency", gettext_lazy("Choose a currency from the list.")),
    "money_not_shown_so": ("money_shown", gettext_lazy("Toman is for the Iranian Rial. Choose the other way.")),
    "no_branch": ("branches", gettext_lazy("Name at least one branch; a single shop is one branch.")),
    "unknown_ready_programme": ("programme", gettext_lazy("Choose one of the programmes.")),
    "owner_name_missing": ("owner_name", gettext_lazy("Write your name.")),
    "not_an_email": ("email", gettext_lazy("This is no e-mail address. Write it like name@example.com.")),
    "weak_password": ("password", gettext_lazy("Think of another password.")),
    "not_the_first_club": ("", gettext_lazy("This installation has its club already. Sign in.")),
}
_WEAK = {
    "password_too_short": gettext_lazy("Too short: ten letters or digits at least."),
    "password_too_common": gettext_lazy("Many people use this one. Think of another."),
}


def field_of(refusal: Refusal) -> str:
    return str(refusal.data.get("field") or _REFUSALS[refusal.code][0])


def sentence(refusal: Refusal) -> str:
    if refusal.code == "weak_password":
        found = [_WEAK[why] for why in refusal.data["why"] if why in _WEAK]
        return " ".join(map(str, found)) or str(_REFUSALS[refusal.code][1])
    return str(_REFUSALS[refusal.code][1])


def written(name: Name, language: str) -> str:
    return name.fa if language == "fa" else name.en


def countries(language: str) -> list[tuple[str, str]]:
    return [(code, written(country.name, language)) for code, country in COUNTRIES.items()]


def calendars() -> list[tuple[str, str]]:
    return [
        ("jalali", _("Jalali; weeks begin on Saturday")),
        ("gregorian", _("Gregorian; weeks begin on Monday")),
    ]


def currencies(language: str) -> list[tuple[str, str]]:
    return [(code, currency_named(language, code)) for code in TRADES]


def ways_of_money() -> list[tuple[str, str]]:
    return [("toman", _("In Toman, a tenth of the Rial")), ("iso", _("In the currency itself"))]


def languages() -> list[tuple[str, str]]:
    return [("fa", _("Persian first, English second")), ("en", _("English first, Persian second"))]


def programme_name(code: str) -> str:
    return {
        "points": _("Points"),
        "stamps": _("Stamps"),
        "cash_back": _("Cash back"),
        OWN: _("Rules of my own"),
    }[code]


def promise(ready: Ready, fmt: Format) -> str:
    """What the programme gives, from its own rules."""
    minor, per = ready.unit.value_minor_per
    if ready.code == OWN:
        return _("Purchases are recorded and give nothing until you publish rules.")
    first = ready.programme.rules[0]
    if isinstance(first.effect, UnitsPerMoney):
        return _("1 point per {money}, each worth {worth}.").format(
            money=fmt.money_exact(first.effect.per_minor), worth=fmt.money_exact(minor / per)
        )
    if isinstance(first.effect, Cashback):
        share = fmt.percent(first.effect.basis_points / 10_000, 0)
        return _("{share} of each purchase goes to the member’s wallet.").format(share=share)
    assert isinstance(first.when, AmountAtLeast)
    return _(
        "A stamp for each purchase from {money}; {full} stamps are worth a coffee, and the first is a gift."
    ).format(money=fmt.money_exact(first.when.minor), full=fmt.integer(ready.first_reward))


def suits(code: str) -> str:
    return {
        "points": _("big, rarer baskets"),
        "stamps": _("small, daily purchases"),
        "cash_back": _("prices close to rivals’"),
        OWN: _("those who know their rules"),
    }[code]


def first_reward(code: str, found: Forecast, fmt: Format) -> str:
    if found.reward_visit is None:
        return _("by your rules")
    if code == "stamps":
        return _("{visit}, a coffee").format(visit=_visit(found.reward_visit, fmt))
    return _("{visit}, {money}").format(visit=_visit(found.reward_visit, fmt), money=fmt.money(found.reward_minor))


def _visit(number: int, fmt: Format) -> str:
    named = {
        1: _("first visit"),
        2: _("second visit"),
        3: _("third visit"),
        4: _("fourth visit"),
        5: _("fifth visit"),
        6: _("sixth visit"),
        7: _("seventh visit"),
        8: _("eighth visit"),
        9: _("ninth visit"),
        10: _("tenth visit"),
    }
    return named.get(number) or _("visit {number}").format(number=fmt.integer(number))


def units(ready: Ready, count: int, fmt: Format) -> str:
    """A count of the programme's unit: money as money, everything else with its name."""
    if ready.unit.kind == "money":
        return fmt.money_exact(count)
    return f"{fmt.integer(count)}\u00a0{written(ready.unit.name, fmt.language)}"


def honest() -> str:
    return _(
        "What members take for their units you write yourself, under Rewards: until then there is nothing to take."
    )
