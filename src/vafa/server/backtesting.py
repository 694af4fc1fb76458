"""`vafa backtest`: other rules over a club's own history, at the terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from vafa.base.clock import club_now
from vafa.base.errors import Refusal
from vafa.base.models import Club
from vafa.doors.look.formats import Format, format_of
from vafa.doors.look.names import ClubNames
from vafa.earning.queries import Judges
from vafa.engine.calendar.periods import first_instant
from vafa.engine.earning.plain import NotPlain, from_plain, to_plain
from vafa.engine.earning.programme import Programme
from vafa.files.reading.values import Dates, Unreadable, day
from vafa.insight.backtest import running
from vafa.insight.backtest.in_force import draft, in_force
from vafa.insight.backtest.scenario import Scenario
from vafa.insight.backtest.totals import Totals, compare
from vafa.server import clubs, locking, state
from vafa.server.errors import ALTERED, NOT_AS_SET, Refused
from vafa.server.progress import counting
from vafa.server.speaking import shown

Say = Callable[[str], None]
NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """As it was typed."""

    programme: Path | None
    since: str | None
    until: str | None
    cores: int | None


def show(slug: str | None, say: Say) -> int:
    """The programme in force as JSON, to be changed and replayed."""
    club = _ready(slug)
    programme = Judges(club).on(club_now(club)).programme
    say(msgspec.json.format(msgspec.json.encode(to_plain(programme))).decode())
    return 0


def hold(slug: str | None, asked: Asked, say: Say) -> int:
    """Every award against the rules that gave it. Out: 0, or 1 where one is not what they give."""
    club = _ready(slug)
    with locking.using():
        found = running.replay(club, cores=asked.cores, progress=counting(_("Members")))
    for each in found[:NAMED_AT_MOST]:
        text = _("{kind} {activity}: booked {booked}, by its rules {replayed}")
        told = {name: _units(units) for name, units in (("booked", each.booked), ("replayed", each.replayed))}
        say(text.format(kind=each.kind, activity=each.activity, **told))
    fmt = format_of(club)
    if found:
        sentence = _("Booked otherwise than their rules and facts give: {count}. Restore a backup, ask why.")
        say(sentence.format(count=fmt.integer(len(found))))
        return ALTERED
    say(_("Everything stands as its rules gave it."))
    return 0


def _units(units: dict[str, int]) -> str:
    return ", ".join(f"{name} {shown(count)}" for name, count in units.items()) or shown(0)


def replay(slug: str | None, asked: Asked, say: Say) -> int:
    """The rules in force over the history, and beside them a draft where one is given."""
    club = _ready(slug)
    now = club_now(club)
    try:
        scenarios = [in_force(club, now)]
    except Refusal:
        raise Refused(
            _("No programme is published yet. Publish one, or open the club with one of the ready ones.")
        ) from None
    if asked.programme:
        scenarios.append(draft(club, _draft_in(asked.programme), now))
    span = running.Span(_instant(club, asked.since), _instant(club, asked.until) or now)
    with locking.using():
        totals = running.backtest(club, scenarios, span, cores=asked.cores, progress=counting(_("Members")))
    _tell(club, totals, scenarios, say)
    return 0


def _ready(slug: str | None) -> Club:
    state.refuse_older(state.state())
    return clubs.named(slug)


def _draft_in(file: Path) -> Programme:
    try:
        found: Programme = from_plain(Programme, msgspec.json.decode(file.read_bytes()))
    except OSError as error:
        raise Refused(_("{file} cannot be read: {why}.").format(file=file, why=error.strerror)) from None
    except (NotPlain, msgspec.DecodeError) as error:
        sentence = _("{file} is no programme: {why}. vafa backtest --show writes one to start from.")
        raise Refused(sentence.format(file=file, why=error), NOT_AS_SET) from None
    _refuse_senseless(found)
    return found


def _refuse_senseless(programme: Programme) -> None:
    """What has the shape of a programme and cannot be judged by."""
    declared = {unit.code for unit in programme.units}
    for rule in programme.rules:
        if rule.effect.unit not in declared:
            sentence = _("Rule {rule} gives {unit}, which the programme does not declare among its units.")
            raise Refused(sentence.format(rule=rule.id, unit=rule.effect.unit), NOT_AS_SET)
        if min(getattr(rule.effect, name, 1) for name in ("per_minor", "denominator")) < 1:
            raise Refused(_("Rule {rule} divides by less than one.").format(rule=rule.id), NOT_AS_SET)


def _instant(club: Club, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = day(text, Dates(club.reckoning, club.zone))
    except Unreadable:
        sentence = _("{text} is no day. Write it as 2026-03-21 or 1405-01-01.")
        raise Refused(sentence.format(text=text), NOT_AS_SET) from None
    return first_instant(found, club.zone).astimezone(UTC)


def _tell(club: Club, totals: Sequence[Totals], scenarios: Sequence[Scenario], say: Say) -> None:
    fmt = format_of(club)
    first = totals[0]
    say(_("Receipts: {receipts}, sales: {sales}").format(
        receipts=fmt.integer(first.receipts), sales=fmt.money_exact(first.sales_minor)))  # fmt: skip
    if not first.receipts:
        say(_("There is nothing to judge in this span. Record receipts, import past ones, or name other days."))
        return
    for title, total, scenario in zip((_("In force"), _("Draft")), totals, scenarios, strict=False):
        say(f"\n{title}")
        for line in _lines(club, fmt, total, scenario):
            say(f"  {line}")
    if len(totals) > 1:
        say("\n" + _compared(fmt, totals, scenarios))
    say("\n" + _("This is what the history would have earned. People may buy otherwise under other rules."))


def _lines(club: Club, fmt: Format, total: Totals, scenario: Scenario) -> list[str]:
    names, units = ClubNames(club, fmt), scenario.units
    lines = []
    for unit in units:
        each = total.units.get(unit.code)
        if each is None:
            continue
        text = _("{unit}: {net} ({given} given, {back} taken back), {pending} not active yet")
        lines.append(text.format(
            unit=names.written(unit.name), net=fmt.integer(each.net), given=fmt.integer(each.given),
            back=fmt.integer(each.taken_back), pending=fmt.integer(each.pending + each.waiting)))  # fmt: skip
    cost = total.cost_minor(units)
    share = Fraction(cost, total.sales_minor) if total.sales_minor else Fraction(0)
    lines.append(_("worth {money}, {share} of sales").format(
        money=fmt.money_exact(cost), share=fmt.percent(float(share), 2)))  # fmt: skip
    lines.append(_("members who earn: {members}").format(members=fmt.integer(total.members.earning)))
    for tier in scenario.ladder.tiers if scenario.ladder else ():
        lines.append(f"{names.name_of('tier', tier.id)}: {fmt.integer(total.tiers[tier.id])}")
    return lines


def _compared(fmt: Format, totals: Sequence[Totals], scenarios: Sequence[Scenario]) -> str:
    if not all(any(unit.value_minor_per[0] for unit in scenario.units) for scenario in scenarios):
        return _("Without a declared value of the units it cannot be said who gets more. Give them one.")
    told = compare(totals[0], totals[1])
    text = _("Members who get more: {winners}, less: {losers}, the same: {same}; on another tier at the end: {moved}")
    return text.format(
        winners=fmt.integer(told.winners), losers=fmt.integer(told.losers), same=fmt.integer(told.same),
        moved=fmt.integer(sum(told.tiers.values())),
    )  # fmt: skip
