"""The sample overview of Narvan: the lever hero, the river, the concentration curve, the findings."""

import datetime as dt
import math
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.utils.html import format_html

from vafa.doors.look.charts.concentration import Curve
from vafa.doors.look.charts.levers import Hero, Lever, Total
from vafa.doors.look.charts.river import Flow, Stage
from vafa.doors.look.charts.spark import sparkline
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import GREGORIAN, JALALI

TODAY = dt.date(2026, 11, 21)
_TOMAN = 10
_PAIRS = {
    "overview": ("نمای باشگاه", "Overview"),
    "members": ("اعضا", "Members"),
    "programme": ("برنامهٔ امتیاز", "Programme"),
    "club": ("باشگاه نارون", "Narvan Club"),
    "person": ("مریم کاویانی", "Maryam Kaviani"),
    "initials": ("م", "MK"),
    "role": ("مدیر باشگاه", "Club manager"),
    "period": ("۹۰ روز تا ۳۰ آبان ۱۴۰۵", "90 days to 21 Nov 2026"),
    "gross_profit": ("سود ناخالص از خرید اعضا", "Gross profit from members"),
    "gross_profit_short": ("سود ناخالص", "Gross profit"),
    "sales": ("فروش", "Sales"),
    "up_by": (
        "{} بیشتر از دورهٔ پیش. اعضای تازه بالایش بردند، حاشیهٔ کمتر پایین کشید.",
        "Up {}. New members and extra visits lifted it; a thinner margin held it back.",
    ),
    "n": ("عضو خریدار", "buying members"),
    "v": ("سود از هر فروش", "kept of each sale"),
    "f": ("خرید هر عضو", "purchases each"),
    "s": ("مبلغ هر خرید", "per purchase"),
    "before": ("۹۰ روز پیش‌تر", "90 days before"),
    "now": ("این ۹۰ روز", "this period"),
    "factor": ("عامل", "Factor"),
    "figure": ("عدد", "Figure"),
    "changed": ("تغییر", "Change"),
    "step": ("اثر در سود", "Step in the profit"),
    "repeat_rate": ("نرخ خرید دوباره", "Repeat-purchase rate"),
    "repeat_words": ("از هر ۱۰۰ خریدار، ۵۷ نفر دوباره خریدند", "57 of every 100 buyers came back"),
    "repeat_means": (
        "خریدارانی که در این ۹۰ روز دست‌کم در دو روز جدا خریدند، بخش بر همهٔ خریداران همین ۹۰ روز.",
        "Buyers who bought on at least two days of the 90, divided by all buyers of the 90 days.",
    ),
    "order": ("میانگین هر خرید", "Average order"),
    "order_words": ("بیرون از باشگاه ۴۳۸ هزار", "438 k outside the club"),
    "churn": ("ریزش", "Churn"),
    "churn_words": ("۱٬۵۲۹ نفر در ۹۰ روز", "1,529 people in 90 days"),
    "liability": ("بدهی امتیاز", "Points liability"),
    "liability_words": ("۱۴٪ تا پایان اسفند منقضی می‌شود", "14% expires by 20 March"),
    "river": ("رود اعضا", "The member river"),
    "river_leak": (
        "جابه‌جایی در ۹۰ روز. بزرگ‌ترین نشت: یک‌بارخریدهایی که دیگر نیامدند.",
        "Movement in 90 days. Biggest leak: one-time buyers who never came back.",
    ),
    "new": ("تازه‌وارد", "New"),
    "once": ("یک‌بارخرید", "One-time"),
    "repeat": ("تکراری", "Repeat"),
    "loyal": ("وفادار", "Loyal"),
    "risk": ("در خطر", "At risk"),
    "lapsed": ("خاموش", "Lapsed"),
    "left": ("۱٬۹۳۰ نفر بعد از خرید اول رفتند", "1,930 left after their first purchase"),
    "came_back": ("۲۶۴ نفر برگشتند", "264 came back"),
    "stage": ("مرحله", "Stage"),
    "in_it": ("اکنون", "In it now"),
    "came": ("آمده از مرحلهٔ پیش", "Came from the stage before"),
    "who": ("سود دست چند نفر است؟", "Who makes the profit?"),
    "top_list": ("فهرست ۳٬۶۸۴ نفر", "List the 3,684 members"),
    "top_share": ("۲۰٪ اعضا، {} سود", "20% of members, {} of profit"),
    "year_ago": ("سال پیش ۶۸٪ بود", "it was 68% a year ago"),
    "all_members": ("همهٔ اعضا", "all members"),
    "if_equal": ("اگر برابر بود", "if equal"),
    "share_members": ("سهم اعضا", "Share of members"),
    "share_profit": ("سهم سود", "Share of profit"),
    "by_stage": ("سهم هر گروه از سود ناخالص", "Share of gross profit by stage"),
    "new_and_risk": ("تازه و در خطر", "New and at risk"),
    "attention": ("منتظر تصمیم شما", "Needs your attention"),
    "silent": ("۴۱۲ وفادار، بیش از ۷۰ روز خاموش", "412 loyal members silent for over 70 days"),
    "silent_stakes": (
        "پارسال ۱٫۲ میلیارد تومان خرید کرده‌اند. معمولاً هر ۱۹ روز می‌آمدند.",
        "They spent 1.2 bn Toman last year and used to come every 19 days.",
    ),
    "see_list": ("دیدن فهرست", "See list"),
    "expiring": ("امتیاز ۸۴۰ نفر رو به انقضاست", "840 members have points expiring soon"),
    "expiring_stakes": (
        "۲۶۰ هزار امتیاز تا ۱۵ آذر. یادآوری سال پیش ۲۱٪ را به فروشگاه آورد.",
        "260 k points, by 6 December. Last year’s reminder brought 21% back.",
    ),
    "see_members": ("دیدن اعضا", "See members"),
}
Words = Mapping[str, str]


