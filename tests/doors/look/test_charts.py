"""Charts: their shape in both directions, their words escaped, and what they do with nothing to draw."""

import datetime as dt
import math
import re
from itertools import pairwise
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from vafa.doors.look.charts.bars import Measured, bars, bars_table
from vafa.doors.look.charts.concentration import concentration, concentration_table, share_at
from vafa.doors.look.charts.interval import Estimate, interval, scale_of, verdict
from vafa.doors.look.charts.lines import Series, lines, lines_table, ticks
from vafa.doors.look.charts.meters import meters
from vafa.doors.look.charts.river import Flow, Stage, river, river_table
from vafa.doors.look.charts.spark import sparkline
from vafa.doors.look.charts.strip import strip, strip_table
from vafa.doors.look.charts.waterfall import waterfall
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import GREGORIAN, JALALI

TEHRAN = ZoneInfo("Asia/Tehran")
TODAY = dt.date(2026, 11, 21)
FA = Format("fa", JALALI, TEHRAN, "IRR", "toman", TODAY)
EN = Format("en", GREGORIAN, TEHRAN, "IRR", "toman", TODAY)
NAN = float("nan")
HOSTILE = '"><script>alert(1)</script>'

STAGES = [
    Stage("New", 1846), Stage("One-time", 6120, 1510), Stage("Repeat", 5480, 1284),
    Stage("Loyal", 3906, 702), Stage("At risk", 1068, 512), Stage("Lapsed", 9240, 386),
]  # fmt: skip
LEAK, BACK = Flow(1, 1930, "1,930 left"), Flow(2, 264, "264 came back")
CURVE = [(0.1, 0.5), (0.3, 0.7), (1.0, 1.0)]


def parsed(chart):
    """Well-formed, one root, and its attributes."""
    return ElementTree.fromstring(chart)


def texts(chart):
    return [element.text for element in parsed(chart).iter("text")]


def with_words(words):
    """Every chart, all its words the same."""
    stages = [Stage(words, stage.count, stage.came) for stage in STAGES]
    return [
        sparkline(EN, [1, 2], words),
        river(EN, stages, Flow(1, 5, words), Flow(2, 5, words), words),
        concentration(EN, CURVE, (words, words), (words, words)),
        meters(EN, [(words, 0.5)]),
        interval(EN, Estimate(-1, 0, 1), words),
        strip(EN, [(TODAY, 5)], words, words),
        lines(EN, [Series(words, [1, 2])], (words, words), lambda _: words, words),
        bars(EN, [Measured(words, 5, words)], words),
    ]


@pytest.mark.parametrize("chart", with_words(HOSTILE))
def test_words_are_escaped(chart):
    assert "<script" not in chart
    assert "&lt;script&gt;" in chart
    parsed(chart)


@pytest.mark.parametrize("chart", [*with_words("Sales rose")[:3], *with_words("Sales rose")[4:]])
def test_a_chart_is_one_image_with_its_conclusion(chart):
    root = parsed(chart)
    assert root.get("role") == "img"
    assert "Sales rose" in root.get("aria-label")


def test_a_chart_in_persian_says_its_direction_on_the_root():
    charts = [river(FA, STAGES, LEAK, BACK, "x"), bars(FA, [Measured("a", 1, "1")], "x"), sparkline(FA, [1, 2], "x")]
    assert all("direction:rtl" in parsed(chart).get("style") for chart in charts)


EMPTY = [
    lambda fmt: river(fmt, [], None, None, ""),
    lambda fmt: river(fmt, [Stage("a", 0)] * 6, None, None, ""),
    lambda fmt: concentration(fmt, [], ("", ""), ("", "")),
    lambda fmt: concentration(fmt, [(0.5, 0.0), (1.0, 0.0)], ("", ""), ("", "")),
    lambda fmt: concentration(fmt, [(NAN, NAN)], ("", ""), ("", "")),
    lambda fmt: meters(fmt, []),
    lambda fmt: interval(fmt, Estimate(None, 0, 1), ""),
    lambda fmt: interval(fmt, Estimate(NAN, 0, 1), ""),
    lambda fmt: strip(fmt, [], "", ""),
    lambda fmt: lines(fmt, [], ("", ""), str, ""),
    lambda fmt: lines(fmt, [Series("a", [None, NAN])], ("", ""), str, ""),
    lambda fmt: bars(fmt, [Measured("a", 0, "0"), Measured("b", None, "unknown")], ""),
]


@pytest.mark.parametrize("draw", EMPTY)
def test_nothing_to_draw_is_said_in_words(draw):
    assert draw(EN) == '<p class="small faint">There is no data for this chart yet.</p>'
    assert draw(FA) == '<p class="small faint">هنوز داده‌ای برای این نمودار نیست.</p>'


