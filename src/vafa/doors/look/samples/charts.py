"""Sample charts for the style guide, whole and empty."""

import datetime as dt
import math

from django.utils.safestring import SafeString

from vafa.doors.look.charts.bars import Measured, bars, bars_table
from vafa.doors.look.charts.interval import Estimate, interval, scale_of, verdict
from vafa.doors.look.charts.lines import Series, lines, lines_table
from vafa.doors.look.charts.strip import Purchases, strip, strip_table
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format

_PAIRS = {
    "sms": ("با پیامک", "got the SMS"),
    "held_out": ("بی‌پیامک", "held out"),
    "lines": ("با پیامک ۹۵ هزار، بی‌پیامک ۶۵ هزار", "95 k got the SMS, 65 k held out"),
    "day": ("روز", "Day"),
    "bars": ("کریم‌خان بیش از همه می‌فروشد؛ ونک زیان داده", "Karim Khan sells most; Vanak lost money"),
    "branch": ("شعبه", "Branch"),
    "profit": ("سود", "Profit"),
    "karim_khan": ("کریم‌خان", "Karim Khan"),
    "tajrish": ("تجریش", "Tajrish"),
    "vanak": ("ونک", "Vanak"),
    "strip": ("۱۱ خرید از مرداد؛ آخرین خرید ۲۹ روز پیش", "11 purchases since August; the last 29 days ago"),
    "today": ("امروز", "Today"),
    "amount": ("مبلغ", "Amount"),
    "effect": (
        "اثر کمپین میان ۰٫۹ و ۹٫۵ درصد است",
        "The campaign’s effect lies between 0.9 and 9.5 per cent",
    ),
    "unclear": ("اثر کمپین نامعلوم است", "The campaign’s effect is unclear"),
    "loss": ("کمپین زیان داده", "The campaign lost money"),
    "purchases": ("خریدها", "Purchases"),
}
_VISITS = (
    (110, 14),
    (103, 18),
    (95, 12),
    (89, 24),
    (81, 14),
    (73, 16),
    (67, 14),
    (58, 28),
    (50, 16),
    (43, 18),
    (29, 14),
)


def words(language: str) -> dict[str, str]:
    return {key: pair[0] if language == "fa" else pair[1] for key, pair in _PAIRS.items()}


def sample_lines(fmt: Format) -> tuple[SafeString, Table]:
    w = words(fmt.language)
    treated = [100_000 * (1 - math.exp(-day / 10)) for day in range(31)]
    control = [70_000 * (1 - math.exp(-day / 12)) for day in range(31)]
    band = [(value * 0.76, value * 1.24) for value in control]
    series = [Series(w["held_out"], control, comparison=True, band=band), Series(w["sms"], treated)]
    days = [fmt.date(fmt.today - dt.timedelta(days=30 - day)) for day in range(31)]
    chart = lines(fmt, series, (days[0], days[-1]), fmt.units, w["lines"])
    return chart, lines_table(series, w["day"], days, fmt.units, w["lines"])


def sample_bars(fmt: Format) -> tuple[SafeString, Table]:
    w = words(fmt.language)
    amounts = {"karim_khan": 4_820_000_000, "tajrish": 3_100_000_000, "vanak": -480_000_000}
    rows = [Measured(w[name], amount, fmt.money_parts(amount).short) for name, amount in amounts.items()]
    return bars(fmt, rows, w["bars"]), bars_table(rows, w["bars"], (w["branch"], w["profit"]))


def purchases(fmt: Format) -> Purchases:
    return [(fmt.today - dt.timedelta(days=ago), size**2 * 20_000) for ago, size in _VISITS]


def sample_strip(fmt: Format) -> tuple[SafeString, Table]:
    w = words(fmt.language)
    table = strip_table(fmt, purchases(fmt), w["strip"], (w["day"], w["amount"]))
    return strip(fmt, purchases(fmt), w["strip"], w["today"]), table


def sample_intervals(fmt: Format) -> list[tuple[str, SafeString]]:
    """Each with the class of its verdict."""
    w = words(fmt.language)
    estimates = {
        "effect": Estimate(0.009, 0.052, 0.095),
        "unclear": Estimate(-0.02, 0.01, 0.04),
        "loss": Estimate(-0.06, -0.04, -0.01),
    }
    scale = scale_of(list(estimates.values()))
    return [(verdict(one), interval(fmt, one, w[name], scale)) for name, one in estimates.items()]


def sample_heat(fmt: Format) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Rows of a month and its cells: class, strength, text. The last cells of later months are estimates."""
    rows = [(7, (49, 39, 35, 33)), (8, (51, 40, 36, 36)), (9, (50, 41, 36, 33))]
    return [
        (
            fmt.month(dt.date(fmt.today.year, month, 1)),
            [_heat_cell(fmt, share, estimated=place + month > 10) for place, share in enumerate(shares)],
        )
        for month, shares in rows
    ]


def _heat_cell(fmt: Format, share: int, *, estimated: bool) -> tuple[str, int, str]:
    """Strengths between 66 and 88 have no readable ink, so there are none."""
    if estimated:
        return "est", 0, fmt.percent(share / 100, 0)
    return (
        ("inv", share + 48, fmt.percent(share / 100, 0))
        if share > 40
        else ("", share + 18, fmt.percent(share / 100, 0))
    )


def empty_charts(fmt: Format) -> list[SafeString]:
    return [lines(fmt, [], ("", ""), fmt.units, ""), strip(fmt, [], "", "")]
