"""redeem: a reward is taken in one step, outside a basket. Hold and capture at once; then it becomes what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vafa.base import counters, outbox, references
from vafa.base.ids import new_id
from vafa.checkout import errors
from vafa.checkout.actions import minting
from vafa.checkout.actions.gathering import gather
from vafa.checkout.actions.proving import check_proof, worth_of_reward
from vafa.checkout.queries import purse
from vafa.checkout.queries.reading import money_unit, settings_of
from vafa.earning.queries import Judges
from vafa.engine import codes
from vafa.engine.lots import holding, posting
from vafa.engine.lots.shapes import Account, Cause, Kind
from vafa.ledger.actions.posting import open_books, post
from vafa.ledger.queries.books import Books
from vafa.members.actions import proving
from vafa.members.errors import ProofWrong
from vafa.members.queries import may_draw_on
from vafa.partners.house import House
from vafa.rewards import kinds
from vafa.rewards.actions import batches
from vafa.rewards.actions.redemptions import take
from vafa.rewards.errors import LimitReached, RewardNotNow, RewardNotYours, SoldOut
from vafa.rewards.models import Redemption, Reward
from vafa.rewards.queries import catalogue
from vafa.rewards.queries.eligible import Person, barred, used_up

_NOT_NOW = {"not_yet", "ended"}
CASH_LIKE = {"voucher", "wallet", "gift_card", "pool_code"}
"""What units become of these could be sold on, so they wait for the return window where the club says so."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A reward that a member takes: where they stand or pick it up, how it is handed over, who tells and under which
    reference."""

    house: House
    source: str
    person: Person
    reward: Reward
    reference: str
    store: UUID | None = None
    staff: UUID | None = None
    proof: str = ""
    vouched: bool = False
    """Staff of the console answer for the member, who needs no proof then."""


def redeem(wish: Wish) -> Redemption:
    """Out: the redemption with what it became. Refused, and remembered under the reference: not in the catalogue now,
    not for this member, the limit reached, sold out, not enough units, units of receipts that may still come back."""
    house, person = wish.house, wish.person
    judges = Judges(house.club)
    wallet = money_unit(judges, house.now)
    units = sorted({wish.reward.unit, *([wallet] if kinds.KINDS[wish.reward.kind].becomes == "wallet" else [])})

    def verb(books: Books) -> tuple[UUID, UUID]:
        _check(wish)
        return person.member, _taken(wish, books, wallet)

    try:
        outcome = _once(wish, units, verb)
    except ProofWrong:
        proving.count_wrong(club=house.club, member_id=person.member, now=house.now)
        raise
    return Redemption.objects.get(member_id=person.member, id=outcome)


def _once(wish: Wish, units: list[str], verb: Callable[[Books], tuple[UUID, UUID]]) -> UUID:
    house, person = wish.house, wish.person
    outcome, _ = references.spend(
        club_id=house.club.id, source=wish.source, reference=wish.reference, now=house.now,
        content=references.content_hash([str(person.member), str(wish.reward.id), wish.store]),
        opening=lambda: _opened(wish, units),
        verb=verb,
    )  # fmt: skip
    return outcome


def _opened(wish: Wish, units: list[str]) -> Books:
    """With the accounts of the household that the member may draw on."""
    house, member = wish.house, wish.person.member
    others = may_draw_on(member)
    return open_books(house.club.id, [member], units, house.now, whole=[member, *others], holders=others)


def _check(wish: Wish) -> None:
    reward = catalogue.get(wish.house.club, wish.reward.id)
    why = barred(reward, wish.person)
    if reward.state != "listed" or why in _NOT_NOW:
        raise RewardNotNow(reward=str(reward.id), why=why or reward.state)
    if why:
        raise RewardNotYours(reward=str(reward.id), why=why)
    if reward.id in used_up([reward], wish.person):
        raise LimitReached(most=reward.limit_count, period=reward.limit_period)
    if not wish.vouched:
        check_proof(wish.person, worth_of_reward(reward), wish.proof)


def _taken(wish: Wish, books: Books, wallet: str) -> UUID:
    reward, person, house = wish.reward, wish.person, wish.house
    price = catalogue.price_for(reward, person.tier)
    account = books[person.member, reward.unit]
    owners = [person.member, *may_draw_on(person.member)]
    active = purse.spendable(books, owners, reward.unit, house.now)
    if price > active:
        raise errors.NotSpendable(asked=price, active=active)
    _reserve(reward)
    redemption = new_id()
    cause = _cause(wish)
    gather(books, owners, reward.unit, price, cause)
    movement = _draw(wish, account, cause, price, redemption) if price else None
    keep_until = house.now + timedelta(days=reward.keep_days)
    gives, state = _become(wish, books, wallet, cause, keep_until)
    post(house.club.id, books)
    take(
        house.club, reward, member=person.member, id=redemption, code=short_code(redemption), units=price,
        movement=movement, source=wish.source, reference=wish.reference, store=wish.store, gives=gives, state=state,
        keep_until=keep_until, now=house.now, staff=wish.staff,
    )  # fmt: skip
    told = {"member": person.member, "redemption": redemption, "reward": reward.id, "units": price}
    outbox.announce(house.club.id, [("reward_redeemed", told)], house.now)
    return redemption


def _cause(wish: Wish) -> Cause:
    place = next((each for each in wish.house.stores.values() if each.id == wish.store), None)
    partner = place.partner if place else wish.house.operator
    return Cause(wish.house.now, wish.house.now, partner, wish.store, wish.source, wish.reference)


def _reserve(reward: Reward) -> None:
    for counter, count in ((reward.stock_id, 1), (reward.budget_id, reward.cost_minor or 0)):
        if not counters.reserve(counter, count):
            raise SoldOut(reward=str(reward.id))
        counters.use(counter, count, count)


def _draw(wish: Wish, account: Account, cause: Cause, price: int, redemption: UUID) -> UUID:
    parts = holding.parts_to_draw(account, price, wish.house.now)
    if kinds.KINDS[wish.reward.kind].becomes in CASH_LIKE:
        _check_returnable(wish, account, parts)
    return posting.debit(account, cause, Kind.REDEMPTION, parts, award=redemption).id


def _check_returnable(wish: Wish, account: Account, parts: list[tuple[UUID, int]]) -> None:
    most = settings_of(wish.house.club).returnable_units_max
    if most is None:
        return
    open_until = [
        (until, units)
        for lot, units in parts
        if (until := account.lots[lot].terms.returnable_until) and until > wish.house.now
    ]
    if sum(units for _, units in open_until) > most:
        raise errors.UnitsReturnable(most=most, until=max(until for until, _ in open_until).isoformat())


def _become(wish: Wish, books: Books, wallet: str, cause: Cause, keep_until: datetime) -> tuple[str, str]:
    """Out: the code it became, if one, and where it stands then."""
    reward, member, club, now = wish.reward, wish.person.member, wish.house.club, wish.house.now
    becomes = kinds.KINDS[reward.kind].becomes
    if becomes == "hand_over":
        return "", kinds.WAITING
    if becomes == "voucher":
        batch = batches.of_reward(club=club, reward=reward, now=now)
        return batches.issue(club=club, batch=batch, member=member, now=now, ends_at=keep_until), kinds.ISSUED
    if becomes == "pool_code":
        assert reward.pool_id is not None
        return batches.assign(club=club, batch_id=reward.pool_id, member=member, now=now, ends_at=None), kinds.DONE
    if becomes == "wallet":
        minting.credit(books[member, wallet], cause, reward.value_minor, bought=False, expires_at=None)
    if becomes == "gift_card":
        card = minting.mint(
            wish.house, wallet, cause, reward.value_minor, bought=False, expires_at=None, for_member=member
        )
        return card.code, kinds.DONE
    return "", kinds.DONE


def short_code(id: UUID) -> str:
    """Six letters that name a redemption in a queue; people are seen, so it keeps no secret."""
    body = "".join(codes.ALPHABET[id.int >> 5 * place & 31] for place in range(5))
    return body + codes.check_letter(body)
