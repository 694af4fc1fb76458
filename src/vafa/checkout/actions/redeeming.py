"""redeem: rewards are taken in one step, outside a basket. Hold and capture at once; then each becomes what it is.

Everything is a batch: one is a batch of one. What may be refused is asked before anything is changed, so that the
others go on; where a refusal comes later, as of an empty pool of codes, the batch is undone and each goes by itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from vafa.base import counters, outbox, references
from vafa.base.errors import Refusal
from vafa.base.ids import new_id
from vafa.checkout import errors
from vafa.checkout.actions.becoming import CASH_LIKE, Became, become, short_code
from vafa.checkout.actions.gathering import gather
from vafa.checkout.actions.proving import check_proof, worth_of_reward
from vafa.checkout.models import Settings
from vafa.checkout.queries import purse
from vafa.checkout.queries.reading import money_unit, settings_of
from vafa.earning.queries import Judges
from vafa.engine.lots import holding, posting
from vafa.engine.lots.shapes import Account, Cause, Kind
from vafa.ledger.actions.posting import open_books, post
from vafa.ledger.queries.books import Books
from vafa.members.actions import proving
from vafa.members.errors import ProofWrong
from vafa.members.queries import drawn_on_by
from vafa.partners.house import House
from vafa.rewards import kinds
from vafa.rewards.actions import redemptions
from vafa.rewards.errors import LimitReached, RewardNotNow, RewardNotYours, SoldOut
from vafa.rewards.models import Redemption, Reward
from vafa.rewards.queries import catalogue
from vafa.rewards.queries.eligible import Person, barred, taken_by

_NOT_NOW = {"not_yet", "ended"}


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


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a wish, and whether this call was the first."""

    redemption: Redemption
    first: bool


def redeem(wish: Wish) -> Redemption:
    """As of `redeem_all`, for one. Refused: why there is nothing."""
    (told,) = redeem_all([wish])
    if isinstance(told, Refusal):
        raise told
    return told.redemption


def redeem_all(wishes: Sequence[Wish]) -> list[Taken | Refusal]:
    """In: wishes of one house. Out: for each in its order the redemption with what it became. Refused, and remembered
    under the reference: not in the catalogue now, not for this member, the limit reached, sold out, not enough units,
    units of receipts that may still come back."""
    if not wishes:
        return []
    house, made = wishes[0].house, dict[UUID, Redemption]()
    try:
        told = references.spend_all(
            club_id=house.club.id, now=house.now, asked=[_asked(wish) for wish in wishes],
            opening=lambda: _opened(wishes),
            verb=lambda batch, places: _made(batch, {place: wishes[place] for place in places}, made),
        )  # fmt: skip
    except _OneByOne:
        return [told for wish in wishes for told in redeem_all([wish])]
    _count_wrong(wishes, told)
    return _with_rows(told, made)


class _OneByOne(Exception):
    """Something had been changed for the one that is refused: all of it is undone, and each goes by itself."""


def _asked(wish: Wish) -> references.Asked:
    content = references.content_hash([str(wish.person.member), str(wish.reward.id), wish.store])
    return references.Asked(wish.source, wish.reference, content)


def _count_wrong(wishes: Sequence[Wish], told: Sequence[references.Spent | Refusal]) -> None:
    for wish, each in zip(wishes, told, strict=True):
        if isinstance(each, ProofWrong):
            proving.count_wrong(club=wish.house.club, member_id=wish.person.member, now=wish.house.now)


def _with_rows(told: Sequence[references.Spent | Refusal], made: dict[UUID, Redemption]) -> list[Taken | Refusal]:
    before = [each for each in told if not isinstance(each, Refusal) and each.outcome not in made]
    if before:
        ids, members = [each.outcome for each in before], [each.member for each in before]
        made |= {row.id: row for row in Redemption.objects.filter(member_id__in=members, id__in=ids)}
    return [each if isinstance(each, Refusal) else Taken(made[each.outcome], each.first) for each in told]


@dataclass(slots=True)
class _Batch:
    """What a batch is judged against, read once under the locks of its accounts and counters."""

    house: House
    settings: Settings
    wallet: str
    books: Books
    owners: dict[UUID, list[UUID]]
    """By member themselves, and those of their household that they may draw on."""
    rewards: dict[UUID, Reward]
    counters: dict[UUID, counters.Locked]
    had: Counter[tuple[UUID, UUID]]
    """By member and reward how often they had it in the period of its limit."""
    touched: bool = False
    """Has anything been changed for the wish at hand?"""


def _opened(wishes: Sequence[Wish]) -> _Batch:
    house, members = wishes[0].house, sorted({wish.person.member for wish in wishes})
    wallet = money_unit(Judges(house.club), house.now)
    units = {wish.reward.unit for wish in wishes}
    if any(kinds.KINDS[wish.reward.kind].becomes == "wallet" for wish in wishes):
        units.add(wallet)
    others = {other for drawn in drawn_on_by(members).values() for other in drawn}
    owners = {*members, *others}
    books = open_books(house.club.id, members, sorted(units), house.now, whole=owners, holders=others)
    # read again: who left the household while these locks were waited for gives no more
    owners_of = {
        member: [member, *(each for each in drawn if each in owners)] for member, drawn in drawn_on_by(members).items()
    }
    rewards = catalogue.with_ids(house.club, {wish.reward.id for wish in wishes})
    of_rewards = [id for row in rewards.values() for id in (row.stock_id, row.budget_id)]
    had = taken_by([wish.person for wish in wishes], rewards.values())
    return _Batch(
        house, settings_of(house.club), wallet, books, owners_of, rewards, counters.lock(of_rewards), Counter(had)
    )


