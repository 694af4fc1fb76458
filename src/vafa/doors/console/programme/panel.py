"""The replay beside the editor: what a year would have cost under the draft, who wins, who loses, what to beware of."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vafa.activities.queries.across import any_recorded
from vafa.base.clock import club_now
from vafa.doors.console.frame import ClubRequest, link
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.look.charts.gains import gains
from vafa.engine.calendar.periods import local_date
from vafa.insight.actions import backtests
from vafa.insight.models import Backtest
from vafa.insight.queries import backtests as asked
from vafa.programmes.errors import NotReplayed
from vafa.programmes.models import Draft
from vafa.programmes.queries.guard import Paid, limit_of, too_much

SHOWN = 3
Plain = dict[str, Any]


def context(request: ClubRequest, draft: Draft, names: DraftNames) -> Plain:
    """In: a draft and its names. Out: what the panel shows: `state` is none, replaying, failed, stale or fresh; figures
    are those of the last replay that is done."""
    digest = backtests.digest_of(names.content.programme, names.content.ladder)
    last, done = asked.latest(request.club, draft.id), asked.latest_done(request.club, draft.id)
    told: Plain = {"state": _state(last, done, digest), "panel_url": link(request, "replay_draft", draft.id)}
    if last is not None and last.state in {"waiting", "running"}:
        told |= {"done": names.fmt.integer(last.done), "of": names.fmt.integer(last.of),
                 "percent": last.done * 100 // last.of if last.of else 0, "waits": last.state == "waiting"}  # fmt: skip
    if done is None or done.found is None:
        return told
    found = done.found
    told |= _about(found, names, done.ended_at) | {"figures": list(_figures(found, names)), "caveats": []}
    if found["compared"]:
        told |= _who(found, names) | {"people_url": link(request, "draft_people", draft.id)}
        told["movers"] = _movers(found, names)
        told["caveats"] += _moved(found, names)
    told["caveats"] += [*_withheld(found["draft"], names), *_guarded(request, found, names)]
    told["rules"] = _rules(found["draft"], names)
    return told


def _state(last: Backtest | None, done: Backtest | None, digest: str) -> str:
    if last is None:
        return "none"
    if last.state in {"waiting", "running"}:
        return "replaying"
    if last.state == "failed" and last.digest == digest:
        return "failed"
    return "fresh" if done is not None and done.digest == digest else "stale"


def _about(found: Plain, names: DraftNames, ended_at: dt.datetime | None) -> Plain:
    zone, fmt = names.club.zone, names.fmt
    since, until = (local_date(dt.datetime.fromisoformat(found[name]), zone) for name in ("since", "until"))
    told = _("{receipts} receipts, {since} to {until}, replayed in {seconds} s").format(
        receipts=fmt.integer(found["receipts"]), since=fmt.date(since), until=fmt.date(until - dt.timedelta(days=1)),
        seconds=fmt.fixed(found["took_ms"] / 1000, 1),
    )  # fmt: skip
    return {"about": told, "receipts": found["receipts"], "ended_at": ended_at}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def _figures(found: Plain, names: DraftNames) -> Iterator[Plain]:
    """Rows of (measure, in force, draft, change); for cost less is better, for what members get more is."""
    live, draft, fmt = found["live"], found["draft"], names.fmt
    main = names.main_unit

    def units(side: Plain) -> float | None:
        given = side["units"].get(main)
        return _share(given["given"] - given["back"], side["earning"]) if given else None

    rows = (
        (_("Cost of units"), lambda side: side["cost_minor"], fmt.money, "less"),
        (_("Share of sales"), lambda side: _share(side["cost_minor"], side["sales_minor"]), fmt.percent, "less"),
        (_("Share of margin"), _of_margin, fmt.percent, "less"),
        (_("Still open at the end"), lambda side: side["liability_minor"], fmt.money, "less"),
        (_("Units per earning member"), units, lambda value: fmt.integer(round(value)), "more"),
        (_("Members earning"), lambda side: side["earning"], fmt.integer, "more"),
    )
    for label, of, shown, better in rows:
        before, after = (of(live) if live else None), of(draft)
        change = (after - before) / before if before and after is not None else None
        yield {
            "label": label, "live": "–" if before is None else shown(before),
            "draft": "–" if after is None else shown(after), "change": change,
            "change_text": fmt.percent(abs(change)) if change is not None else "", "better": better,
        }  # fmt: skip


def _of_margin(side: Plain) -> float | None:
    """Of the margin of all sales, taken to be as that of those whose costs are known."""
    if not side["costed_minor"] or side["margin_minor"] <= 0:
        return None
    return float(side["cost_minor"] / (side["margin_minor"] * side["sales_minor"] / side["costed_minor"]))


def _who(found: Plain, names: DraftNames) -> Plain:
    compared, fmt = found["compared"], names.fmt
    less, more = fmt.integer(compared["losers"]), fmt.integer(compared["winners"])
    limit = fmt.money(compared["bins"]["limit_minor"])
    label = _("{less} members get less, {more} get more").format(less=less, more=more)
    ends = (f"\u200e\u2212{limit}", _("no change"), f"\u200e+{limit}")
    return {"less": less, "more": more, "same": fmt.integer(compared["same"]),
            "chart": gains(fmt, compared["bins"]["counts"], ends, label)}  # fmt: skip


def _movers(found: Plain, names: DraftNames) -> list[Plain]:
    """Groups and branches whose units change most, as a share of what they had."""
    rows = []
    for kind, named in (("segments", names.segments), ("stores", names.stores)):
        live, draft = found["live"][kind], found["draft"][kind]
        for code, before in live.items():
            change = (draft.get(code, 0) - before) / before if before > 0 else 0.0
            if code and abs(change) >= 0.005:
                rows.append((abs(before * change), named.get(code, code), change))
    rows.sort(reverse=True)
    return [
        {"name": name, "change": names.fmt.percent_change(change, 0), "good": change > 0}
        for _size, name, change in rows[:SHOWN]
    ]


def _moved(found: Plain, names: DraftNames) -> list[str]:
    """Who would stand on a lower tier at the end; nobody falls before their own review."""
    if names.ladder is None:
        return []
    place = {tier.id: at for at, tier in enumerate(names.ladder.tiers)}
    falls: dict[str, int] = {}
    for before, after, count in found["compared"]["moved"]:
        if place.get(after, 0) < place.get(before, len(place)):
            falls[before] = falls.get(before, 0) + count
    told = []
    for tier, count in falls.items():
        text = ngettext(
            "{count} member of {tier} would be a tier lower. Published, they keep it until their own review.",
            "{count} members of {tier} would be a tier lower. Published, they keep it until their own review.", count,
        )  # fmt: skip
        told.append(text.format(count=names.fmt.integer(count), tier=names.name_of("tier", tier)))
    return told


def _withheld(side: Plain, names: DraftNames) -> list[str]:
    return [
        _("Its budgets would have withheld {units}.").format(units=names.exactly(each["withheld"], unit))
        for unit, each in side["units"].items() if each.get("withheld")
    ]  # fmt: skip


def paid(found: Plain) -> list[Paid]:
    """What each rule of the draft gave, for the guard."""
    return [
        Paid(each["rule"], each["worth_minor"], each["sales_minor"], each["costed_minor"], each["margin_minor"])
        for each in found["draft"]["rules"]
    ]


def fresh_paid(request: ClubRequest, draft: Draft, names: DraftNames) -> list[Paid]:
    """Of a replay of just these rules; nothing where nothing was recorded yet, or the replay broke off, which the page
    says. Refused: NotReplayed, where none is done."""
    done = asked.latest_done(request.club, draft.id)
    last = asked.latest(request.club, draft.id)
    digest = backtests.digest_of(names.content.programme, names.content.ladder)
    if done is not None and done.found and done.digest == digest:
        return paid(done.found)
    broke_off = last is not None and last.state == "failed" and last.digest == digest
    if broke_off or not any_recorded(request.club.id):
        return []
    raise NotReplayed


def _guarded(request: ClubRequest, found: Plain, names: DraftNames) -> list[str]:
    limit = limit_of(request.club)
    told = []
    for each in too_much(paid(found), limit):
        rule, share = names.name_of("rule", each.rule), each.of_margin
        if share is None or share > 100:
            told.append(_("“{rule}” gives for receipts that earned nothing.").format(rule=rule))
            continue
        text = _("“{rule}” gives {share} of the margin of what it gave for; the club allows {limit}.")
        told.append(text.format(rule=rule, share=names.fmt.percent(share, 0),
                                limit=names.fmt.percent(limit / 10_000, 0)))  # fmt: skip
    return told


def _rules(side: Plain, names: DraftNames) -> list[Plain]:
    """What each rule came to, the dearest first."""
    rows = sorted(side["rules"], key=lambda each: -each["worth_minor"])
    return [
        {
            "name": names.name_of("rule", each["rule"]), "times": names.fmt.integer(each["times"]),
            "units": names.exactly(each["units"], each["unit"]), "worth": names.fmt.money(each["worth_minor"]),
        }
        for each in rows
    ]  # fmt: skip


def ask(request: ClubRequest, draft: Draft, names: DraftNames) -> None:
    """Replays the draft as it stands, in the background."""
    content = names.content
    backtests.ask(
        club=request.club, about=draft.id, programme=content.programme, ladder=content.ladder,
        now=club_now(request.club),
    )  # fmt: skip
