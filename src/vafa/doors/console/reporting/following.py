"""Who buys what next: from this to that, for whom what, and how right the lists were."""

from typing import Any, Final

from django.utils.translation import gettext as _

from vafa.doors.console import insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import link
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.keys import apart, products
from vafa.doors.console.reporting.sheet import Column, Estimated, Report, Row, Sheet
from vafa.doors.console.views.members import by_ids
from vafa.insight.actions.suggesting import trial_of
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics import pairs
from vafa.insight.metrics.pairs import Pair, Pairs
from vafa.insight.predicting.churn import Tried
from vafa.insight.predicting.logistic import Said
from vafa.insight.predicting.recommending import Trial, wilson

_PEOPLE: Final = 20


def build(about: Asked, lake: Lake) -> Report:
    about.choose(lake)
    by = "category" if about.given("by") == "category" else "product"
    found = [_pairs(about, lake, pairs.together, by), _pairs(about, lake, pairs.after, by)]
    sheets = [_sheet(about, lake, each, name, by) for name, each in zip(("together", "after"), found, strict=True)]
    told = trial_of(lake.notes)
    trial = told[1] if told else None
    sheets.append(_for_whom(about, lake, there=trial is not None))
    if trial:
        sheets.append(_how_right(about, trial))
    if churn := insights.churn_trial(about.request.club):
        sheets.append(_churn_right(about, churn))
    return Report(*_headline(about, lake, found[1], by), sheets)


def _pairs(about: Asked, lake: Lake, metric: Any, by: str) -> Pairs:
    made: Pairs = metric(lake, about.span, by)
    return made


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
        [Row(_values(pair, called, later=later)) for pair in found.rows],
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


def _how_right(about: Asked, trial: Trial) -> Sheet:
    fmt = about.fmt
    between = _("{low} to {high}")
    rows = [
        Row([between.format(low=fmt.percent(step.low, 0), high=fmt.percent(step.high, 0)), step.count, step.said,
             _happened(step)])
        for step in trial.said
    ]  # fmt: skip
    return Sheet(
        "how-right", _("How right were we?"),
        [Column(_("We said")), Column(_("Offers"), "integer"), Column(_("On average"), "percent", aside=True),
         Column(_("Bought"), "share")],
        rows, note=_("the last 30 days: the line is what we said before them, the dot what happened"),
        foot=f"{_in_words(about, trial)} {_quality(about, trial)}",
    )  # fmt: skip


def _happened(step: Said) -> Estimated:
    low, high = wilson(step.happened, step.count)
    return Estimated(low, step.happened / step.count, high, step.said)


def _in_words(about: Asked, trial: Trial) -> str:
    """Did we say too much, or too little?"""
    said, came = sum(step.count * step.said for step in trial.said), sum(step.happened for step in trial.said)
    told = _("In all we said {said}, and {came} were bought.")
    return told.format(said=about.fmt.integer(round(said)), came=about.fmt.integer(came))


def _quality(about: Asked, trial: Trial) -> str:
    fmt = about.fmt
    again = _("What they bought before, ordered: {ndcg} of 1; what everybody buys: {plain}; over {members} members.")
    new = _("New to them: a hit among ten for {hit}; of what everybody buys: {plain}; over {members} members.")
    return " ".join((
        again.format(ndcg=fmt.fixed(trial.ndcg, 2), plain=fmt.fixed(trial.ndcg_popular, 2),
                     members=fmt.integer(trial.members_again)),
        new.format(hit=fmt.percent(trial.hit_rate, 0), plain=fmt.percent(trial.hit_rate_popular, 0),
                   members=fmt.integer(trial.members_new)),
    ))  # fmt: skip


def _churn_right(about: Asked, tried: Tried) -> Sheet:
    """Of those told a chance of no visit: how many stayed away."""
    fmt = about.fmt
    between = _("{low} to {high}")
    rows = [
        Row([between.format(low=fmt.percent(step.low, 0), high=fmt.percent(step.high, 0)), step.count, step.said,
             _happened(step)])
        for step in tried.said
    ]  # fmt: skip
    told = _(
        "{auc} of the pairs of one who stayed away and one who came were told apart; by days of silence {silence}. The "
        "slope is {slope}; at 1 the chances are right."
    )
    return Sheet(
        "churn-right", _("No visit in 61 days: how right were we?"),
        [Column(_("We said")), Column(_("Members"), "integer"), Column(_("On average"), "percent", aside=True),
         Column(_("Stayed away"), "share")],
        rows, note=_("the last 61 days: the line is what we said before them, the dot what happened"),
        foot=told.format(auc=fmt.percent(tried.auc, 0), silence=fmt.percent(tried.silence_auc, 0),
                         slope=fmt.fixed(tried.slope, 2)),
    )  # fmt: skip
