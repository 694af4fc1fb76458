"""The member river, and who makes the result."""

from typing import Any

from django.utils.translation import gettext as _

from vafa.doors.look.charts.concentration import concentration, concentration_table
from vafa.doors.look.charts.meters import meters, meters_table
from vafa.doors.look.charts.river import Flow, river, river_table
from vafa.doors.look.charts.river import Stage as Shown
from vafa.doors.look.formats import Format
from vafa.insight.shapes import Flows, Lifecycle, Overview, Stage

_STAGES_SHOWN = 4
# Of four buyers a fifth is nobody, and of one the curve is the diagonal.
_BUYERS_LEAST = 5


def stage_name(stage: Stage) -> str:
    return {
        Stage.NEW: _("New"),
        Stage.ONE_TIME: _("One-time"),
        Stage.REPEAT: _("Repeat"),
        Stage.LOYAL: _("Loyal"),
        Stage.AT_RISK: _("At risk"),
        Stage.LAPSED: _("Lapsed"),
        Stage.WON_BACK: _("Won back"),
    }[stage]


def river_of(fmt: Format, life: Lifecycle, days: int) -> dict[str, Any]:
    flows = life.flows
    stages = [Shown(stage_name(stage), count, came) for stage, count, came in life.river]
    left = _("{count} left after their first purchase").format(count=fmt.integer(flows.left_after_first))
    back = _("{count} came back").format(count=fmt.integer(flows.came_back))
    leak = Flow(1, flows.left_after_first, left) if flows.left_after_first else None
    way_back = Flow(2, flows.came_back, back) if flows.came_back else None
    said = _leak(fmt, flows, days)
    head = (_("Stage"), _("In it now"), _("Came from the stage before"))
    return {
        "river_words": said,
        "river": river(fmt, stages, leak, way_back, said),
        "river_table": river_table(fmt, stages, leak, way_back, _("The member river"), head),
    }


def _leak(fmt: Format, flows: Flows, days: int) -> str:
    biggest = max(flows.left_after_first, flows.loyal_to_at_risk, flows.at_risk_to_lapsed)
    span = fmt.days(days)
    if not biggest:
        return _("Movement in {days}. Nobody was lost.").format(days=span)
    if biggest == flows.left_after_first:
        return _("Movement in {days}. Biggest leak: one-time buyers who never came back.").format(days=span)
    if biggest == flows.loyal_to_at_risk:
        return _("Movement in {days}. Biggest leak: loyal members who come less often.").format(days=span)
    return _("Movement in {days}. Biggest leak: members at risk who went silent.").format(days=span)


def leaks_of(fmt: Format, flows: Flows) -> list[tuple[str, str, str]]:
    """Out: where members are lost, the most first, as (what, how many, the group of who may still be held)."""
    rows = [
        (flows.left_after_first, _("after the first purchase"), "one_time"),
        (flows.loyal_to_at_risk, _("loyal members who come less often"), "at_risk"),
        (flows.at_risk_to_lapsed, _("members at risk who went silent"), "lapsed_loyal"),
    ]
    return [(words, fmt.integer(count), code) for count, words, code in sorted(rows, key=lambda row: -row[0]) if count]


def makers_of(fmt: Format, found: Overview) -> dict[str, Any]:
    """Who makes the sales, and the stages' shares of the profit (of sales where costs are not known)."""
    crowd = found.concentration
    curve = crowd.curve if crowd.buyers >= _BUYERS_LEAST else []
    share = fmt.percent(crowd.top_share, 0) if crowd.top_share is not None else ""
    said = _("20% of members, {share} of sales").format(share=share) if share else ""
    before = _("{share} in the period before").format(share=fmt.percent(crowd.top_share_before, 0))
    labels = said, before if crowd.top_share_before is not None else ""
    shares = _largest(crowd.by_stage)
    margin = crowd.by_stage_mode == "margin"
    by_stage = _("Share of gross profit by stage") if margin else _("Share of sales by stage")
    return {
        "concentration": concentration(fmt, curve, labels, (_("all buyers"), _("if equal"))),
        "concentration_table": concentration_table(
            fmt, curve, _("Who makes the sales"), (_("Share of buyers"), _("Share of sales"))
        ),
        "shares": meters(fmt, shares),
        "shares_table": meters_table(fmt, shares, by_stage, (_("Stage"), _("Share"))),
        "by_stage": by_stage,
        "makers_title": _("Who makes the profit?") if margin else _("Who makes the sales?"),
    }


def _largest(by_stage: dict[Stage, float]) -> list[tuple[str, float]]:
    """The largest four; what is left stands together."""
    rows = sorted(((share, stage_name(stage)) for stage, share in by_stage.items() if share > 0), reverse=True)
    shown = [(name, share) for share, name in rows[:_STAGES_SHOWN]]
    rest = sum(share for share, _name in rows[_STAGES_SHOWN:])
    return [*shown, (_("Others"), rest)] if rest else shown
