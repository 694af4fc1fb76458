"""What templates say: {{ value|money:fmt }}, {% icon "home" %}, {% river fmt stages leak back label %}."""

from collections.abc import Callable
from math import floor
from typing import Any, NamedTuple

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.utils import translation
from django.utils.safestring import SafeString

from vafa.doors.look import icons, language
from vafa.doors.look.charts.bars import bars
from vafa.doors.look.charts.concentration import concentration
from vafa.doors.look.charts.interval import interval
from vafa.doors.look.charts.lines import lines
from vafa.doors.look.charts.meters import meters
from vafa.doors.look.charts.river import river
from vafa.doors.look.charts.spark import sparkline
from vafa.doors.look.charts.strip import strip
from vafa.doors.look.formats import Format

register = template.Library()

# Filter: method of Format. Two differ: Django's own `date` and `time` stay what they are.
_FILTERS = {
    **{
        name: name
        for name in (
            *("integer", "change", "decimal", "percent", "percent_change", "points", "units", "digits"),
            *("money", "money_exact", "money_change", "money_parts"),
            *("date_with_year", "near", "instant", "date_of", "month", "weekday", "weekday_name", "days"),
            *("phone", "phone_whole"),
        )
    },
    "day": "date",
    "clock": "time",
}
_NOTE_KINDS = {"success": "good", "warning": "warn", "error": "bad"}


def _filter(method: str) -> Callable[[Any, Format], str]:
    def write(value: Any, fmt: Format) -> str:
        written: str = getattr(fmt, method)(value)
        return written

    return write


for _name, _method in _FILTERS.items():
    register.filter(_name, _filter(_method))

for _chart in (bars, concentration, interval, lines, meters, river, sparkline, strip):
    register.simple_tag(_chart)


class Other(NamedTuple):
    """The language a page is not in."""

    code: str
    url: str
    name: str
    short: str


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def mark() -> SafeString:
    return icons.MARK


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, code: str) -> str:
    """Without a request (the page of a server error) there is no page to keep."""
    request = context.get("request")
    return language.language_url(request, code) if isinstance(request, HttpRequest) else f"?lang={code}"


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> Other:
    if translation.get_language() == "fa":
        return Other("en", language_url(context, "en"), "English", "EN")
    return Other("fa", language_url(context, "fa"), "فارسی", "فا")


@register.filter
def percent_whole(fraction: Any, fmt: Format) -> str:
    """Without decimals, for shares and progress: whole only where nothing is missing."""
    return fmt.percent(floor(100 * float(fraction)) / 100, 0)


@register.filter
def note_kind(level_tag: str) -> str:
    return _NOTE_KINDS.get(level_tag, "info")


@register.filter
def widget(field: BoundField) -> SafeString:
    """A form's own control in our clothes, tied to its hint and its error."""
    classes = "" if getattr(field.field.widget, "input_type", "") in {"checkbox", "radio"} else "input"
    attrs: dict[str, str | bool] = {"class": classes}
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)
