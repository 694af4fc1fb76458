"""Narvan is the same each time, has the right shapes, and holds every truth it says was planted."""

import hashlib
import math
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vafa.demo.narvan.generate import Narvan, generate
from vafa.demo.narvan.menu import CATEGORIES, price_and_cost_minor
from vafa.demo.narvan.shapes import ReceiptSeed, ReturnSeed
from vafa.engine.calendar import jalali

TEHRAN = ZoneInfo("Asia/Tehran")
END = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
DOCS = Path(__file__).parents[2] / "docs" / "demo-truths.md"
DIGEST = "import hashlib; from vafa.demo.narvan.generate import generate; " + (
    "print(hashlib.sha256(repr(generate(1405, 100)).encode()).hexdigest())"
)


@pytest.fixture(scope="module")
def small() -> Narvan:
    return generate(members=300)


@pytest.fixture(scope="module")
def full() -> Narvan:
    return generate()


def receipts_of(club: Narvan) -> list[ReceiptSeed]:
    return [event for event in club.events if isinstance(event, ReceiptSeed)]


def returns_of(club: Narvan) -> list[ReturnSeed]:
    return [event for event in club.events if isinstance(event, ReturnSeed)]


def by_reference(club: Narvan) -> dict[str, ReceiptSeed]:
    return {receipt.reference: receipt for receipt in receipts_of(club)}


def local_day(receipt: ReceiptSeed) -> date:
    return receipt.happened_at.astimezone(TEHRAN).date()


def net(receipt: ReceiptSeed) -> int:
    return sum(line.amount_minor - line.discount_minor for line in receipt.lines)


def visit_days(club: Narvan) -> dict[str, list[date]]:
    days: dict[str, set[date]] = defaultdict(set)
    for receipt in receipts_of(club):
        days[receipt.member_key].add(local_day(receipt))
    return {key: sorted(found) for key, found in days.items()}


def is_lapsed_loyal(days: list[date]) -> bool:
    """More than 3 visit days, mean gap of at most 14 days, silent for more than 70 at the end."""
    short = len(days) > 3 and (days[-1] - days[0]).days <= 14 * (len(days) - 1)
    return short and (date(2026, 11, 22) - days[-1]).days > 70


def test_the_same_seed_gives_the_same_club_whatever_the_order_of_hashes():
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], env={**os.environ, "PYTHONHASHSEED": order}, capture_output=True, check=True
        ).stdout
        for order in ("1", "2")
    }
    assert len(digests) == 1
    assert generate(7, 100) == generate(7, 100)
    assert generate(7, 100) != generate(8, 100)


def test_too_small_a_club_is_refused():
    with pytest.raises(ValueError, match="at least 100"):
        generate(members=99)


def test_members_are_in_order_with_own_phones_and_valid_cards(small: Narvan):
    members = small.members
    assert len(members) == 300
    assert [m.joined_at for m in members] == sorted(m.joined_at for m in members)
    assert len({m.key for m in members}) == len({m.phone for m in members}) == 300
    assert all(re.fullmatch(r"\+98912\d{7}", m.phone) for m in members)
    cards = [m.card_number for m in members if m.card_number]
    assert len(set(cards)) == len(cards) > 60
    for card in cards:
        digits = [int(digit) for digit in card]
        doubled = [d if place % 2 else 2 * d - 9 * (d > 4) for place, d in enumerate(digits)]
        assert card[0] == "9" and len(card) == 16 and sum(doubled) % 10 == 0
    assert 30 < sum(m.birthday is None for m in members) < 110


def test_words_of_consent_come_in_order_and_each_has_its_proof(small: Narvan):
    said = [consent for member in small.members for consent in member.consents]
    assert {(c.channel, c.purpose) for c in said} == {
        ("sms", "marketing"), ("email", "marketing"), ("any", "partner_sharing"),
    }  # fmt: skip
    for member in small.members:
        times = [consent.at for consent in member.consents]
        assert times == sorted(times)
        assert all(member.joined_at <= c.at < END and c.proof for c in member.consents)
    assert sum(c.proof == "sms:reply-off" and not c.granted for c in said) > 3