def words(language: str) -> dict[str, str]:
    return {key: pair[0] if language == "fa" else pair[1] for key, pair in _PAIRS.items()}


def sample_format(language: str) -> Format:
    calendar = JALALI if language == "fa" else GREGORIAN
    return Format(language, calendar, ZoneInfo("Asia/Tehran"), "IRR", "toman", TODAY)


def hero(fmt: Format, w: Words) -> Hero:
    before, now = 13_490_000_000 * _TOMAN, 14_800_000_000 * _TOMAN
    was, total = fmt.money_parts(before), fmt.money_parts(now)
    return Hero(
        title=w["gross_profit"],
        sentence=format_html(w["up_by"], format_html("<b>{}</b>", fmt.money_parts(now - before).short)),
        result=w["gross_profit_short"],
        levers=_levers(fmt, w),
        before=Total(before, was.figure, was.unit, w["before"]),
        now=Total(now, total.figure, total.unit, w["now"]),
        change=0.097,
        change_text=fmt.percent(0.097),
    )


def _levers(fmt: Format, w: Words) -> list[Lever]:
    average = fmt.money_parts(612_000 * _TOMAN)
    rows = [
        ("N", w["n"], fmt.integer(18_420), "", 0.07, (0, 4, 7, 6, 10, 13, 12, 17, 19, 22), 960),
        ("V", w["v"], fmt.percent(0.314), "", -0.037, (22, 21, 19, 20, 17, 15, 9, 10, 6, 7), -530),
        ("F", w["f"], fmt.decimal(4.18), "", 0.04, (0, 2, 4, 3, 7, 10, 12, 11, 17, 20), 552),
        ("S", w["s"], average.figure, average.unit, 0.023, (2, 10, 0, 14, 6, 20, 16, 28, 24, 30), 327),
    ]
    return [
        Lever(
            letter, label, figure, unit, change, fmt.percent(abs(change)), sparkline(fmt, course, label),
            step * 10**6 * _TOMAN, fmt.money_change_parts(step * 10**6 * _TOMAN).short,
        )
        for letter, label, figure, unit, change, course, step in rows
    ]  # fmt: skip


def stages(w: Words) -> list[Stage]:
    return [
        Stage(w["new"], 1_846),
        Stage(w["once"], 6_120, 1_510),
        Stage(w["repeat"], 5_480, 1_284),
        Stage(w["loyal"], 3_906, 702),
        Stage(w["risk"], 1_068, 512),
        Stage(w["lapsed"], 9_240, 386),
    ]


def leak(w: Words) -> Flow:
    return Flow(1, 1_930, w["left"])


def way_back(w: Words) -> Flow:
    return Flow(2, 264, w["came_back"])


def curve() -> Curve:
    """Steep, as sales are: a fifth of the members bring seven tenths."""
    return [(step / 60, (1 - math.exp(-6.3 * step / 60)) / (1 - math.exp(-6.3))) for step in range(61)]
