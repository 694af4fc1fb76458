"""What stands beside the questions: what a member will see, and what the programme costs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vafa.base.clock import now
from vafa.doors.look.formats import Format
from vafa.doors.setup import words
from vafa.doors.setup.given import format_of
from vafa.opening.forecast import Forecast, forecast
from vafa.opening.places import TRADES
from vafa.opening.programmes.choosing import CODES, OWN, ready
from vafa.opening.programmes.ready import Ready


def preview(given: Mapping[str, Any], language: str) -> dict[str, Any]:
    """In: answers, maybe in part or wrong. Out: the panel, with what fits in their place."""
    fmt = format_of(given, language, now())
    code = given.get("programme")
    chosen = ready(code if code in CODES else CODES[0], fmt.currency)
    found = forecast(chosen, TRADES[fmt.currency])
    name = given.get(f"name_{language}") or given.get("name_en") or given.get("name_fa")
    return {
        "fmt": fmt,
        "club": name or _("Your club"),
        "card": _card(chosen, found, fmt),
        "lines": _lines(chosen, found, fmt),
        "basket": fmt.money(found.basket_minor),
        "purchases": fmt.integer(found.purchases),
        "gives": chosen.code != OWN,
    }


def choices(given: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The programmes to choose from, each with what the engine finds of it."""
    fmt = format_of(given, language, now())
    return [_choice(code, fmt) for code in CODES if code != OWN]


def _choice(code: str, fmt: Format) -> dict[str, Any]:
    made = ready(code, fmt.currency)
    found = forecast(made, TRADES[fmt.currency])
    return {
        "code": code,
        "name": words.programme_name(code),
        "promise": words.promise(made, fmt),
        "facts": [
            (_("Cost of sales"), fmt.percent(found.share)),
            (_("First reward"), words.first_reward(code, found, fmt)),
            (_("Good for"), words.suits(code)),
        ],
    }


def _card(chosen: Ready, found: Forecast, fmt: Format) -> dict[str, str]:
    figure, _space, unit = words.units(chosen, found.example_units, fmt).partition("\u00a0")
    money = chosen.unit.kind == "money"
    worth = _("worth {money}").format(money=fmt.money_exact(found.example_worth_minor)) if not money else ""
    gifts = [
        _("{name}: {units}").format(
            name=words.written(chosen.programme.rule(award.rule).name, fmt.language),
            units=fmt.money_exact(award.units) if money else fmt.integer(award.units),
        )
        for award in found.example
    ]
    given = _("First purchase of {money}").format(money=fmt.money_exact(found.example_minor))
    reasons = _("; ").join(gifts) or _("nothing yet")
    return {"figure": figure, "unit": unit, "worth": worth, "why": f"{given}: {reasons}"}


def _lines(chosen: Ready, found: Forecast, fmt: Format) -> list[tuple[str, str]]:
    basket = _("Sales, at {money} each").format(money=fmt.money(found.basket_minor))
    rows = [(basket, fmt.money(found.sales_minor))]
    if chosen.unit.kind == "money":
        rows.append((_("To the wallets"), fmt.money(found.units)))
    else:
        given = {"points": _("Points given"), "stamps": _("Stamps given")}[chosen.unit.kind]
        rows += [(given, fmt.integer(found.units)), (_("Worth if all is spent"), fmt.money(found.worth_minor))]
    rows.append((_("Share of sales"), fmt.percent(found.share)))
    if found.share_at_top != found.share:
        rows.append((_("Share of sales at tier Dirin"), fmt.percent(found.share_at_top)))
    return rows