def test_the_menu_has_45_products_and_prices_only_rise(small: Narvan):
    assert len(small.products) == len({product.sku for product in small.products}) == 45
    assert {product.category for product in small.products} == set(CATEGORIES)
    for product in small.products:
        prices = [price_and_cost_minor(product.sku, date(2025, 5, 22) + timedelta(days=30 * n)) for n in range(18)]
        assert prices == sorted(prices)
        assert all(price % 50_000 == 0 and 0.3 < 1 - cost / price < 0.7 for price, cost in prices)


def test_receipts_add_up_and_follow_joining_and_opening(small: Narvan):
    joined = {member.key: member.joined_at for member in small.members}
    opened = {store.code: store.opened_on for store in small.stores}
    products = {product.sku: product for product in small.products}
    for receipt in receipts_of(small):
        assert joined[receipt.member_key] <= receipt.happened_at <= receipt.arrives_at < END
        assert opened[receipt.store] <= local_day(receipt)
        assert 1 <= len(receipt.lines) <= 5
        assert receipt.tax_minor * 10 == net(receipt) > 0
        assert receipt.delivery_minor == 0 or receipt.channel == "online"
        assert (receipt.means == "online") == (receipt.channel == "online")
        for line in receipt.lines:
            price, cost = price_and_cost_minor(line.sku, local_day(receipt))
            assert (line.amount_minor, line.cost_minor) == (price * line.quantity, cost * line.quantity)
            assert 0 <= line.discount_minor <= line.amount_minor // 5
            assert line.tags == products[line.sku].tags and line.category == products[line.sku].category


def test_events_come_in_order_of_arrival_and_returns_after_their_receipts(small: Narvan):
    seen: dict[str, ReceiptSeed] = {}
    arrivals, returned = [], set()
    for event in small.events:
        if isinstance(event, ReceiptSeed):
            assert event.reference not in seen
            seen[event.reference] = event
            arrivals.append(event.arrives_at)
            continue
        receipt = seen[event.receipt_reference]
        assert timedelta(minutes=10) <= event.happened_at - receipt.happened_at <= timedelta(days=6)
        assert receipt.reference not in returned and event.reference not in seen
        assert all(1 <= q <= receipt.lines[number - 1].quantity for number, q in event.lines or ())
        returned.add(receipt.reference)
        arrivals.append(event.happened_at)
    assert arrivals == sorted(arrivals) and arrivals[-1] < END


def test_no_one_trades_on_the_closed_days_of_nowruz_and_ashura(full: Narvan):
    days = {jalali.fields(event.happened_at.astimezone(TEHRAN).date()) for event in full.events}
    closed = {(1405, 1, 1), (1405, 1, 2), (1405, 1, 3), (1405, 1, 4), (1404, 4, 15), (1405, 4, 5)}
    assert not days & closed
    assert len(days) == 549 - len(closed)


def test_the_control_totals_are_those_of_the_receipts(small: Narvan):
    receipts, totals = receipts_of(small), small.totals
    assert (totals.members, totals.receipts, totals.returns) == (300, len(receipts), len(returns_of(small)))
    assert totals.lines == sum(len(receipt.lines) for receipt in receipts)
    assert totals.sales_net_minor == sum(map(net, receipts))
    assert totals.discount_minor == sum(line.discount_minor for receipt in receipts for line in receipt.lines)
    assert totals.tax_minor == sum(receipt.tax_minor for receipt in receipts)


