"""Who buys what next: from this to that, for whom what, and how right the lists were."""

from typing import Any, Final

from django.utils.translation import gettext as _

from vafa.doors.console import insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import link
from vafa.doors.console.reporting import rightness
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.keys import apart, products
from vafa.doors.console.reporting.sheet import Column, Estimated, Report, Row, Sheet
from vafa.doors.console.views.members import by_ids
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics import pairs
from vafa.insight.metrics.pairs import Pair, Pairs
from vafa.insight.metrics.suggestions import trial_of
from vafa.insight.remembering import remembered

_PEOPLE: Final = 20


def build(about: Asked, lake: Lake) -> Report:
    about.choose(lake)
    by = "category" if about.given("by") == "category" else "product"
    key = ("pairs", about.request.club.id, lake.token, about.span, about.scope, by)
    found = remembered(key, lambda: pairs.of_both_kinds(lake, about.span, by))
    told = trial_of(lake.notes)
    trial = told[1] if told else None
    sheets = [
        _sheet(about, lake, found[1], "after", by), _for_whom(about, lake, there=trial is not None),
        _sheet(about, lake, found[0], "together", by),
    ]  # fmt: skip
    if trial:
        sheets.append(rightness.of_lists(about, trial))
    if churn := insights.churn_trial(about.request.club):
        sheets.append(rightness.of_staying_away(about, churn))
    return Report(*_headline(about, lake, found[1], by), sheets, action=_action(about, found[1], by))


def _people(about: Asked, pair: Pair, by: str) -> str:
    """Where those who have not yet are listed; they are those of today, so that only days up to it lead there."""
    if about.span.end != about.tomorrow:
        return ""
    days = str((about.span.end - about.span.start).days)
    pair_of_days = about.address(first=pair.first, then=pair.second, by=by, days=days, period="")
    return link(about.request, "not_yet_people") + pair_of_days


def _action(about: Asked, found: Pairs, by: str) -> tuple[str, str] | None:
    if not found.rows or not (url := _people(about, found.rows[0], by)):
        return None
    return _("Make a group"), url


def _called(lake: Lake, found: Pairs, by: str) -> dict[str, str]:
    keys = sorted({key for pair in found.rows for key in (pair.first, pair.second)})
    return products(lake, keys) if by == "product" else {key: key for key in keys}


def _headline(about: Asked, lake: Lake, found: Pairs, by: str) -> tuple[str, str]:
    if not found.rows:
        return _("Who buys what next"), ""
    best, called = found.rows[0], _called(lake, found, by)
    first, second = apart(called[best.first]), apart(called[best.second])
    title = _("After {first}, {second}").format(first=first, second=second)
    lead = _("Of every 100 buyers of {first}, {count} buy {second} within {days}. {not_yet} have not yet.").format(
        first=first, second=second, count=about.fmt.integer(round(100 * best.share)),
        days=about.fmt.days(pairs.AHEAD_DAYS), not_yet=about.fmt.integer(best.not_yet),
    )  # fmt: skip
    return title, lead


def _sheet(about: Asked, lake: Lake, found: Pairs, name: str, by: str) -> Sheet:
    later = name == "after"
    columns = [
        Column(_("Bought")), Column(_("Then buy") if later else _("Also on the receipt")),
        Column(_("Do so"), "percent"), Column(_("Times as likely"), "times"),
    ]  # fmt: skip
    if later:
        columns += [Column(_("Not yet"), "integer", aside=True), Column(_("Worth"), "money", aside=True)]
    called = _called(lake, found, by)
    empty = _("Too few were bought one beside the other. Choose more days.")
    return Sheet(
        name, _("From this to that") if later else _("On one receipt"), columns,
        [Row(_values(pair, called, later=later), _people(about, pair, by) if later else "") for pair in found.rows],
        definition_text(found.definition, about.names),
        note=_("times as likely as without the first; the line is 1, no link"), empty=empty,
    )  # fmt: skip


def _values(pair: Pair, called: dict[str, str], *, later: bool) -> list[Any]:
    times = Estimated(pair.low, pair.times, pair.high)
    found = [called[pair.first], called[pair.second], pair.share, times]
    return [*found, pair.not_yet, pair.worth_minor] if later else found


def _for_whom(about: Asked, lake: Lake, *, there: bool) -> Sheet:
    """Of each member the surest product that is new to them, those with the highest chance first."""
    rows = lake.ask("surest_new", most=_PEOPLE) if there else []
    called = products(lake, sorted({sku for row in rows for sku in (row[1], row[5])}))
    people = {each.id: each.name for each in by_ids(about.request.club, [row[0] for row in rows])}
    return Sheet(
        "for-whom", _("For whom, what"),
        [Column(_("Member")), Column(_("New to them")), Column(_("Within 30 days"), "percent"),
         Column(_("From"), "percent", aside=True), Column(_("To"), "percent", aside=True), Column(_("Because of"))],
        [Row([people.get(member) or _("without a name"), called[sku], chance, low, high, called[because]],
             link(about.request, "member", member))
         for member, sku, chance, low, high, because in rows],
        empty=_("The lists are made at night. They need {count} buyers and products that ten of them bought.").format(
            count=about.fmt.integer(200)),
    )  # fmt: skip
