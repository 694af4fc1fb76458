"""Baskets: quote, hold, capture, release; redeem and give back; money on cards and in wallets; transfers."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from vafa.activities.actions import paying
from vafa.activities.actions.checking import store_of
from vafa.base.errors import Refusal
from vafa.checkout.actions import minting, settling, transferring, undoing
from vafa.checkout.actions.redeeming import Taken, Wish, redeem_all
from vafa.checkout.queries import reading
from vafa.checkout.shapes import Held, Order
from vafa.doors.api import bodies
from vafa.doors.api.answers import answer, refuse
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of
from vafa.doors.api.once import REPLAYED, referenced, replayable
from vafa.doors.api.spending_shapes import (
    BasketQuote,
    CaptureGiven,
    CodeGiven,
    GiftCardGiven,
    GiftCardIssued,
    GiftCardRead,
    HoldGiven,
    MoneyGiven,
    Moved,
    PinChosen,
    PinGiven,
    ReasonGiven,
    RedeemGiven,
    RedemptionRead,
    ReferenceGiven,
    TopUpGiven,
    TransferGiven,
)
from vafa.earning.queries import Judges
from vafa.ledger.queries import states
from vafa.members import queries as members
from vafa.members.actions import proving
from vafa.members.errors import UnknownMember
from vafa.partners.queries import Place
from vafa.rewards.actions import redemptions, tries
from vafa.rewards.errors import CodeRefused, UnknownGiftCard, UnknownReward
from vafa.rewards.models import GiftCard, Redemption
from vafa.rewards.queries import catalogue, eligible
from vafa.rewards.queries.eligible import Person


@operation(
    "POST", "/baskets/quote", "quote_basket", "What a basket costs and would earn, an estimate that changes nothing",
    {200: BasketQuote}, takes=Order,
)  # fmt: skip
def quote_basket(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    order = bodies.shaped(bodies.read(request), Order)
    told = paying.quote(house=caller.house, source=caller.source, order=order)
    return answer(BasketQuote(told.member, told.version, told.bill, told.bill.rest_minor, told.awards))


@operation(
    "POST", "/checkouts", "hold", "Hold a basket: units, codes and budgets are set aside", {201: Held, 200: Held},
    takes=HoldGiven, keyed=True,
)  # fmt: skip
def hold(request: HttpRequest) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, HoldGiven)
    held, status, headers = replayable(
        caller, given.reference,
        lambda: paying.hold(
            house=caller.house, source=caller.source, order=given.order, reference=given.reference,
            lasts=timedelta(minutes=given.minutes),
        ),
    )  # fmt: skip
    return answer(held, status, headers)


@operation("GET", "/checkouts/{uuid:checkout}", "checkout", "A checkout as it stands", {200: Held})
def checkout(request: HttpRequest, checkout: UUID) -> HttpResponse:
    caller = caller_of(request)
    return answer(reading.held(reading.find(caller.club, checkout), caller.now))


@operation(
    "POST", "/checkouts/{uuid:checkout}/capture", "capture", "Capture a checkout without a receipt, all or a part",
    {200: Held}, takes=CaptureGiven, keyed=True,
)  # fmt: skip
def capture(request: HttpRequest, checkout: UUID) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, CaptureGiven)
    take = None if given.take is None else {part.part: part.units for part in given.take}
    named: dict[str, Any] = {
        "house": caller.house, "source": caller.source_name, "checkout_id": checkout, "reference": given.reference,
    }  # fmt: skip
    if given.more_follows:
        return answer(settling.capture_some(take=take or {}, **named))
    return answer(settling.capture(take=take, **named))


@operation(
    "POST", "/checkouts/{uuid:checkout}/release", "release", "Give a held basket up", {200: Held},
    takes=ReferenceGiven, keyed=True,
)  # fmt: skip
def release(request: HttpRequest, checkout: UUID) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, ReferenceGiven)
    held = settling.release(
        house=caller.house, source=caller.source_name, checkout_id=checkout, reference=given.reference
    )
    return answer(held)


def person_of(caller: Caller, member: UUID, store: str = "") -> Person:
    """The member as terms see one, here and now."""
    return eligible.person_of(caller.club, member, caller.now, store)


@operation(
    "POST", "/redemptions", "redeem", "Take a reward in one step", {201: RedemptionRead, 200: RedemptionRead},
    takes=RedeemGiven, keyed=True,
)  # fmt: skip
def redeem(request: HttpRequest) -> HttpResponse:
    caller, given = caller_of(request), redeem_in(request)
    return redemption_told(request, caller, redeemed_together(caller, {0: given})[0])


def redeem_in(request: HttpRequest) -> RedeemGiven:
    return referenced(request, RedeemGiven)


def redeemed_together(caller: Caller, given: Mapping[int, RedeemGiven]) -> dict[int, Taken | Refusal]:
    """In: what one caller's members wish. Out: by place what came of it."""
    of_club = members.of_club(caller.club, {each.member for each in given.values()})
    rewards = catalogue.with_ids(caller.club, {each.reward for each in given.values()})
    told: dict[int, Taken | Refusal] = {}
    places: dict[int, Place | None] = {}
    for at, each in given.items():
        try:
            places[at] = store_of(caller.house, caller.source, each.store)
            if each.member not in of_club:
                raise UnknownMember(member=str(each.member))
            if each.reward not in rewards:
                raise UnknownReward(reward=str(each.reward))
        except Refusal as refusal:
            told[at] = refusal
    good = [at for at in given if at not in told]
    codes = [(place.code if (place := places[at]) else "") for at in good]
    wanted = [(of_club[given[at].member], code) for at, code in zip(good, codes, strict=True)]
    wishes = [
        Wish(
            caller.house, caller.source_name, person, rewards[given[at].reward], given[at].reference,
            place.id if (place := places[at]) else None, proof=given[at].proof,
        )
        for at, person in zip(good, eligible.people_of(caller.club, wanted, caller.now), strict=True)
    ]  # fmt: skip
    return told | dict(zip(good, redeem_all(wishes), strict=True))


