"""The weekly letter in words: what moved, why, and what to do; for a page and for an e-mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vafa.doors.look.formats import Format
from vafa.doors.look.hero import hero
from vafa.doors.look.names import ClubNames
from vafa.insight.letter import Week
from vafa.insight.metrics.breakdown import Row

_SAID: Final = 3
_MOVED: Final = 0.05
Link = Callable[[str], str]
"""In: the name of a page of the console, with what follows it. Out: its address, or nothing where none is known."""


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`figures`: (what, how much, the change as written, whether it is good)."""

    title: str
    lead: str
    figures: Sequence[tuple[str, str, str, bool | None]]
    reasons: Sequence[str]
    steps: Sequence[Step]


def letter(names: ClubNames, told: Week, link: Link) -> Letter:
    """In: how the club writes, what the week came to, and where pages are. Out: the letter."""
    fmt = names.fmt
    begins = told.found.first_day if told.found.begins_within else None
    levers = hero(fmt, told.found.levers, told.span.days, sales=False, begins=begins)
    return Letter(
        _title(fmt, told), strip_tags(levers.sentence), _figures(fmt, told), _reasons(names, told),
        _steps(names, told, link),
    )  # fmt: skip


def _title(fmt: Format, told: Week) -> str:
    """The result of the week."""
    levers = told.found.levers
    days = fmt.range(told.span.start, told.span.end - timedelta(days=1))
    if not levers.n.value:
        return _("{days}: nobody bought").format(days=days)
    return _("{days}: {money} of sales").format(days=days, money=fmt.money(levers.net_minor))


def _figures(fmt: Format, told: Week) -> list[tuple[str, str, str, bool | None]]:
    found = told.found
    n, v, f, s = found.levers.in_order
    flows = found.lifecycle.flows
    rows: list[tuple[str, str, float | None]] = [
        (_("Net sales"), fmt.money(found.levers.net_minor), _change(told)),
        (_("Buyers"), fmt.integer(int(n.value or 0)), n.change),
        (_("Purchases each"), fmt.decimal(f.figure), f.change),
        (_("Sale per purchase"), fmt.money(round(s.value)) if s.value is not None else "—", s.change),
        (_("Kept of each sale"), fmt.percent(v.figure), v.change),
    ]  # fmt: skip
    written = [
        (what, much, fmt.percent_change(change, 0) if change is not None else "", None if not change else change > 0)
        for what, much, change in rows
    ]
    return [
        *written,
        (_("Came back after long"), fmt.integer(flows.came_back), "", None),
        (_("Left after the first visit"), fmt.integer(flows.left_after_first), "", None),
    ]


def _change(told: Week) -> float | None:
    now, before = told.found.levers.net_minor, told.found.levers.net_before_minor
    return now / before - 1 if before > 0 else None


def _reasons(names: ClubNames, told: Week) -> list[str]:
    """The branches and categories that moved the most."""
    said = []
    for rows, called in ((told.stores, _store), (told.categories, _category)):
        moved = sorted(rows or (), key=lambda row: -abs(row.now.net_minor - row.before.net_minor))
        said += [_moved(names.fmt, called(names, row.key), row) for row in moved[:_SAID] if _is_large(row)]
    return said


def _is_large(row: Row) -> bool:
    return row.key != "" and row.change is not None and abs(row.change) >= _MOVED


def _store(names: ClubNames, key: str) -> str:
    return names.store(UUID(key)) if key else ""


def _category(names: ClubNames, key: str) -> str:
    return key


def _moved(fmt: Format, name: str, row: Row) -> str:
    up = row.now.net_minor >= row.before.net_minor
    words = _("{what}: {money} more, {share}.") if up else _("{what}: {money} less, {share}.")
    return words.format(
        what=f"\u2068{name}\u2069", money=fmt.money(abs(row.now.net_minor - row.before.net_minor)),
        share=fmt.percent_change(row.change, 0),
    )  # fmt: skip


def _steps(names: ClubNames, told: Week, link: Link) -> list[Step]:
    fmt, found = names.fmt, told.found
    steps = []
    if total := found.lapsed_loyal.total:
        title = _("Ask {count} loyal members why they stay away").format(count=fmt.integer(total))
        why = _("They spent {money} in their last year.").format(money=fmt.money(found.lapsed_loyal.yearly_minor))
        steps.append(Step(title, why, link("report silence")))
    for unit in found.units.units:
        if unit.ending_30_minor:
            title = _("Remind members of {units} that end within 30 days").format(
                units=names.exactly(unit.ending_30, unit.unit)
            )
            why = _("Worth {money}. Whoever comes back in time keeps theirs.").format(
                money=fmt.money(unit.ending_30_minor)
            )
            steps.append(Step(title, why, link("liability")))
    if once := found.lifecycle.flows.left_after_first:
        title = ngettext(
            "Give {count} newcomer a reason to come a second time",
            "Give {count} newcomers a reason to come a second time", once,
        ).format(count=fmt.integer(once))  # fmt: skip
        steps.append(Step(title, _("They came once and the usual gap has long passed."), link("life_cycle")))
    if told.patterns:
        title = ngettext("Look at {count} pattern on cards", "Look at {count} patterns on cards", told.patterns).format(
            count=fmt.integer(told.patterns)
        )
        steps.append(Step(title, _("Each may have an honest reason: ask before you judge."), link("report unusual")))
    return steps
