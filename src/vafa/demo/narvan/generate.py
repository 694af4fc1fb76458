"""The door of Narvan: one call, one club, the same for the same seed."""

from dataclasses import dataclass
from random import Random

from vafa.demo.narvan import counting, people, planting
from vafa.demo.narvan.menu import PRODUCTS
from vafa.demo.narvan.people import Life
from vafa.demo.narvan.shapes import Event, MemberSeed, Product, Store, Totals
from vafa.demo.narvan.stores import STORES
from vafa.demo.narvan.trade import Trade, trade
from vafa.demo.narvan.truths import Truths

SEED, MEMBERS = 1405, planting.FULL_SIZE
MEMBERS_MIN = 100


@dataclass(frozen=True, slots=True)
class Narvan:
    """Members in the order of joining, events in that of arriving."""

    stores: tuple[Store, ...]
    products: tuple[Product, ...]
    members: tuple[MemberSeed, ...]
    events: tuple[Event, ...]
    truths: Truths
    totals: Totals


def generate(seed: int = SEED, members: int = MEMBERS) -> Narvan:
    """In: a seed and how many members, at least 100; everything planted shrinks with them. Out: the club, the
    same for the same seed and size."""
    if members < MEMBERS_MIN:
        raise ValueError(f"Narvan needs at least {MEMBERS_MIN} members, not {members}")
    everyone = people.lives(seed, members)
    seeds = people.members(seed, everyone)
    truths, done = _plant_and_trade(seed, everyone, seeds)
    return Narvan(STORES, PRODUCTS, tuple(seeds), tuple(done.by_arrival()), truths, _totals(members, done))


def _plant_and_trade(seed: int, everyone: list[Life], seeds: list[MemberSeed]) -> tuple[Truths, Trade]:
    random = Random(f"narvan/{seed}/planting")
    own_card = planting.own_card(random, everyone)
    lender, borrower = planting.lent_card(random, everyone)
    quick = planting.quick_returns(random, everyone)
    silenced = planting.silence(random, everyone)
    arms = planting.campaign(random, everyone, seeds)
    done = trade(seed, everyone, seeds)
    truths = Truths(
        silence=counting.silence(everyone, silenced),
        campaign=counting.campaign(everyone, arms, done),
        own_card=counting.own_card(own_card, done),
        lent_card=counting.lent_card(lender, borrower, done),
        quick_returns=counting.quick_returns(quick, done),
        margin_fall=counting.margin_fall(done),
        price_rise=counting.price_rise(done),
        association=counting.association(done),
    )
    return truths, done


def _totals(members: int, done: Trade) -> Totals:
    gross = discount = cost = lines = tax = delivery = 0
    for receipt in done.receipts:
        lines += len(receipt.lines)
        tax += receipt.tax_minor
        delivery += receipt.delivery_minor
        for line in receipt.lines:
            gross += line.amount_minor
            discount += line.discount_minor
            cost += line.cost_minor
    return Totals(
        members=members,
        receipts=len(done.receipts),
        lines=lines,
        returns=len(done.returns),
        sales_net_minor=gross - discount,
        discount_minor=discount,
        tax_minor=tax,
        delivery_minor=delivery,
        cost_minor=cost,
    )