def redemption_told(request: HttpRequest, caller: Caller, told: Taken | Refusal) -> HttpResponse:
    if isinstance(told, Refusal):
        return refuse(request, told)
    read = redemption_read(caller, told.redemption)
    return answer(read, 201) if told.first else answer(read, 200, REPLAYED)


def redemption_read(caller: Caller, row: Redemption) -> RedemptionRead:
    return RedemptionRead(
        id=row.id, member=row.member_id, reward=row.reward_id, code=row.code, unit=row.unit, units=row.units,
        state=row.state, gives=row.gives, store=caller.store_code(row.store_id), taken_at=row.taken_at,
        keep_until=row.keep_until,
    )  # fmt: skip


@operation("GET", "/redemptions/{uuid:redemption}", "redemption", "A redemption as it stands", {200: RedemptionRead})
def redemption(request: HttpRequest, redemption: UUID) -> HttpResponse:
    caller = caller_of(request)
    return answer(redemption_read(caller, redemptions.get(caller.club, redemption)))


@operation("POST", "/redemptions/{uuid:redemption}/hand_over", "hand_over", "The member has it", {200: RedemptionRead})
def hand_over(request: HttpRequest, redemption: UUID) -> HttpResponse:
    caller = caller_of(request)
    done = redemptions.hand_over(club=caller.club, redemption_id=redemption, now=caller.now)
    return answer(redemption_read(caller, done))


@operation(
    "POST", "/redemptions/{uuid:redemption}/give_back", "give_back", "Give a redemption back, with its units",
    {200: RedemptionRead}, takes=ReasonGiven,
)  # fmt: skip
def give_back(request: HttpRequest, redemption: UUID) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, ReasonGiven)
    done = undoing.give_back_redemption(
        house=caller.house, source=caller.source_name, redemption_id=redemption, reason=given.reason
    )
    return answer(redemption_read(caller, done))


