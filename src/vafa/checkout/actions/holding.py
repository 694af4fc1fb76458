"""hold: a basket is priced under the lock of its accounts; what it uses is set aside until it is paid or given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from vafa.base import outbox, references, sql
from vafa.base.ids import new_id
from vafa.checkout import errors
from vafa.checkout.actions.billing import Counterpart, bill, gift_cards
from vafa.checkout.actions.gathering import gather
from vafa.checkout.actions.proving import check_proof, worth_of
from vafa.checkout.actions.settling import end_lapsed, wanted_of
from vafa.checkout.models import Checkout
from vafa.checkout.queries.reading import find, held, money_unit, settings_of
from vafa.checkout.shapes import Bill, Held, Order, Part
from vafa.earning.queries import Judges
from vafa.engine.earning.facts import Facts
from vafa.engine.lots import holding as lots
from vafa.engine.lots.shapes import Cause
from vafa.engine.lots.sweep import sweep
from vafa.ledger.actions.posting import open_books, place_hold, post
from vafa.ledger.queries.books import load
from vafa.members.actions import proving
from vafa.members.errors import ProofWrong
from vafa.members.queries import may_draw_on
from vafa.partners.house import House
from vafa.rewards.actions import tries, uses
from vafa.rewards.errors import CodeRefused
from vafa.rewards.queries.eligible import Person

HOLD_FOR: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(days=7)
_COLUMNS = (
    "member_id", "id", "club_id", "source", "reference", "store_id", "terminal", "channel", "placed_at", "ends_at",
    "bill", "state", "movements",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked order of one member at a place: who, its facts, and who calls."""

    house: House
    judges: Judges
    source: str
    person: Person
    order: Order
    facts: Facts
    store: UUID | None = None

    @property
    def caller(self) -> str:
        """Who shows codes: the program, and its till where it has several."""
        return f"{self.source}/{self.order.terminal}"[:80]


def counterpart(asked: Asked, *, lock: bool) -> Counterpart:
    """The accounts that the order may draw on, opened and swept: locked, for whoever will write."""
    house, member = asked.house, asked.person.member
    judges, settings = asked.judges, settings_of(house.club)
    cards = gift_cards(house.club, asked.order, house.now)
    wallet = money_unit(judges, house.now)
    purse = (member, *may_draw_on(member))
    owners = {*purse, *(card.holder_id for card in cards.values() if card)}
    units = sorted({*judges.units(), wallet})
    if lock:
        holders = owners - {member}
        books = open_books(house.club.id, [member], units, house.now, whole=owners, holders=holders)
        # who left the household while these locks were waited for gives no more
        purse = (member, *(each for each in may_draw_on(member) if each in purse))
    else:
        books = load(owners, units, house.now, spendable=True)
        for account in books.values():
            sweep(account, house.now)
    return Counterpart(asked.person, books, settings, wallet, cards, purse)


def hold(*, asked: Asked, reference: str, lasts: timedelta = HOLD_FOR) -> Held:
    """In: an order and how long it is kept. Out: the checkout with its bill. Refused, and remembered under the
    reference: a code that is none, a tender or reward that cannot be used, nothing to set aside, longer than 7 days."""
    club, now = asked.house.club, asked.house.now
    tries.check_tries(club=club, caller=asked.caller, now=now)
    end_lapsed(club=club, now=now)
    content = references.content_hash([asked.order, int(lasts.total_seconds())])
    try:
        outcome, _ = references.spend(
            club_id=club.id, source=asked.source, reference=reference, content=content, now=now,
            opening=lambda: counterpart(asked, lock=True),
            verb=lambda against: (asked.person.member, _hold(asked, against, reference, lasts)),
        )  # fmt: skip
    except ProofWrong:
        proving.count_wrong(club=club, member_id=asked.person.member, now=now)
        raise
    except CodeRefused:
        tries.count_wrong(club=club, caller=asked.caller, store_id=asked.store, now=now)
        raise
    if asked.order.codes:
        tries.forget_tries(club=club, caller=asked.caller)
    return held(find(club, outcome), now)


def _hold(asked: Asked, against: Counterpart, reference: str, lasts: timedelta) -> UUID:
    if not timedelta(0) < lasts <= LONGEST:
        raise errors.HoldTooLong(days=LONGEST.days)
    checkout, now = new_id(), asked.house.now
    made, prices = _reserved(asked, against, checkout, now + lasts)
    if not made.used and not made.parts:
        raise errors.NothingToHold
    check_proof(against.settings, asked.person, worth_of(made), asked.order.proof)
    priced = [_set_aside(asked, against, part, now + lasts, reference) for part in prices]
    tenders = [_set_aside(asked, against, part, now + lasts, reference) for part in made.parts]
    post(asked.house.club.id, against.books)
    row: tuple[object, ...] = (
        asked.person.member, checkout, asked.house.club.id, asked.source, reference, asked.store,
        asked.order.terminal, asked.order.channel, now, now + lasts,
        msgspec.to_builtins(replace(made, parts=(*tenders, *priced))), "open", [],
    )  # fmt: skip
    sql.insert(Checkout, _COLUMNS, [row])
    event = {"member": asked.person.member, "checkout": checkout, "ends_at": now + lasts}
    outbox.announce(asked.house.club.id, [("checkout_held", event)], now)
    return checkout


def _reserved(asked: Asked, against: Counterpart, checkout: UUID, ends_at: datetime) -> tuple[Bill, list[Part]]:
    """The bill with its offers reserved. Who finds that one has gone meanwhile is billed again without it."""
    gone: list[str] = []
    while True:
        against.spoken.clear()
        made, prices = bill(asked.order, asked.facts, against, gone)
        _refuse(asked.order, made)
        wanted = [wanted_of(each) for each in made.used]
        try:
            uses.reserve(
                club=asked.house.club, member=asked.person.member, checkout=checkout, wanted=wanted,
                now=asked.house.now, ends_at=ends_at,
            )  # fmt: skip
        except uses.Gone as found:
            gone.append(made.used[wanted.index(found.wanted)].id)
        else:
            return made, prices


def _refuse(order: Order, made: Bill) -> None:
    """What was asked for by name and cannot be had refuses the hold; offers nobody asked for do not."""
    for each in made.unused:
        if each.code == "code_refused":
            raise CodeRefused
        if each.id.startswith(("voucher:", "reward:")):
            raise errors.OfferRefused(offer=each.id, why=each.code, by=each.by)
    for each in made.refused_tenders:
        if each.code == "code_refused":
            raise CodeRefused
        if each.code != "nothing_to_pay":
            raise errors.TenderRefused(means=each.id.split(":")[0], why=each.code)


def _set_aside(asked: Asked, against: Counterpart, part: Part, ends_at: datetime, reference: str) -> Part:
    account, now = against.books[part.owner, part.unit], asked.house.now
    if part.owner == asked.person.member:
        cause = Cause(now, now, asked.house.operator, asked.store, asked.source, reference)
        gather(against.books, against.purse, part.unit, part.units, cause)
    placed = lots.hold(account, part.units, asked.house.now, ends_at)
    place_hold(asked.house.club.id, account, placed, reference)
    return replace(part, hold=placed.id)