def test_the_full_club_makes_the_sense_of_a_cafe_chain(full: Narvan):
    spent: Counter[str] = Counter()
    for receipt in receipts_of(full):
        spent[receipt.member_key] += net(receipt)
    days, totals = visit_days(full), full.totals
    top = sum(amount for _, amount in spent.most_common(len(spent) // 5))
    assert 110_000 < totals.receipts < 130_000
    assert 0.006 < totals.returns / totals.receipts < 0.01
    assert 0.55 < sum(len(found) > 1 for found in days.values()) / len(days) < 0.7
    assert 0.5 < top / totals.sales_net_minor < 0.65
    assert 3_000_000 < totals.sales_net_minor / totals.receipts < 7_000_000
    assert 0.3 < 1 - totals.cost_minor / totals.sales_net_minor < 0.6
    monthly = Counter(jalali.fields(local_day(receipt))[:2] for receipt in receipts_of(full))
    assert len(monthly) == 18
    yalda = sum(local_day(receipt) == jalali.to_date(1404, 9, 30) for receipt in receipts_of(full))
    assert yalda > 1.7 * monthly[1404, 9] / 30
    assert monthly[1405, 1] < 0.7 * monthly[1405, 2]


@pytest.mark.parametrize("size", ["small", "full"])
def test_the_silent_were_loyal_and_are_silent(size: str, request: pytest.FixtureRequest):
    club: Narvan = request.getfixturevalue(size)
    days, silence = visit_days(club), club.truths.silence
    for one in silence.planted:
        found = days[one.member_key]
        assert is_lapsed_loyal(found)
        assert found[-1] == one.last_visit_on >= one.since
    assert silence.lapsed_loyal == sum(map(is_lapsed_loyal, days.values())) >= len(silence.planted)
    assert len(silence.planted) >= (205 if size == "full" else 8)


def test_those_whom_harsh_staff_drove_away_were_last_served_by_the_harsh_cashier(full: Narvan):
    silence = full.truths.silence
    last = {receipt.member_key: receipt for receipt in sorted(receipts_of(full), key=lambda r: r.happened_at)}
    gone = [last[one.member_key] for one in silence.planted if one.reason == "staff"]
    assert len(gone) == 85
    assert {(receipt.store, receipt.cashier) for receipt in gone} == {("vnk", silence.harsh_cashier)}
    served = [local_day(r) for r in receipts_of(full) if r.cashier == silence.harsh_cashier]
    assert min(served) >= silence.harsh_since


@pytest.mark.parametrize("size", ["small", "full"])
def test_the_arms_of_the_campaign_follow_from_the_hash_and_its_lift_from_the_receipts(
    size: str, request: pytest.FixtureRequest
):
    club: Narvan = request.getfixturevalue(size)
    campaign, members = club.truths.campaign, {member.key: member for member in club.members}
    digest = {
        key: hashlib.sha256(f"{campaign.salt}|{key}".encode()).hexdigest()
        for key in campaign.treated + campaign.held_out
    }
    assert max(digest[key] for key in campaign.held_out) < min(digest[key] for key in campaign.treated)
    assert (len(campaign.treated), len(campaign.held_out)) == ((1000, 200) if size == "full" else (50, 10))
    for key in digest:
        said = [c for c in members[key].consents if c.channel == "sms" and c.at < campaign.starts_at]
        assert said[-1].granted
    within = [r for r in receipts_of(club) if campaign.starts_at <= r.happened_at < campaign.ends_at]
    made = set(campaign.made_receipts)
    treated, held_out = set(campaign.treated), set(campaign.held_out)
    assert sum(r.member_key in treated for r in within) == campaign.treated_receipts
    assert sum(r.member_key in held_out for r in within) == campaign.held_out_receipts
    assert {r.member_key for r in within if r.reference in made} <= treated
    assert len(made) == round((campaign.treated_receipts - len(made)) * 0.18)


def test_the_cashier_credits_strangers_receipts_to_her_own_card_at_closing_time(small: Narvan):
    own, receipts = small.truths.own_card, by_reference(small)
    planted = [receipts[reference] for reference in own.receipts]
    assert len(planted) == 25
    for receipt in planted:
        assert (receipt.store, receipt.cashier, receipt.terminal) == (own.store, own.cashier, own.terminal)
        assert receipt.member_key == own.member_key and local_day(receipt) >= own.since
        at = receipt.happened_at.astimezone(TEHRAN)
        assert (22, 15) <= (at.hour, at.minute) < (23, 20)


def test_the_lent_card_is_at_two_branches_within_minutes(full: Narvan):
    lent, receipts = full.truths.lent_card, by_reference(full)
    assert len(lent.pairs) == 26
    for first, second in lent.pairs:
        here, there = receipts[first], receipts[second]
        assert (here.store, there.store) == ("krm", "vnk")
        assert here.member_key == there.member_key == lent.lender_key != lent.borrower_key
        assert timedelta(minutes=4) <= there.happened_at - here.happened_at <= timedelta(minutes=11)


def test_the_quick_returns_take_back_the_whole_within_the_half_hour(full: Narvan):
    quick, receipts = full.truths.quick_returns, by_reference(full)
    returns = {back.reference: back for back in returns_of(full)}
    assert len(quick.pairs) == 18
    for bought, taken_back in quick.pairs:
        receipt, back = receipts[bought], returns[taken_back]
        assert (receipt.member_key, receipt.cashier, receipt.means) == (quick.member_key, quick.cashier, "cash")
        assert back.receipt_reference == bought and back.lines is None
        assert back.happened_at - receipt.happened_at < timedelta(minutes=25)


def test_till_discounts_rise_and_the_margin_falls_at_vanak_alone(full: Narvan):
    sums: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for receipt in receipts_of(full):
        year, month, _ = jalali.fields(local_day(receipt))
        for line in receipt.lines:
            for place, amount in enumerate((line.amount_minor, line.discount_minor, line.cost_minor)):
                sums[receipt.store, year, month][place] += amount
    told = {(m.store, m.year, m.month): m for m in full.truths.margin_fall.months}
    assert {key: [m.gross_minor, m.discount_minor, m.cost_minor] for key, m in told.items()} == sums
    share = {key: month.discount_share() for key, month in told.items()}
    assert share["vnk", 1405, 6] < 0.025 < share["vnk", 1405, 7] < 0.035 < 0.045 < share["vnk", 1405, 8] < 0.055
    assert told["vnk", 1405, 8].margin() < told["vnk", 1405, 6].margin() - 0.012
    for store in ("krm", "tjr"):
        assert share[store, 1405, 8] < 0.025
        assert abs(told[store, 1405, 8].margin() - told[store, 1405, 6].margin()) < 0.01


def test_the_raised_price_lost_sales_by_its_elasticity(full: Narvan):
    rise = full.truths.price_rise
    log_price = math.log(rise.after_minor / rise.before_minor)
    assert math.log(rise.sold_units / rise.wanted_units) / log_price == pytest.approx(-1.5, abs=0.01)
    units: Counter[bool] = Counter()
    receipts: Counter[bool] = Counter()
    for receipt in receipts_of(full):
        if rise.before_from <= (day := local_day(receipt)) < rise.after_until:
            receipts[day >= rise.raised_on] += 1
            units[day >= rise.raised_on] += sum(line.quantity for line in receipt.lines if line.sku == rise.sku)
    assert (units[False], receipts[False]) == (rise.before_units, rise.before_receipts)
    assert (units[True], receipts[True]) == (rise.after_units, rise.after_receipts)
    assert math.log(units[True] / receipts[True] * receipts[False] / units[False]) / log_price < -1


def test_tea_brings_cake_in_autumn_and_winter_only(full: Narvan):
    told, counted = full.truths.association, Counter[tuple[bool, bool, bool]]()
    for receipt in receipts_of(full):
        kinds = {line.category for line in receipt.lines}
        counted[jalali.fields(local_day(receipt))[1] >= 7, "tea" in kinds, "cake" in kinds] += 1
    for season, cell in ((True, told.season), (False, told.rest)):
        assert (cell.tea_and_cake, cell.no_tea_but_cake) == (counted[season, True, True], counted[season, False, True])
        assert (cell.tea, cell.no_tea) == (
            cell.tea_and_cake + counted[season, True, False],
            cell.no_tea_but_cake + counted[season, False, False],
        )
    assert told.season.ratio() == pytest.approx(2.2, rel=0.05)
    assert told.rest.ratio() == pytest.approx(1.0, rel=0.05)


def test_the_page_of_truths_has_the_numbers_of_the_default_club(full: Narvan):
    page, truths, totals = DOCS.read_text(encoding="utf-8"), full.truths, full.totals
    numbers = [
        totals.members, totals.receipts, totals.lines, totals.returns, totals.sales_net_minor, totals.discount_minor,
        totals.tax_minor, totals.delivery_minor, totals.cost_minor, truths.silence.lapsed_loyal,
        truths.campaign.eligible, truths.campaign.treated_receipts, truths.campaign.held_out_receipts,
        truths.price_rise.wanted_units, truths.price_rise.sold_units, truths.price_rise.before_units,
        truths.price_rise.after_units, truths.association.season.tea, truths.association.season.tea_and_cake,
        truths.association.season.no_tea, truths.association.season.no_tea_but_cake,
    ]  # fmt: skip
    assert [f"{number:,}" for number in numbers if f"{number:,}" not in page] == []
    keys = [
        truths.own_card.member_key, truths.lent_card.lender_key, truths.lent_card.borrower_key,
        truths.quick_returns.member_key,
    ]  # fmt: skip
    assert [key for key in keys if key not in page] == []
    shares = [m.discount_share() for m in truths.margin_fall.months if m.store == "vnk" and m.year == 1405]
    assert [share for share in shares[-3:] if f"{share * 100:.2f} %" not in page] == []
