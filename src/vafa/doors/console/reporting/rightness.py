"""How right were we? What was said before the last weeks, beside what happened in them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.sheet import Column, Estimated, Row, Sheet
from vafa.insight.predicting.churn import Tried
from vafa.insight.predicting.intervals import wilson
from vafa.insight.predicting.logistic import Said
from vafa.insight.predicting.recommending import Trial


def of_lists(about: Asked, trial: Trial) -> Sheet:
    """Of the products that members were said to buy."""
    return Sheet(
        "how-right", _("How right were we?"), _columns(_("Offers"), _("Bought")), _rows(about, trial.said),
        note=_("the last 30 days: the line is what we said before them, the dot what happened"),
        foot=f"{_in_words(about, trial)} {_quality(about, trial)}",
    )  # fmt: skip


def of_staying_away(about: Asked, tried: Tried) -> Sheet:
    """Of those told a chance of no visit: how many stayed away."""
    fmt = about.fmt
    told = _(
        "{auc} of the pairs of one who stayed away and one who came were told apart; by days of silence {silence}. The "
        "slope is {slope}; at 1 the chances are right."
    )
    return Sheet(
        "churn-right", _("No visit in 61 days: how right were we?"), _columns(_("Members"), _("Stayed away")),
        _rows(about, tried.said),
        note=_("the last 61 days: the line is what we said before them, the dot what happened"),
        foot=told.format(auc=fmt.percent(tried.auc, 0), silence=fmt.percent(tried.silence_auc, 0),
                         slope=fmt.fixed(tried.slope, 2)),
    )  # fmt: skip


def _columns(of: str, happened: str) -> list[Column]:
    return [
        Column(_("We said")), Column(of, "integer"), Column(_("On average"), "percent", aside=True),
        Column(happened, "share"),
    ]  # fmt: skip


def _rows(about: Asked, said: Sequence[Said]) -> list[Row]:
    fmt, between = about.fmt, _("{low} to {high}")
    return [
        Row([between.format(low=fmt.percent(step.low, 0), high=fmt.percent(step.high, 0)), step.count, step.said,
             _happened(step)])
        for step in said
    ]  # fmt: skip


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
