"""From visits to receipts and returns, in the order in which they happen and then in that in which they arrive."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import NamedTuple

from vafa.demo.narvan.baskets import Kitchen, Sitting, Wish
from vafa.demo.narvan.people import Life, Mark, Visit
from vafa.demo.narvan.planting import HARSH_SINCE
from vafa.demo.narvan.shapes import Event, LineSeed, Means, MemberSeed, ReceiptSeed, ReturnSeed
from vafa.demo.narvan.span import DAY_SECONDS, END_SECOND, RAMADAN, day_factors, day_number, instant
from vafa.demo.narvan.stores import EARLY, EVENING, KARIMKHAN, PARTS, STORES, TAJRISH, VANAK

VAT_PERCENT = 10
RETURNED_SHARE, _WHOLE_SHARE = 0.008, 0.35
_CASH_SHARE, _DELIVERED_SHARE = 0.09, 0.7
_DELIVERY_MINOR = (350_000, 450_000, 550_000)

HARSH_CASHIER, OWN_CARD_CASHIER, OWN_CARD_TERMINAL, QUICK_CASHIER = "vnk-c4", "krm-c3", "krm-t2", "tjr-c4"
# Terminals without a line to the club: (store, terminal, first day, days); what they took comes the morning after.
_OFFLINE = (
    (VANAK, "vnk-t2", day_number(1405, 8, 27), 2),
    (KARIMKHAN, "krm-t1", day_number(1404, 8, 9), 1),
    (TAJRISH, "tjr-t1", day_number(1404, 11, 16), 3),
)
_LATE_SHARE = 0.002


class Due(NamedTuple):
    """A visit to become a receipt. Sorts by its moment, then by member."""

    second: int
    place: int
    visit: Visit


@dataclass(slots=True)
class Trade:
    """`marked` keeps, per reason of a visit that nature did not make, its (place of the member, reference)."""

    receipts: list[ReceiptSeed] = field(default_factory=list)
    returns: list[ReturnSeed] = field(default_factory=list)
    marked: dict[Mark, list[tuple[int, str]]] = field(default_factory=lambda: {mark: [] for mark in Mark})
    wish: Wish = field(default_factory=Wish)

    def by_arrival(self) -> list[Event]:
        events: list[Event] = [*self.receipts, *self.returns]
        return sorted(events, key=_arrival)


def _arrival(event: Event) -> tuple[float, str]:
    at = event.arrives_at if isinstance(event, ReceiptSeed) else event.happened_at
    return at.timestamp(), event.reference


def trade(seed: int, everyone: list[Life], seeds: list[MemberSeed]) -> Trade:
    """In: the lives with everything planted. Out: every receipt and return of them."""
    random = Random(f"narvan/{seed}/trade")
    done, kitchen = Trade(), Kitchen(random)
    numbers: Counter[int] = Counter()
    due = [Due(visit.second, place, visit) for place, life in enumerate(everyone) for visit in life.visits]
    due.sort(key=_moment)
    for second, place, visit in due:
        numbers[visit.store] += 1
        reference = f"{STORES[visit.store].code}-{numbers[visit.store]:06d}"
        taste_of = random.choice(everyone) if visit.mark is Mark.OWN_CARD else everyone[place]
        sitting = Sitting(second // DAY_SECONDS, visit.store, _part_of(second), visit.mark)
        lines = kitchen.lines(taste_of.taste, sitting)
        receipt = _receipt(random, reference, seeds[place].key, visit, lines)
        done.receipts.append(receipt)
        if visit.mark:
            done.marked[visit.mark].append((place, reference))
        if (back := _return(random, receipt, visit)) is not None:
            done.returns.append(back)
    done.wish = kitchen.wish
    return done


def _moment(due: Due) -> tuple[int, int]:
    return due.second, due.place


def _part_of(second: int) -> int:
    of_day = second % DAY_SECONDS
    return next((part for part, (_, last) in enumerate(PARTS) if of_day < last), EVENING)


def _receipt(random: Random, reference: str, key: str, visit: Visit, lines: tuple[LineSeed, ...]) -> ReceiptSeed:
    net = sum([line.amount_minor - line.discount_minor for line in lines])
    terminal, cashier = _till(random, visit)
    happened = instant(visit.second)
    return ReceiptSeed(
        reference=reference,
        member_key=key,
        store=STORES[visit.store].code,
        terminal=terminal,
        cashier=cashier,
        channel="online" if visit.online else "counter",
        means=_means(random, visit),
        happened_at=happened,
        arrives_at=happened if visit.online else instant(_arrives(random, visit, terminal)),
        lines=lines,
        tax_minor=net * VAT_PERCENT // 100,
        delivery_minor=random.choice(_DELIVERY_MINOR) if visit.online and random.random() < _DELIVERED_SHARE else 0,
    )


def _till(random: Random, visit: Visit) -> tuple[str, str]:
    """Terminal and cashier. The first two cashiers of a branch work until half past three, the others after."""
    code = STORES[visit.store].code
    if visit.online:
        return f"{code}-web", f"{code}-web"
    if visit.mark is Mark.OWN_CARD:
        return OWN_CARD_TERMINAL, OWN_CARD_CASHIER
    if visit.mark is Mark.FAREWELL:
        return f"{code}-t2", HARSH_CASHIER
    if visit.mark is Mark.QUICK_RETURN:
        return f"{code}-t2", QUICK_CASHIER
    shift = 0 if visit.second % DAY_SECONDS < PARTS[1][1] else 2
    number = shift + (1 if random.random() < 0.55 else 2)
    cashier = f"{code}-c{number}"
    if cashier == HARSH_CASHIER and visit.second < HARSH_SINCE * DAY_SECONDS:
        cashier = f"{code}-c3"
    return f"{code}-t{1 if random.random() < 0.6 else 2}", cashier


def _means(random: Random, visit: Visit) -> Means:
    if visit.online:
        return "online"
    if visit.mark is Mark.QUICK_RETURN or random.random() < _CASH_SHARE:
        return "cash"
    return "card"


def _arrives(random: Random, visit: Visit, terminal: str) -> int:
    day = visit.second // DAY_SECONDS
    for store, dead, first, days in _OFFLINE:
        if store == visit.store and dead == terminal and first <= day < first + days:
            return (first + days) * DAY_SECONDS + PARTS[EARLY][0] + visit.second % 600
    if not visit.mark and random.random() < _LATE_SHARE:
        closing = day * DAY_SECONDS + 85_800
        return min(visit.second + random.randrange(900, 6 * 3600), closing)
    return visit.second


def _return(random: Random, receipt: ReceiptSeed, visit: Visit) -> ReturnSeed | None:
    """A return of what was bought, if one is to come. It never arrives before its receipt,
    nor on a closed day, nor after the end."""
    reference = f"{receipt.store}-r-{receipt.reference[-6:]}"
    if visit.mark is Mark.QUICK_RETURN:
        soon = receipt.happened_at + timedelta(seconds=random.randrange(600, 1500))
        return ReturnSeed(reference, receipt.reference, soon, None)
    if visit.mark or random.random() >= RETURNED_SHARE:
        return None
    second = _comes_back(random, visit.second)
    if second >= END_SECOND or instant(second) <= receipt.arrives_at or day_factors()[second // DAY_SECONDS] == 0:
        return None
    return ReturnSeed(reference, receipt.reference, instant(second), _what_comes_back(random, receipt.lines))


def _comes_back(random: Random, second: int) -> int:
    """Most come back to the counter within the hour, some on one of the next days."""
    soon = second + random.randrange(600, 4200)
    if random.random() < 0.6 and soon % DAY_SECONDS > PARTS[EARLY][0]:
        return soon
    day = second // DAY_SECONDS + random.randint(1, 5)
    first, last = PARTS[EVENING] if day in RAMADAN else (PARTS[EARLY][0], PARTS[EVENING][1])
    return day * DAY_SECONDS + random.randrange(first, last)


def _what_comes_back(random: Random, lines: tuple[LineSeed, ...]) -> tuple[tuple[int, int], ...] | None:
    """Some quantity of one line; None where that, or the draw, makes it the whole receipt."""
    number = random.randint(1, len(lines))
    quantity = random.randint(1, lines[number - 1].quantity)
    whole = len(lines) == 1 and quantity == lines[0].quantity
    return None if whole or random.random() < _WHOLE_SHARE else ((number, quantity),)
