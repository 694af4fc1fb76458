"""What each rule and each reward costs, and how it is used."""

from django.utils.translation import gettext as _

from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.sheet import Column, Report, Row, Sheet
from vafa.engine.calendar.periods import first_instant
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.breakdown import Scope
from vafa.insight.queries.rewards import REWARDS, RULES, RewardUse, used


def build(about: Asked, lake: Lake) -> Report:
    about.choose(lake)
    found = lake.ask(
        "rules_used", since=about.span.start, until=about.span.end, store=about.scope.store,
        segment=about.scope.segment, tier=about.scope.tier,
    )  # fmt: skip
    rows, total = [], 0
    for rule, unit, times, members, units, net in found:
        worth = about.names.worth_minor(unit, units) or 0
        total += worth
        rows.append(Row([_rule(about, rule), about.names.exactly(units, unit), times, members, worth,
                         net, worth / net if net > 0 else None]))  # fmt: skip
    start, end = (first_instant(day, about.fmt.zone) for day in (about.span.start, about.span.end))
    rewards = used(about.request.club, start, end)
    sheets = [
        Sheet(
            "rules", _("Rules"),
            [Column(_("Rule")), Column(_("Gave"), "text"), Column(_("Times"), "integer", aside=True),
             Column(_("Members"), "integer", aside=True), Column(_("Worth"), "money"),
             Column(_("Sales of these purchases"), "money", aside=True), Column(_("Of these sales"), "percent")],
            rows, definition_text(RULES, about.names), note=about.period.words,
            foot=_("Sales are not caused by the rule: these members may have come without it. A holdout tells."),
            empty=_("No rule gave anything in these days."),
        ),
        Sheet(
            "rewards", _("Rewards"),
            [Column(_("Reward")), Column(_("Taken"), "integer"), Column(_("Given back"), "integer", aside=True),
             Column(_("Members"), "integer", aside=True), Column(_("Units"), "text", aside=True),
             Column(_("Worth to members"), "money"), Column(_("Cost to you"), "money")],
            [_reward(about, each) for each in rewards], definition_text(REWARDS, about.names),
            note=about.period.words if about.scope == Scope() else _("of the whole club"),
            empty=_("No reward was taken in these days."),
        ),
    ]  # fmt: skip
    title = _("Rules gave {money}").format(money=about.fmt.money(total)) if total else _("Rules and rewards")
    return Report(title, "", sheets)


def _rule(about: Asked, id: str) -> str:
    """By the programme in force; a rule that is no longer in it keeps its id."""
    programme = about.names.programme
    known = {rule.id: rule.name for rule in programme.rules} if programme else {}
    return about.names.written(known[id]) if id in known else id


def _reward(about: Asked, each: RewardUse) -> Row:
    name = each.name_fa if about.fmt.language == "fa" else each.name_en
    return Row([
        name, each.taken, each.given_back, each.members, about.names.exactly(each.units, each.unit), each.worth_minor,
        each.cost_minor,
    ])  # fmt: skip
