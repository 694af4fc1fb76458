"""What was planted in Narvan is found by the reports alone: they read the receipts and know nothing of the plan."""

from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from tests.people import make_cast
from vafa.activities.models import Activity
from vafa.base import sql
from vafa.base.ids import new_id
from vafa.demo.narvan.generate import generate
from vafa.demo.narvan.shapes import ReceiptSeed
from vafa.engine.calendar.jalali import to_date
from vafa.engine.calendar.periods import local_date
from vafa.insight.lake.reading import opened
from vafa.insight.lake.refreshing import refresh
from vafa.insight.metrics.breakdown import Scope, breakdown, choose
from vafa.insight.metrics.pairs import together
from vafa.insight.metrics.prices import price_changes
from vafa.insight.metrics.silence import silence
from vafa.insight.metrics.unusual import unusual
from vafa.insight.shapes import LapsedSettings, Span
from vafa.members.actions.joining import Joining, join
from vafa.partners.actions import open_store
from vafa.partners.models import Partner

END = date(2026, 11, 22)
YEAR = Span(END - timedelta(days=365), END)
COLUMNS = (
    "member_id", "id", "club_id", "kind", "source", "reference", "happened_at", "booked_at", "counts_at", "day",
    "store_id", "terminal", "channel", "version", "net_minor", "discount_minor", "cost_minor", "payable_minor",
    "purchases", "original", "body", "facts", "awards",
)  # fmt: skip


@contextmanager
def narvan():
    """The generated club's receipts as the books keep them, in a lake, without its generator's knowledge."""
    made = generate()
    cast = make_cast(slug="truths")
    people = [Joining(each.joined_at, "counter", phone=each.phone) for each in made.members]
    members = join(club=cast.club, people=people, now=made.events[-1].happened_at)
    ids = dict(zip([each.key for each in made.members], members, strict=True))
    partner = Partner.objects.get(club=cast.club)
    stores = {
        each.code: open_store(partner=partner, code=each.code, name_fa=each.name_fa, name_en=each.name_en).id
        for each in made.stores
    }  # fmt: skip
    sql.insert(Activity, COLUMNS, list(rows_of(cast.club, made, ids, stores)))
    refresh(club=cast.club, now=made.events[-1].happened_at)
    with opened(cast.club.id) as lake:
        choose(lake, Scope())
        names, codes = {id: key for key, id in ids.items()}, {str(id): code for code, id in stores.items()}
        yield SimpleNamespace(lake=lake, truths=made.truths, names=names, stores=codes)


@pytest.mark.django_db
def test_every_planted_truth_that_receipts_can_tell_is_found():
    """One test, because the club is made but once."""
    with narvan() as club:
        the_harsh_cashier_stands_out_of_all_whom_loyal_members_left_after(club)
        one_price_that_rose_alone_has_its_elasticity(club)
        tea_brings_cake_in_autumn_and_not_in_summer(club)
        the_branch_that_gives_away_more_and_more_is_seen(club)
        own_card_lent_card_and_quick_returns_head_their_patterns(club)


def rows_of(club, made, ids, stores):
    receipts: dict[str, tuple[UUID, ReceiptSeed]] = {}
    for each in made.events:
        if isinstance(each, ReceiptSeed):
            receipts[each.reference] = new_id(), each
    for each in made.events:
        if isinstance(each, ReceiptSeed):
            yield row(club, receipts[each.reference][0], each, each, ids, stores, 1, None, {
                "cashier": each.cashier,
                "lines": [(line.sku, "", line.category, line.brand, (), line.quantity, line.amount_minor,
                           line.discount_minor, line.cost_minor) for line in each.lines],
            })  # fmt: skip
        elif each.lines is None:  # the whole of it
            id, receipt = receipts[each.receipt_reference]
            yield row(club, new_id(), each, receipt, ids, stores, -1, id, {"left": []})


def row(club, id, each, receipt, ids, stores, sign, original, body):
    amount, discount, cost = (
        sign * sum(getattr(line, name) for line in receipt.lines)
        for name in ("amount_minor", "discount_minor", "cost_minor")
    )
    return (
        ids[receipt.member_key], id, club.id, "purchase" if sign > 0 else "return", "demo", each.reference,
        each.happened_at, each.happened_at, receipt.happened_at, local_date(receipt.happened_at, club.zone),
        stores[receipt.store], receipt.terminal, receipt.channel, 1, amount - discount, discount, cost, 0, sign,
        original, body, {}, [],
    )  # fmt: skip


def the_harsh_cashier_stands_out_of_all_whom_loyal_members_left_after(narvan):
    found = silence(narvan.lake, END, 14, LapsedSettings())
    first, planted = found[0], narvan.truths.silence
    assert (first.by, first.key, narvan.stores[first.store]) == ("cashier", planted.harsh_cashier, "vnk")
    harsh = [each for each in planted.planted if each.reason == "staff"]
    assert first.left_after >= len(harsh) == 85
    assert first.low > 8
    assert [each.key for each in found if each.by == "cashier"] == [planted.harsh_cashier]
    weeks = {(narvan.stores[each.store], each.key) for each in found if each.by == "fortnight"}
    assert ("krm", "2026-07-07") in weeks  # an office moved away


def one_price_that_rose_alone_has_its_elasticity(narvan):
    [change] = price_changes(narvan.lake, YEAR).rows
    planted = narvan.truths.price_rise
    assert (change.sku, change.day) == (planted.sku, planted.raised_on)
    assert (change.old_minor, change.new_minor) == (planted.before_minor, planted.after_minor)
    assert change.low < planted.planted_elasticity < change.high


def tea_brings_cake_in_autumn_and_not_in_summer(narvan):
    autumn = together(narvan.lake, Span(to_date(1405, 7, 1), END), "category").rows[0]
    assert {autumn.first, autumn.second} == {"tea", "cake"}
    assert autumn.low < narvan.truths.association.planted_ratio < autumn.high
    summer = together(narvan.lake, Span(to_date(1405, 4, 1), to_date(1405, 7, 1)), "category", most=100).rows
    assert all(each.low < 1.05 for each in summer if {each.first, each.second} == {"tea", "cake"})


def the_branch_that_gives_away_more_and_more_is_seen(narvan):
    aban, before = Span(to_date(1405, 8, 1), END), Span(to_date(1405, 6, 1), to_date(1405, 7, 1))
    found = {narvan.stores[row.key]: row for row in breakdown(narvan.lake, "store", aban, before).rows}
    grown = {code: row.now.discount_share / row.before.discount_share for code, row in found.items()}
    assert max(grown, key=grown.get) == narvan.truths.margin_fall.store == "vnk"
    assert grown["vnk"] > 2.4
    assert max(grown["krm"], grown["tjr"]) < 1.2


def own_card_lent_card_and_quick_returns_head_their_patterns(narvan):
    found = {}
    for each in unusual(narvan.lake, YEAR):
        found.setdefault(each.pattern, []).append(each)
    own, lent, quick = narvan.truths.own_card, narvan.truths.lent_card, narvan.truths.quick_returns
    assert [(narvan.names[each.member], each.cashier) for each in found["crowded_days"]] == [
        (own.member_key, own.cashier)
    ]
    assert narvan.names[found["two_places"][0].member] == lent.lender_key
    assert found["two_places"][0].times == len(lent.pairs)
    assert max(each.times for each in found["two_places"][1:]) == 3
    assert [narvan.names[each.member] for each in found["quick_returns"]] == [quick.member_key]
    assert found["quick_returns"][0].times == len(quick.pairs)
