"""What each member will buy next, worked out at night and kept in the lake."""

from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
import numpy as np

from vafa.base import clock, jobs
from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.lake import reading
from vafa.insight.lake.engine import made, run
from vafa.insight.lake.refreshing import rewriting
from vafa.insight.predicting import recommending
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.recommending import Bought, Chances, Matrix, Offers, Trial

JOB: Final = "suggest"
NIGHTLY: Final = "suggest_nightly"
AT_ONCE: Final = 20_000
"""Members of one part: the first teaches what is alike and what comes of an offer, all get their lists."""


def suggest(*, club: Club, now: datetime) -> Trial | None:
    """In: a club with a lake. Out: how right such lists were on the days before, and every member's lists are in the
    lake; None, and none are, where too few bought. Refused: NoLake."""
    until = local_date(now, club.zone) + timedelta(days=1)
    with reading.worked_on(club.id) as lake:
        run(lake.connection, "no_suggestions")
        try:
            trial = _worked_out(lake, until)
        except NotFitted:
            trial = None
        with rewriting(club, lake.connection) as work:
            work.replace("suggestions", "all_suggestions")
            told = msgspec.to_builtins(trial) if trial else None
            work.lake.notes[reading.SUGGESTED] = {"until": until.isoformat(), "trial": told}
    return trial


def ask_first(*, club: Club) -> None:
    """In: a club whose lake was refreshed. Out: a job, at most one an hour, where there are no lists or their file was
    lost; the next come at night."""
    if reading.SUGGESTED not in reading.notes(club.id):
        jobs.enqueue([(club.id, JOB, {}, f"suggest:{club.id}:{clock.now():%Y-%m-%dT%H}", clock.now())])


def _worked_out(lake: reading.Lake, until: date) -> Trial:
    parts = max(1, -(-int(lake.ask("count_buyers")[0][0]) // AT_ONCE))
    bought = bought_of(lake, until, parts, 0, hidden=recommending.AHEAD_DAYS)
    if not bought.size[1]:
        raise NotFitted("no product has enough buyers")
    trial = recommending.tried(bought)
    chances = recommending.learnt(bought, recommending.AHEAD_DAYS)
    like = recommending.likeness(bought)
    for part in range(parts):
        own = bought if part == 0 else bought_of(lake, until, parts, part)
        offers = chances.told(recommending.offers_of(own, like))
        lake.connection.register("offers", _columns(own, offers, chances))
        run(lake.connection, "add_suggestions", {"until": until})
        lake.connection.unregister("offers")
    return trial


def bought_of(lake: reading.Lake, until: date, parts: int, part: int, *, hidden: int | None = None) -> Bought:
    """In: a lake, the day after the last that counts, and one part of its members of so many. Out: on which days they
    bought which products. With `hidden` the products are chosen: those with enough buyers before so many last days;
    without it they are those of the part before."""
    run(lake.connection, "buyers", {"until": until, "parts": parts, "part": part})
    if hidden is not None:
        run(lake.connection, "numbered", {"hidden": hidden, "fewest": recommending.FEWEST_BUYERS})
    run(lake.connection, "member_places")
    found = made(lake.connection, "numbers").fetchnumpy()
    size = (lake.ask("count_places")[0][0], lake.ask("count_products")[0][0])
    members, products = (np.asarray(found[name], dtype=np.int64) for name in ("member", "product"))
    return Bought(members, products, np.asarray(found["age"], dtype=np.float64), size)


def _columns(own: Bought, offers: Offers, chances: Chances) -> dict[str, Any]:
    said = chances.of(offers)
    ranges = np.array([chances.range_of(float(each)) for each in said]).reshape(len(said), 2)
    return {
        "member": offers.members, "product": offers.products, "again": offers.again, "rank": offers.ranks,
        "because": offers.because, "chance": said, "low": ranges[:, 0], "high": ranges[:, 1],
        "times": _of(own.counted(), offers), "age": _of(own.latest(), offers),
    }  # fmt: skip


def _of(values: Matrix, offers: Offers) -> Any:
    """Of what a member bought before, by the product that is the reason."""
    return np.asarray(values[offers.members, offers.because], dtype=np.int64).ravel()