@pytest.mark.parametrize("values", [[], [5], [3, 3, 3], [None, NAN, 7]])
def test_a_sparkline_without_movement_is_flat(values):
    ys = {
        point.split()[1]
        for point in re.search(r'<path d="M([^"]*)L120 32L0 32Z"', sparkline(EN, values, "x"))[1].split("L")
    }
    assert len(ys) == 1


def test_a_sparkline_runs_left_to_right_in_both_languages():
    assert 'd="M0 28L120 4"' in sparkline(EN, [1, 2], "x")
    assert 'd="M0 28L120 4"' in sparkline(FA, [1, 2], "x")


def test_the_steps_of_a_waterfall_join_its_totals():
    fall = waterfall(13_491, [960, -530, 552, 327], 14_800)
    assert fall.cut
    levels = [fall.first.level, *(bar.level for bar in fall.steps)]
    assert levels[-1] == pytest.approx(fall.last.level)
    for bar, (before, after) in zip(fall.steps, pairwise(levels), strict=True):
        assert (bar.bottom, bar.top) == pytest.approx((min(before, after), max(before, after)))
    assert [bar.negative for bar in fall.steps] == [False, True, False, False]
    assert fall.first.style == "--a:0.00;--b:26.80;--to:26.80"


def test_a_waterfall_is_cut_only_when_its_steps_are_small_and_all_is_above_zero():
    assert not waterfall(10, [50], 60).cut
    assert not waterfall(-10, [1], -9).cut
    assert waterfall(100, [5], 105).cut


def test_a_waterfall_of_losses_hangs_from_zero():
    fall = waterfall(10, [-30], -20)
    zero = fall.first.bottom
    assert (fall.last.top, fall.last.negative) == (pytest.approx(zero), True)
    assert fall.last.bottom == pytest.approx(0)


def test_a_waterfall_of_nothing_lies_flat():
    fall = waterfall(0, [0, None, NAN], None)
    assert {bar.top for bar in (fall.first, *fall.steps, fall.last)} == {0}


def test_bars_and_ribbons_of_the_river_share_one_scale():
    root = parsed(river(EN, STAGES, LEAK, BACK, "x"))
    heights = [float(rect.get("height")) for rect in root.iter("rect")]
    assert heights == pytest.approx([stage.count * 118 / 9240 for stage in STAGES], abs=0.06)
    leak, back = (path for path in root.iter("path") if path.get("fill") == "none")
    assert float(leak.get("stroke-width")) == pytest.approx(1930 * 118 / 9240, abs=0.06)
    assert float(back.get("stroke-width")) == pytest.approx(264 * 118 / 9240, abs=0.06)


def test_the_river_is_mirrored_in_persian():
    left_to_right = [float(rect.get("x")) for rect in parsed(river(EN, STAGES, LEAK, BACK, "x")).iter("rect")]
    right_to_left = [float(rect.get("x")) for rect in parsed(river(FA, STAGES, LEAK, BACK, "x")).iter("rect")]
    assert left_to_right == sorted(left_to_right)
    assert right_to_left == pytest.approx([780 - 12 - x for x in left_to_right], abs=0.11)


def test_the_river_says_its_numbers_and_leaves_room_for_a_wide_leak():
    assert {"1,846", "1,930 left", "264 came back", "386"} <= set(texts(river(EN, STAGES, LEAK, BACK, "x")))
    wide = parsed(river(EN, [Stage("a", 5), Stage("b", 5, 5)], Flow(0, 9000, "all"), None, "x"))
    names = max(float(text.get("y")) for text in wide.iter("text"))
    assert names < float(wide.get("viewBox").split()[3])


def test_the_share_of_the_best_fifth_lies_on_the_curve():
    assert share_at(CURVE, 0.2) == pytest.approx(0.6)
    assert share_at(CURVE, 0.05) == pytest.approx(0.25)
    assert share_at([(0.5, 0.0)], 0.2) is None


def test_the_concentration_curve_names_its_point_and_runs_left_to_right():
    for fmt, anchor in ((EN, "start"), (FA, "end")):
        chart = parsed(concentration(fmt, CURVE, ("20% of members, 60%", ""), ("all", "if equal")))
        said = next(text for text in chart.iter("text") if text.text.startswith("20% of"))
        assert (said.get("text-anchor"), float(said.get("x"))) == (anchor, pytest.approx(80.4))


def test_meters_stay_within_their_bar():
    assert re.findall(r"--v:([\d.]+)", meters(EN, [("a", 0.314), ("b", 1.7), ("c", None)])) == ["31.4", "100", "0"]


@pytest.mark.parametrize(
    ("ends", "nothing", "kind"),
    [
        ((0.1, 0.2, 0.3), 0, "good"),
        ((-0.3, -0.2, -0.1), 0, "bad"),
        ((-0.1, 0, 0.1), 0, "gold"),
        ((0, 1, 2), 0, "gold"),
        ((1.1, 2, 3), 1, "good"),
        ((None, 1, 2), 0, "gold"),
    ],
)
def test_the_verdict_of_an_interval(ends, nothing, kind):
    assert verdict(Estimate(*ends), nothing) == kind