def _made(batch: _Batch, wishes: dict[int, Wish], made: dict[UUID, Redemption]) -> references.Made:
    """Out: by place the member and the redemption, or why there is none; `made` has the rows."""
    done: dict[int, tuple[UUID, UUID] | Refusal] = {}
    rows: list[tuple[Redemption, UUID | None]] = []
    try:
        with transaction.atomic():
            for place, wish in wishes.items():
                batch.touched = False
                try:
                    row = _taken(batch, wish)
                except Refusal as refusal:
                    if batch.touched:
                        raise
                    done[place] = refusal
                    continue
                rows.append((row, wish.staff))
                done[place] = wish.person.member, row.id
            _write(batch, rows)
    except Refusal as refusal:
        if len(wishes) > 1:
            raise _OneByOne from None
        return dict.fromkeys(wishes, refusal)
    made |= {row.id: row for row, _ in rows}
    return done


def _write(batch: _Batch, rows: Sequence[tuple[Redemption, UUID | None]]) -> None:
    club, now = batch.house.club, batch.house.now
    post(club.id, batch.books)
    counters.write(batch.counters)
    redemptions.take(club, rows, now)
    told = [
        {"member": row.member_id, "redemption": row.id, "reward": row.reward_id, "units": row.units} for row, _ in rows
    ]
    outbox.announce(club.id, [("reward_redeemed", each) for each in told], now)


def _taken(batch: _Batch, wish: Wish) -> Redemption:
    reward, now, member = _checked(batch, wish), wish.house.now, wish.person.member
    price = catalogue.price_for(reward, wish.person.tier)
    _check_units(batch, wish, reward.unit, price)
    _reserve(batch, reward)
    batch.touched = True
    batch.had[member, reward.id] += 1
    id, cause = new_id(), _cause(wish)
    gather(batch.books, batch.owners[member], reward.unit, price, cause)
    movement = _draw(batch, wish, reward, cause, price, id) if price else None
    keep_until = now + timedelta(days=reward.keep_days)
    to = Became(wish.house, member, batch.books, batch.wallet, cause, keep_until)
    gives, state = become(reward, to)
    still = state in redemptions.OPEN
    return Redemption(
        member_id=member, id=id, club_id=wish.house.club.id, reward_id=reward.id, code=short_code(id),
        unit=reward.unit, units=price, movement_id=movement, source=wish.source, reference=wish.reference,
        store_id=wish.store, handed=reward.handed, gives=gives, worth_minor=reward.worth_minor,
        cost_minor=reward.cost_minor, taken_at=now, keep_until=keep_until if still else None, state=state,
        settled_at=None if still else now,
    )  # fmt: skip


def _checked(batch: _Batch, wish: Wish) -> Reward:
    """The reward as it is now, if this member may have it."""
    reward, person = batch.rewards[wish.reward.id], wish.person
    why = barred(reward, person)
    if reward.state != "listed" or why in _NOT_NOW:
        raise RewardNotNow(reward=str(reward.id), why=why or reward.state)
    if why:
        raise RewardNotYours(reward=str(reward.id), why=why)
    if reward.limit_count is not None and batch.had[person.member, reward.id] >= reward.limit_count:
        raise LimitReached(most=reward.limit_count, period=reward.limit_period)
    if not wish.vouched:
        batch.touched = bool(wish.proof)  # a fresh code is used up by it
        check_proof(batch.settings, person, worth_of_reward(reward), wish.proof)
    return reward


def _check_units(batch: _Batch, wish: Wish, unit: str, price: int) -> None:
    active = purse.spendable(batch.books, batch.owners[wish.person.member], unit, wish.house.now)
    if price > active:
        raise errors.NotSpendable(asked=price, active=active)


def _cause(wish: Wish) -> Cause:
    place = next((each for each in wish.house.stores.values() if each.id == wish.store), None)
    partner = place.partner if place else wish.house.operator
    return Cause(wish.house.now, wish.house.now, partner, wish.store, wish.source, wish.reference)


def _reserve(batch: _Batch, reward: Reward) -> None:
    """Stock and budget: both or neither."""
    stock, budget = batch.counters[reward.stock_id], batch.counters[reward.budget_id]
    if not stock.take(1):
        raise SoldOut(reward=str(reward.id))
    if not budget.take(reward.cost_minor or 0):
        stock.used -= 1
        raise SoldOut(reward=str(reward.id))


def _draw(batch: _Batch, wish: Wish, reward: Reward, cause: Cause, price: int, redemption: UUID) -> UUID:
    account = batch.books[wish.person.member, reward.unit]
    parts = holding.parts_to_draw(account, price, wish.house.now)
    if kinds.KINDS[reward.kind].becomes in CASH_LIKE:
        _check_returnable(batch.settings, wish, account, parts)
    return posting.debit(account, cause, Kind.REDEMPTION, parts, award=redemption).id


def _check_returnable(settings: Settings, wish: Wish, account: Account, parts: list[tuple[UUID, int]]) -> None:
    most = settings.returnable_units_max
    if most is None:
        return
    open_until = [
        (until, units)
        for lot, units in parts
        if (until := account.lots[lot].terms.returnable_until) and until > wish.house.now
    ]
    if sum(units for _, units in open_until) > most:
        raise errors.UnitsReturnable(most=most, until=max(until for until, _ in open_until).isoformat())
