"""The row of figures under the hero, each with its meaning in plain words and its definition."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.insight.shapes import Definition, Overview


@dataclass(frozen=True, slots=True)
class Stat:
    key: str
    label: str
    value: str
    unit: str
    words: str
    definition: str
    change: float | None = None
    change_text: str = ""
    better: str = "more"


def stats(found: Overview, names: ClubNames, *, whole_club: bool = True) -> list[Stat]:
    """What members hold is the whole club's; a post in one branch does not see it."""
    shown = [_repeat(found, names), _order(found, names), _yearly(found, names), _churn(found, names)]
    return [*shown, _outstanding(found, names)] if whole_club else shown


def definition_text(definition: Definition, names: ClubNames) -> str:
    return " ".join(names.words.say(sentence) for sentence in definition.sentences)


def _repeat(found: Overview, names: ClubNames) -> Stat:
    fmt, share, before = names.fmt, found.repeat.by_day, found.repeat.by_day_before
    difference = share.rate - before.rate if share.rate is not None and before.rate is not None else None
    words = _("{count} of {of} buyers came back on another day").format(
        count=fmt.integer(share.count), of=fmt.integer(share.of)
    )
    return Stat(
        "repeat", _("Repeat-purchase rate"), fmt.percent(share.rate), "", words,
        definition_text(found.repeat.definition, names), difference,
        fmt.points(abs(difference)) if difference is not None else "",
    )  # fmt: skip


def _order(found: Overview, names: ClubNames) -> Stat:
    fmt, average = names.fmt, found.average
    money = fmt.money_parts(_whole(average.order_minor))
    before = average.order_before_minor
    change = float(average.order_minor / before - 1) if average.order_minor is not None and before else None
    words = _("net sales of one purchase")
    if before is not None:
        words = _("{money} in the period before").format(money=fmt.money(_whole(before)))
    return Stat(
        "order", _("Average order"), money.figure, money.unit, words, definition_text(average.definition, names),
        change, _size(change, fmt),
    )  # fmt: skip


def _yearly(found: Overview, names: ClubNames) -> Stat:
    fmt, average = names.fmt, found.average
    money = fmt.money_parts(_whole(average.yearly_sales_minor))
    if average.yearly_sales_minor is None:
        words = _("known after four weeks of purchases")
    elif average.annualised:
        words = _("a year’s worth, from {days} of data").format(days=fmt.days(average.year_days))
    else:
        words = _("of those who bought in the last year")
    return Stat(
        "yearly", _("Yearly sales per member"), money.figure, money.unit, words,
        definition_text(average.definition, names),
    )  # fmt: skip


def _churn(found: Overview, names: ClubNames) -> Stat:
    """The figure that F does not say: who is no longer there to buy."""
    fmt, lost = names.fmt, found.lifecycle.churn
    words = _("{count} of {of} lapsed in {days}").format(
        count=fmt.integer(lost.count), of=fmt.integer(lost.of), days=fmt.days(found.span.days)
    )
    return Stat(
        "churn", _("Churn"), fmt.percent(lost.rate), "", words if lost.of else _("known once somebody has bought"),
        definition_text(found.lifecycle.definition, names),
    )  # fmt: skip


def _outstanding(found: Overview, names: ClubNames) -> Stat:
    """The unit the programme names first, its worth, and that of all units together."""
    fmt, units = names.fmt, found.units
    main = next((each for each in units.units if each.unit == names.main_unit), None)
    count, unit = (fmt.integer(0), "")
    if main:
        count, unit = _shown(main.unit, main.outstanding, names), names.written(main.name)
    worth = fmt.money(main.value_minor if main else 0)
    words = _("worth {money} when redeemed").format(money=worth)
    if main and main.ending_30:
        words = _("worth {money}; {units} end within 30 days").format(
            money=worth, units=_shown(main.unit, main.ending_30, names)
        )
    if len(units.units) > 1:
        words = _("{words}; with all other units {money}").format(words=words, money=fmt.money(units.value_minor))
    return Stat(
        "outstanding", _("Units outstanding"), count, unit, words, definition_text(units.definition, names),
        better="neither",
    )  # fmt: skip


def _shown(unit: str, count: int, names: ClubNames) -> str:
    """A wallet is money, not a count of its smallest coin."""
    return names.fmt.money(count) if names.is_money(unit) else names.fmt.units(count)


def _size(change: float | None, fmt: Format) -> str:
    return fmt.percent(abs(change)) if change is not None else ""


def _whole(minor: Fraction | None) -> int | None:
    return None if minor is None else round(minor)