def test_intervals_on_a_shared_scale_have_their_zero_in_one_place():
    first, second = Estimate(0.1, 0.2, 0.3), Estimate(-0.5, -0.1, 0.0)
    scale = scale_of([first, second])
    zeros = {re.search(r'zero" style="--x:([\d.]+)', interval(EN, one, "x", scale))[1] for one in (first, second)}
    assert len(zeros) == 1


def test_purchases_lie_in_time_and_their_area_is_the_amount():
    early, late = TODAY - dt.timedelta(days=100), TODAY + dt.timedelta(days=1)
    chart = strip(FA, [(early, 400), (TODAY, 100), (late, 9)], "x", "امروز")
    assert re.findall(r'class="dot" style="--x:([\d.]+);--d:([\d.]+)', chart) == [("2", "28"), ("98", "19")]
    assert "امروز" in chart
    assert re.findall(r'class="when" style="--x:[\d.]+">([^<]+)', chart) == ["مرداد", "مهر", "آبان"]


def test_one_purchase_today_is_drawn():
    drawn = strip(EN, [(TODAY, 0)], "x", "Today")
    assert drawn.count('class="dot"') == 1
    assert re.findall(r'class="(?:dot|today)" style="--x:([\d.]+)', drawn) == ["98", "98"]


def test_lines_have_at_most_three_grid_lines_and_a_label_at_each_end():
    chart = lines(EN, [Series("a", [0, 50, 96_000]), Series("b", [0, 40, 65_000])], ("1", "2"), EN.units, "x")
    root = parsed(chart)
    assert 1 <= sum(path.get("class") == "gr" for path in root.iter("path")) <= 3
    assert {"a", "b", "96\u00a0k", "65\u00a0k"} <= set(texts(chart))


def test_labels_of_lines_that_end_together_do_not_touch():
    root = parsed(lines(EN, [Series("a", [1, 100]), Series("b", [1, 100])], ("", ""), str, "x"))
    heights = {text.text: float(text.get("y")) for text in root.iter("text") if text.text in ("a", "b")}
    assert abs(heights["a"] - heights["b"]) >= 34


def test_an_unknown_value_is_a_gap_in_its_line():
    root = parsed(lines(EN, [Series("a", [1, 2, None, 3, 4])], ("", ""), str, "x"))
    assert sum(path.get("class") == "ln" for path in root.iter("path")) == 2


def test_time_runs_left_to_right_in_persian():
    courses = [
        re.search(r'class="ln" d="([^"]*)"', lines(fmt, [Series("a", [1, 9])], ("", ""), str, "x"))[1]
        for fmt in (EN, FA)
    ]
    assert courses[0] == courses[1]


@pytest.mark.parametrize("ends", [(0, 1), (0, 97_000), (-50, 12), (0, 0.003), (3, 3), (0, 1e12), (-1, -0.0)])
def test_grid_lines_are_few_and_inside(ends):
    low, high = ends
    assert len(ticks(low, high)) <= 3
    assert all(low < value < high and not math.isclose(value, 0) for value in ticks(low, high))


def test_bars_start_at_zero_and_follow_the_reading_direction():
    rows = [Measured("a", 10, "10"), Measured("b", 5, "5")]
    english, persian = (list(parsed(bars(fmt, rows, "x")).iter("rect")) for fmt in (EN, FA))
    widths = [float(bar.get("width")) for bar in english]
    assert widths[0] == pytest.approx(2 * widths[1])
    assert len({bar.get("x") for bar in english}) == 1
    ends = [float(bar.get("x")) + float(bar.get("width")) for bar in persian]
    assert ends[0] == pytest.approx(ends[1])


def test_a_loss_is_hatched_on_the_other_side_of_zero():
    gain, loss = parsed(bars(EN, [Measured("a", 10, "10"), Measured("b", -5, "−5")], "x")).iter("rect")
    assert loss.get("fill") == "url(#loss)"
    assert float(loss.get("x")) + float(loss.get("width")) == pytest.approx(float(gain.get("x")))


def test_tables_say_the_numbers_of_their_charts():
    assert river_table(EN, STAGES, LEAK, BACK, "River", ("a", "b", "c")).rows[1] == ("One-time", "6,120", "1,510")
    assert concentration_table(EN, CURVE, "Curve", ("a", "b")).rows[0] == ("10%", "50.0%")
    assert bars_table([Measured("a", 1, "1")], "Bars", ("a", "b")).rows == [("a", "1")]
    assert strip_table(EN, [(TODAY, 10_000)], "Strip", ("a", "b")).rows == [("21\u00a0Nov", "1,000\u00a0Toman")]
    table = lines_table([Series("a", [1, None])], "Day", ("x", "y"), EN.units, "Lines")
    assert (table.head, table.rows) == (("Day", "a"), [("x", "1"), ("y", "unknown")])
