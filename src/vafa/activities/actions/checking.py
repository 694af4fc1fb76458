"""Is this item something that can have happened? Checked before anything is read or locked for it."""

from datetime import datetime, timedelta

from vafa.activities import errors
from vafa.activities.shapes import Happening, Purchase, Source
from vafa.base.models import Club
from vafa.members.queries import Profile
from vafa.partners.house import House
from vafa.partners.queries import Place

CLOCK_SKEW = timedelta(minutes=5)
OWN_SHAPE = frozenset({"purchase", "return", "adjustment"})


def store_of(house: House, source: Source, code: str) -> Place | None:
    wanted = code or source.store
    if source.store and wanted != source.store:
        raise errors.ForeignStore(store=wanted, bound_to=source.store)
    if not wanted:
        return None
    if wanted not in house.stores:
        raise errors.UnknownStore(store=wanted)
    return house.stores[wanted]


def check_time(house: House, source: Source, happened_at: datetime, terminal: str) -> None:
    if happened_at > house.now + CLOCK_SKEW:
        raise errors.FromTheFuture(happened_at=happened_at.isoformat(), now=house.now.isoformat())
    if source.history:
        return
    offline = terminal in house.offline_terminals
    days = house.club.late_days_offline if offline else house.club.late_days_online
    if happened_at < house.now - timedelta(days=days):
        raise errors.TooLate(happened_at=happened_at.isoformat(), days=days)


def check_member(source: Source, profile: Profile, happened_at: datetime) -> None:
    if happened_at < profile.joined_at - CLOCK_SKEW and not source.history:
        raise errors.BeforeJoining(happened_at=happened_at.isoformat(), joined_at=profile.joined_at.isoformat())


LINES_ABOVE = 100
"""A line before its discount, or its cost, is at most so many times the largest receipt: sums of all must hold."""


def check_purchase(club: Club, item: Purchase) -> None:
    if item.currency and item.currency.upper() != club.currency:
        raise errors.WrongCurrency(currency=item.currency, wanted=club.currency)
    if not item.lines:
        raise errors.NoLines
    total, largest = item.tax_minor + item.delivery_minor, 0
    for number, line in enumerate(item.lines, 1):
        if line.quantity < 0:
            raise errors.NegativeQuantity(line=number, quantity=line.quantity)
        if line.amount_minor < 0 or line.discount_minor < 0:
            raise errors.NegativeAmount(line=number, amount_minor=min(line.amount_minor, line.discount_minor))
        if line.discount_minor > line.amount_minor:
            raise errors.DiscountTooLarge(line=number, discount_minor=line.discount_minor)
        total += line.amount_minor - line.discount_minor
        largest = max(largest, line.amount_minor, abs(line.cost_minor or 0))
    if item.tax_minor < 0 or item.delivery_minor < 0:
        raise errors.NegativeAmount(line=0, amount_minor=min(item.tax_minor, item.delivery_minor))
    if total > club.largest_receipt_minor:
        raise errors.AbsurdAmount(amount_minor=total, largest_minor=club.largest_receipt_minor)
    if largest > LINES_ABOVE * club.largest_receipt_minor:
        raise errors.AbsurdAmount(amount_minor=largest, largest_minor=LINES_ABOVE * club.largest_receipt_minor)
    if item.payments and sum(payment.amount_minor for payment in item.payments) != total:
        paid = sum(payment.amount_minor for payment in item.payments)
        raise errors.PaymentsDiffer(paid_minor=paid, payable_minor=total)
    if any(payment.amount_minor < 0 for payment in item.payments):
        raise errors.NegativeAmount(line=0, amount_minor=min(each.amount_minor for each in item.payments))


def check_reference(reference: str) -> None:
    if not reference.strip() or len(reference) > 120:
        raise errors.ReferenceMissing(reference=reference[:120])


def check_happening(item: Happening) -> None:
    if item.kind in OWN_SHAPE or not item.kind:
        raise errors.ReservedKind(kind=item.kind)
