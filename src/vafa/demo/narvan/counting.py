"""Writes the truths down: what was planted, and what counting the receipts says about it."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from vafa.demo.narvan import baskets, menu, planting
from vafa.demo.narvan import trade as trading
from vafa.demo.narvan.people import Life, Mark, member_key
from vafa.demo.narvan.planting import Arms, Silenced
from vafa.demo.narvan.shapes import ReceiptSeed
from vafa.demo.narvan.span import DATES, DAY_SECONDS, DAYS, JALALI_DAYS, STARTS_AT, instant
from vafa.demo.narvan.stores import KARIMKHAN, STORES, TAJRISH, VANAK
from vafa.demo.narvan.trade import Trade
from vafa.demo.narvan.truths import (
    Association,
    Campaign,
    Crossing,
    LentCard,
    MarginFall,
    MarginMonth,
    OwnCard,
    PriceRise,
    QuickReturns,
    Silence,
    SilentMember,
)
from vafa.engine.calendar.jalali import to_date

VISIT_DAYS_OVER, MEAN_GAP_DAYS_MAX = 3, 14


def day_of(receipt: ReceiptSeed) -> int:
    return (receipt.happened_at - STARTS_AT).days


def silence(everyone: list[Life], silenced: list[Silenced]) -> Silence:
    planted = [
        SilentMember(
            member_key(one.place),
            STORES[one.store].code,
            one.reason,
            DATES[one.since_day],
            DATES[everyone[one.place].days()[-1]],
        )
        for one in silenced
    ]
    return Silence(
        planted=tuple(sorted(planted, key=lambda one: one.member_key)),
        harsh_cashier=trading.HARSH_CASHIER,
        harsh_since=DATES[planting.HARSH_SINCE],
        visit_days_over=VISIT_DAYS_OVER,
        mean_gap_days_max=MEAN_GAP_DAYS_MAX,
        silent_days_over=planting.SILENT_DAYS_OVER,
        lapsed_loyal=sum(_lapsed_loyal(life.days()) for life in everyone),
    )


def _lapsed_loyal(days: list[int]) -> bool:
    if len(days) <= VISIT_DAYS_OVER or DAYS - days[-1] <= planting.SILENT_DAYS_OVER:
        return False
    return (days[-1] - days[0]) / (len(days) - 1) <= MEAN_GAP_DAYS_MAX


def campaign(everyone: list[Life], arms: Arms, trade: Trade) -> Campaign:
    return Campaign(
        code=planting.CAMPAIGN_CODE,
        salt=planting.CAMPAIGN_SALT,
        starts_at=instant(planting.CAMPAIGN_FROM * DAY_SECONDS),
        ends_at=instant(planting.CAMPAIGN_UNTIL * DAY_SECONDS),
        eligible=arms.eligible,
        treated=tuple(member_key(place) for place in arms.treated),
        held_out=tuple(member_key(place) for place in arms.held_out),
        planted_lift_percent=planting.LIFT_PERCENT,
        made_receipts=tuple(reference for _, reference in trade.marked[Mark.CAMPAIGN]),
        treated_receipts=_receipts_within(everyone, arms.treated),
        held_out_receipts=_receipts_within(everyone, arms.held_out),
    )


def _receipts_within(everyone: list[Life], places: tuple[int, ...]) -> int:
    window = range(planting.CAMPAIGN_FROM * DAY_SECONDS, planting.CAMPAIGN_UNTIL * DAY_SECONDS)
    return sum(visit.second in window for place in places for visit in everyone[place].visits)


def own_card(place: int, trade: Trade) -> OwnCard:
    return OwnCard(
        store=STORES[KARIMKHAN].code,
        cashier=trading.OWN_CARD_CASHIER,
        terminal=trading.OWN_CARD_TERMINAL,
        member_key=member_key(place),
        since=DATES[planting.OWN_CARD_SINCE],
        receipts=tuple(reference for _, reference in trade.marked[Mark.OWN_CARD]),
    )


def lent_card(lender: int, borrower: int, trade: Trade) -> LentCard:
    borrowed = {reference for _, reference in trade.marked[Mark.LENT_CARD]}
    key = member_key(lender)
    shown = [receipt.reference for receipt in trade.receipts if receipt.member_key == key]
    pairs = tuple((first, second) for first, second in pairwise(shown) if second in borrowed)
    return LentCard(key, member_key(borrower), DATES[planting.LENT_CARD_SINCE], pairs)


def quick_returns(place: int, trade: Trade) -> QuickReturns:
    bought = {reference for _, reference in trade.marked[Mark.QUICK_RETURN]}
    pairs = [(one.receipt_reference, one.reference) for one in trade.returns if one.receipt_reference in bought]
    since = DATES[planting.QUICK_RETURNS_SINCE]
    return QuickReturns(member_key(place), STORES[TAJRISH].code, trading.QUICK_CASHIER, since, tuple(pairs))


def margin_fall(trade: Trade) -> MarginFall:
    sums: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for receipt in trade.receipts:
        year, month, _ = JALALI_DAYS[day_of(receipt)]
        cell = sums[receipt.store, year, month]
        for line in receipt.lines:
            cell[0] += line.amount_minor
            cell[1] += line.discount_minor
            cell[2] += line.cost_minor
    return MarginFall(
        store=STORES[VANAK].code,
        starts_on=DATES[baskets.MARGIN_FALLS_FROM],
        planted_from_percent=baskets.TILL_DISCOUNT_SHARE * 100,
        planted_to_percent=baskets.TILL_DISCOUNT_SHARE_LAST * 100,
        months=tuple(MarginMonth(*key, *sums[key]) for key in sorted(sums)),
    )


_LIST_BEFORE, _LIST_AFTER = to_date(1405, 4, 1), to_date(1405, 7, 1)


def price_rise(trade: Trade) -> PriceRise:
    before = _units_and_receipts(trade, _LIST_BEFORE, menu.RAISED_ON)
    after = _units_and_receipts(trade, menu.RAISED_ON, _LIST_AFTER)
    return PriceRise(
        sku=menu.RAISED_SKU,
        raised_on=menu.RAISED_ON,
        before_minor=menu.price_and_cost_minor(menu.RAISED_SKU, _LIST_BEFORE)[0],
        after_minor=menu.price_and_cost_minor(menu.RAISED_SKU, menu.RAISED_ON)[0],
        planted_elasticity=menu.ELASTICITY,
        wanted_units=trade.wish.wanted,
        sold_units=trade.wish.sold,
        before_from=_LIST_BEFORE,
        after_until=_LIST_AFTER,
        before_units=before[0],
        before_receipts=before[1],
        after_units=after[0],
        after_receipts=after[1],
    )


def _units_and_receipts(trade: Trade, first: date, until: date) -> tuple[int, int]:
    units = receipts = 0
    for receipt in trade.receipts:
        if first <= DATES[day_of(receipt)] < until:
            receipts += 1
            units += sum(line.quantity for line in receipt.lines if line.sku == menu.RAISED_SKU)
    return units, receipts


def association(trade: Trade) -> Association:
    counts = {True: [0, 0, 0, 0], False: [0, 0, 0, 0]}
    for receipt in trade.receipts:
        kinds = {line.category for line in receipt.lines}
        cell = counts[JALALI_DAYS[day_of(receipt)][1] in baskets.CAKE_SEASON]
        first = 0 if "tea" in kinds else 2
        cell[first] += 1
        cell[first + 1] += "cake" in kinds
    season, rest = Crossing(*counts[True]), Crossing(*counts[False])
    return Association("tea", "cake", baskets.CAKE_SEASON, baskets.CAKE_WITH_TEA_RATIO, season, rest)