@operation(
    "POST", "/gift_cards", "sell_gift_card", "Issue a gift card, sold or given",
    {201: GiftCardIssued, 200: GiftCardIssued}, takes=GiftCardGiven, keyed=True,
)  # fmt: skip
def sell_gift_card(request: HttpRequest) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, GiftCardGiven)
    made, status, headers = replayable(
        caller, given.reference,
        lambda: minting.sell_gift_card(
            house=caller.house, source=caller.source_name, minor=given.amount_minor, reference=given.reference,
            bought=given.bought, expires_at=given.expires_at, store=caller.key.store_id,
        ),
    )  # fmt: skip
    return answer(GiftCardIssued(made.code, made.value_minor, made.bought, made.expires_at), status, headers)


@operation(
    "POST", "/gift_cards/look", "gift_card", "What is left on a gift card, by its code", {200: GiftCardRead},
    takes=CodeGiven,
)  # fmt: skip
def gift_card(request: HttpRequest) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, CodeGiven)
    who = f"{caller.source_name}/{given.terminal}"[:80]
    tries.check_tries(club=caller.club, caller=who, now=caller.now)
    try:
        found = minting.find_gift_card(caller.house, given.code)
    except UnknownGiftCard:
        tries.count_wrong(club=caller.club, caller=who, store_id=caller.key.store_id, now=caller.now)
        raise CodeRefused from None
    tries.forget_tries(club=caller.club, caller=who)
    return answer(_card_read(caller, found))


def _card_read(caller: Caller, card: GiftCard) -> GiftCardRead:
    wallet = reading.money_unit(Judges(caller.club), caller.now)
    (told,) = states.units_of(card.holder_id, [wallet], caller.now)
    return GiftCardRead(card.code, told.active, told.held, card.bought, card.expires_at, card.ended_at)


@operation(
    "POST", "/gift_cards/top_up", "top_up_gift_card", "Put money on a gift card", {200: GiftCardRead},
    takes=MoneyGiven, keyed=True,
)  # fmt: skip
def top_up_gift_card(request: HttpRequest) -> HttpResponse:
    return _on_card(request, minting.top_up_gift_card)


@operation(
    "POST", "/gift_cards/refund", "refund_gift_card", "Pay money of a gift card out", {200: GiftCardRead},
    takes=MoneyGiven, keyed=True,
)  # fmt: skip
def refund_gift_card(request: HttpRequest) -> HttpResponse:
    caller_of(request).for_the_whole_club()
    return _on_card(request, minting.refund_gift_card)


def _on_card(request: HttpRequest, verb: Callable[..., GiftCard]) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, MoneyGiven)
    card = verb(
        house=caller.house, source=caller.source_name, typed=given.code, minor=given.amount_minor,
        reference=given.reference,
    )  # fmt: skip
    return answer(_card_read(caller, card))


@operation(
    "POST", "/wallets/top_up", "top_up", "Put money that a member paid into their wallet", {201: Moved, 200: Moved},
    takes=TopUpGiven, keyed=True,
)  # fmt: skip
def top_up(request: HttpRequest) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, TopUpGiven)
    member = caller.member(given.member)
    made, status, headers = replayable(
        caller, given.reference,
        lambda: minting.top_up(
            house=caller.house, source=caller.source_name, member=member, minor=given.amount_minor,
            reference=given.reference, store=caller.key.store_id,
        ),
    )  # fmt: skip
    return answer(Moved(made, given.reference), status, headers)


@operation(
    "POST", "/transfers", "transfer", "Give units of one member to another", {201: Moved, 200: Moved},
    takes=TransferGiven, keyed=True,
)  # fmt: skip
def transfer(request: HttpRequest) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, TransferGiven)
    sender, receiver = caller.member(given.member), caller.member(given.to)
    made, status, headers = replayable(
        caller, given.reference,
        lambda: transferring.transfer(
            house=caller.house, source=caller.source_name, sender=sender, receiver=receiver, unit=given.unit,
            units=given.units, reference=given.reference,
        ),
    )  # fmt: skip
    return answer(Moved(made, given.reference), status, headers)


@operation(
    "POST", "/members/{uuid:member}/pin", "choose_pin", "The member's PIN for spending at a till", {200: PinChosen},
    takes=PinGiven,
)  # fmt: skip
def choose_pin(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    id = caller.member(member)
    proving.choose_pin(club=caller.club, member_id=id, pin=referenced(request, PinGiven).pin)
    return answer(PinChosen(id))
