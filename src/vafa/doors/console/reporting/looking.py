"""What staff should look at: why loyal members fell silent, and patterns on cards."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.doors.console import insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import link, staff_names
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.keys import apart, products
from vafa.doors.console.reporting.sheet import Column, Estimated, Report, Row, Sheet
from vafa.doors.console.views.members import by_ids
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics import silence as silent
from vafa.insight.metrics.silence import Common
from vafa.insight.metrics.unusual import DEFINITION as UNUSUAL
from vafa.insight.metrics.unusual import Pattern, Sighting, unusual
from vafa.insight.shapes import LapsedLoyal, Span

_LOOKED_BACK = dt.timedelta(days=365)


def silence(about: Asked, lake: Lake) -> Report:
    about.choose(lake)
    whole = insights.lapsed_loyal(about.request.club, about.fmt)
    usual: dict[UUID, str] = dict(lake.ask("usual_store", members=[each.member for each in whole.members]))
    lapsed = _asked_about(about, lake, whole, usual)
    found = silent.silence(lake, about.tomorrow, lapsed.gap_days_most or 0, lapsed.settings)
    called = products(lake, [each.key for each in found if each.by == "product"])
    rows = [
        Row([_what(about, each, called), about.names.store(UUID(each.store)) if each.store else "", each.left_after,
             each.visits, Estimated(each.low, each.times, each.high), each.last_day])
        for each in found
    ]  # fmt: skip
    sheets = [
        Sheet(
            "silence", _("After what more left than elsewhere"),
            [Column(_("After what")), Column(_("Branch"), aside=True), Column(_("Left after it"), "integer"),
             Column(_("Visits with it"), "integer", aside=True), Column(_("Times as many"), "times"),
             Column(_("Last on"), "day", aside=True)],
            rows, definition_text(silent.DEFINITION, about.names),
            note=_("the branch’s other visits are the line"),
            empty=_("Nothing stands out: the silent left as others might have."),
        ),
        _by_store(about, lapsed, usual),
    ]  # fmt: skip
    return Report(_silence_title(about, found, called), _lapsed_lead(about, lapsed), sheets)


def _what(about: Asked, each: Common, called: dict[str, str]) -> str:
    fmt = about.fmt
    if each.by == "cashier":
        name = staff_names(about.request.club).get(each.key, each.key)
        return _("Cashier {name}").format(name=name)
    if each.by == "product":
        return called[each.key]
    if each.by == "hour":
        return _("At {hour} o’clock").format(hour=fmt.integer(int(each.key)))
    start = dt.date.fromisoformat(each.key)
    return fmt.range(start, start + dt.timedelta(days=13))


def _silence_title(about: Asked, found: tuple[Common, ...], called: dict[str, str]) -> str:
    if not found:
        return _("Why they fell silent")
    return _("{what}: {count} loyal members fell silent after it").format(
        what=apart(_what(about, found[0], called)), count=about.fmt.integer(found[0].left_after)
    )


def _lapsed_lead(about: Asked, lapsed: LapsedLoyal) -> str:
    return _("{count} loyal members are silent; they spent {money} in the year up to their last visit.").format(
        count=about.fmt.integer(lapsed.total), money=about.fmt.money(lapsed.yearly_minor)
    )


def _asked_about(about: Asked, lake: Lake, lapsed: LapsedLoyal, usual: dict[UUID, str]) -> LapsedLoyal:
    """Of the branch they came to most, the group and the tier that were chosen."""
    scope, inside = about.scope, lapsed.members
    if scope.segment or scope.tier:
        asked = {row[0] for row in lake.ask("scope_members")}
        inside = tuple(each for each in inside if each.member in asked)
    if scope.store:
        inside = tuple(each for each in inside if usual.get(each.member) == scope.store)
    return replace(lapsed, members=inside)


def _by_store(about: Asked, lapsed: LapsedLoyal, usual: dict[UUID, str]) -> Sheet:
    """Where the lapsed loyal went most, and what is at stake there."""
    at: dict[str, list[int]] = {}
    for each in lapsed.members:
        at.setdefault(usual.get(each.member) or "", []).append(each.yearly_minor)
    rows = sorted(at.items(), key=lambda each: -sum(each[1]))
    codes = {str(place.id): place.code for place in about.names.places.values()}
    return Sheet(
        "silence-by-branch", _("What is at stake, by branch"),
        [Column(_("Branch")), Column(_("Lapsed loyal"), "integer"), Column(_("Spend of a year"), "money")],
        [Row([about.names.store(UUID(store)) if store else _("not named"), len(nets), sum(nets)],
             f"{link(about.request, 'lapsed')}?branch={codes.get(store, '')}") for store, nets in rows],
        note=_("the branch they came to most"), empty=_("Every loyal member has been here lately."),
    )  # fmt: skip


def sightings(about: Asked, lake: Lake) -> Report:
    about.choose(lake)
    found = unusual(lake, Span(about.tomorrow - _LOOKED_BACK, about.tomorrow))
    people = {each.id: each.name for each in by_ids(about.request.club, [each.member for each in found[:200]])}
    cashiers = staff_names(about.request.club)
    rows = [
        Row([pattern_name(each.pattern), people.get(each.member) or _("without a name"),
             cashiers.get(each.cashier, each.cashier), each.times, each.receipts, each.net_minor, each.first_day,
             each.last_day], link(about.request, "member", each.member))
        for each in found[:200]
    ]  # fmt: skip
    sheet = Sheet(
        "unusual", _("Patterns on cards"),
        [Column(_("Pattern")), Column(_("Member")), Column(_("Cashier"), aside=True), Column(_("Times"), "integer"),
         Column(_("Receipts"), "integer", aside=True), Column(_("Net sales"), "money"),
         Column(_("From"), "day", aside=True), Column(_("Until"), "day", aside=True)],
        rows, definition_text(UNUSUAL, about.names), note=_("the last {days}").format(days=about.fmt.days(365)),
        empty=_("Nothing unusual in a year."),
    )  # fmt: skip
    return Report(_unusual_title(about, found), _("Each may have an honest reason: ask before you judge."), [sheet])


def pattern_name(pattern: Pattern) -> str:
    return {
        "crowded_days": _("Many receipts a day"), "two_places": _("Two branches within minutes"),
        "quick_returns": _("Given back within minutes"),
    }[pattern]  # fmt: skip


def _unusual_title(about: Asked, found: tuple[Sighting, ...]) -> str:
    if not found:
        return _("Nothing unusual")
    count: Any = about.fmt.integer(len(found))
    return _("{count} patterns to look at").format(count=count)
