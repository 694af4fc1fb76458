"""What units buy and what baskets use: rewards, offers, vouchers; as written, and as one member sees them."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from vafa.doors.api import bodies
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of
from vafa.doors.api.once import idempotency_key, once
from vafa.doors.api.spending import person_of, redemption_read
from vafa.doors.api.spending_shapes import (
    AssignGiven,
    BatchesRead,
    BatchMade,
    BatchRead,
    CodesRead,
    LeftOut,
    OfferRead,
    OffersRead,
    PictureGiven,
    PoolBrought,
    RedemptionRead,
    RewardRead,
    RewardsRead,
    VoucherRead,
    VouchersRead,
)
from vafa.doors.look.pictures import picture_url
from vafa.earning.queries import Judges
from vafa.offers.actions import writing
from vafa.offers.models import Offer
from vafa.offers.queries import across as offers_across
from vafa.rewards.actions import batches, pictures
from vafa.rewards.actions import catalogue as writing_rewards
from vafa.rewards.models import Batch, Redemption, Reward
from vafa.rewards.queries import across, catalogue, codes
from vafa.rewards.shapes import BatchGiven, OfferGiven, RewardGiven

PAGE = 1000


def writer(request: HttpRequest) -> Caller:
    """What a club offers is not for a key of one store to write."""
    caller = caller_of(request)
    caller.for_the_whole_club()
    return caller


def _units(caller: Caller) -> frozenset[str]:
    return frozenset(Judges(caller.club).units())


def given_of(row: Any, kind: Any, **also: Any) -> Any:
    """A stored row as the shape it was written by."""
    names = [name for name in kind.__struct_fields__ if hasattr(row, name)]
    return msgspec.convert({name: getattr(row, name) for name in names} | also, kind)


def _reward(row: Reward, **also: Any) -> RewardRead:
    given = given_of(row, RewardGiven, stock=row.stock.most, budget_minor=row.budget.most)
    shown = {language: picture_url(row, language) for language in ("fa", "en") if row.picture_in(language)}
    return RewardRead(id=row.id, state=row.state, reward=given, left=row.stock.left, pictures=shown, **also)


@operation("GET", "/rewards", "rewards", "The catalogue as it is written, drafts too", {200: RewardsRead})
def rewards(request: HttpRequest) -> HttpResponse:
    return answer(RewardsRead([_reward(row) for row in catalogue.all_of(caller_of(request).club)]))


@operation(
    "GET", "/members/{uuid:member}/rewards", "member_rewards", "The catalogue as one member sees it", {200: RewardsRead}
)
def member_rewards(request: HttpRequest, member: UUID, store: str = "") -> HttpResponse:
    caller = caller_of(request)
    person = person_of(caller, caller.member(member), bodies.text(store, "store") or caller.store)
    found = catalogue.offered(person)
    return answer(RewardsRead([_reward(each.reward, price=each.units, why_not=each.why_not) for each in found]))


@operation(
    "POST", "/rewards", "write_reward", "Write a reward: a draft that nobody sees yet",
    {201: RewardRead, 200: RewardRead}, takes=RewardGiven, keyed=True,
)  # fmt: skip
def write_reward(request: HttpRequest) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(bodies.read(request), RewardGiven)
    id, seen = once(
        caller, idempotency_key(request), ["reward", given],
        lambda: writing_rewards.write_reward(club=caller.club, given=given, units=_units(caller), now=caller.now).id,
    )  # fmt: skip
    return answer(_reward(catalogue.get(caller.club, id)), 200 if seen else 201)


@operation("PUT", "/rewards/{uuid:reward}", "change_reward", "Change a reward; what is out keeps its terms",
           {200: RewardRead}, takes=RewardGiven)  # fmt: skip
def change_reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(bodies.read(request), RewardGiven)
    writing_rewards.change_reward(club=caller.club, reward_id=reward, given=given, units=_units(caller))
    return answer(_reward(catalogue.get(caller.club, reward)))


@operation("PUT", "/rewards/{uuid:reward}/picture", "put_picture", "Put a picture on a reward, or take it off",
           {200: RewardRead}, takes=PictureGiven)  # fmt: skip
def put_picture(request: HttpRequest, reward: UUID) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(bodies.read(request, bodies.BATCH_BYTES), PictureGiven)
    where: dict[str, Any] = {"club": caller.club, "reward_id": reward, "language": given.language}
    if given.content is None:
        pictures.take_picture_off(**where)
    else:
        pictures.put_picture(content=given.content, now=caller.now, **where)
    return answer(_reward(catalogue.get(caller.club, reward)))


@operation("POST", "/rewards/{uuid:reward}/list", "list_reward", "Put a reward in the catalogue", {200: RewardRead})
def list_reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    caller = writer(request)
    return answer(_reward(writing_rewards.list_reward(club=caller.club, reward_id=reward)))


@operation("POST", "/rewards/{uuid:reward}/off", "take_off_reward", "Take a reward off", {200: RewardRead})
def take_off_reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    caller = writer(request)
    return answer(_reward(writing_rewards.take_off_reward(club=caller.club, reward_id=reward)))


@operation(
    "GET", "/members/{uuid:member}/redemptions", "member_redemptions", "What a member took, the latest first",
    {200: list[RedemptionRead]},
)  # fmt: skip
def member_redemptions(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    rows = Redemption.objects.filter(member_id=caller.member(member)).order_by("-taken_at", "-id")[:PAGE]
    return answer([redemption_read(caller, row) for row in rows])


@operation(
    "GET", "/members/{uuid:member}/vouchers", "member_vouchers", "A member's own vouchers that can be used",
    {200: VouchersRead},
)  # fmt: skip
def member_vouchers(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    found = codes.of_member(caller.member(member), caller.now)
    return answer(
        VouchersRead(
            [
                VoucherRead(
                    code=each.voucher.code, name_fa=each.batch.name_fa, name_en=each.batch.name_en,
                    ends_at=each.voucher.ends_at or each.batch.ends_at,
                )
                for each in found
            ]
        )
    )  # fmt: skip


def _offers(caller: Caller, rows: list[Offer]) -> list[OfferRead]:
    used = across.uses_of(caller.club.id, [row.id for row in rows])
    return [
        OfferRead(
            id=row.id, state=row.state, offer=given_of(row, OfferGiven, budget_minor=row.budget.most),
            used=used.get(row.id, (0, 0))[0], minor=used.get(row.id, (0, 0))[1],
        )
        for row in rows
    ]  # fmt: skip


@operation("GET", "/offers", "offers", "Every offer, with what it was used for", {200: OffersRead})
def offers(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    return answer(OffersRead(_offers(caller, offers_across.all_of(caller.club))))


@operation(
    "POST", "/offers", "write_offer", "Write an offer: a draft that no basket meets yet",
    {201: OfferRead, 200: OfferRead}, takes=OfferGiven, keyed=True,
)  # fmt: skip
def write_offer(request: HttpRequest) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(bodies.read(request), OfferGiven)
    id, seen = once(
        caller, idempotency_key(request), ["offer", given],
        lambda: writing.write_offer(club=caller.club, given=given, now=caller.now).id,
    )  # fmt: skip
    return answer(_offers(caller, [writing.get(caller.club, id)])[0], 200 if seen else 201)


@operation("PUT", "/offers/{uuid:offer}", "change_offer", "Change an offer", {200: OfferRead}, takes=OfferGiven)
def change_offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(bodies.read(request), OfferGiven)
    writing.change_offer(club=caller.club, offer_id=offer, given=given)
    return answer(_offers(caller, [writing.get(caller.club, offer)])[0])


@operation("POST", "/offers/{uuid:offer}/list", "list_offer", "Let baskets use an offer", {200: OfferRead})
def list_offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    return _offer_state(request, offer, "listed")


@operation("POST", "/offers/{uuid:offer}/off", "take_off_offer", "End an offer", {200: OfferRead})
def take_off_offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    return _offer_state(request, offer, "off")


def _offer_state(request: HttpRequest, offer: UUID, state: str) -> HttpResponse:
    caller = writer(request)
    writing.set_state(club=caller.club, offer_id=offer, state=state)
    return answer(_offers(caller, [writing.get(caller.club, offer)])[0])


@operation(
    "POST", "/offers/{uuid:offer}/assign", "assign_offer", "Give an offer to members", {200: OfferRead},
    takes=AssignGiven, keyed=True,
)  # fmt: skip
def assign_offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    caller = writer(request)
    plain = bodies.read(request, bodies.BATCH_BYTES)
    if isinstance(plain, dict) and not plain.get("reference"):
        plain = plain | {"reference": idempotency_key(request)}
    given = bodies.shaped(plain, AssignGiven)
    writing.assign(
        club=caller.club, offer_id=offer, members=[caller.member(each) for each in given.members],
        source=caller.source_name, reference=f"{offer}:{given.reference}"[:120], now=caller.now, ends_at=given.ends_at,
    )  # fmt: skip
    return answer(_offers(caller, [writing.get(caller.club, offer)])[0])


def _batches(caller: Caller, rows: list[Batch], left_out: tuple[LeftOut, ...] = ()) -> list[BatchRead]:
    used, given = across.uses_of(caller.club.id, [row.id for row in rows]), across.given_out(rows)
    return [
        BatchRead(
            id=row.id, origin=row.origin, terms=given_of(row, BatchGiven, budget_minor=row.budget.most),
            count=row.count,
            given_out=given.get(row.id, 0), used=used.get(row.id, (0, 0))[0], minor=used.get(row.id, (0, 0))[1],
            ended_at=row.ended_at, left_out=left_out,
        )
        for row in rows
    ]  # fmt: skip


@operation("GET", "/vouchers/batches", "batches", "Batches of vouchers, with their use", {200: BatchesRead})
def list_batches(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    return answer(BatchesRead(_batches(caller, across.batches_of(caller.club.id, PAGE))))


@operation(
    "POST", "/vouchers/batches", "make_batch", "Make vouchers under one set of terms", {201: BatchRead, 200: BatchRead},
    takes=BatchMade, keyed=True,
)  # fmt: skip
def make_batch(request: HttpRequest) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(_keyed(request), BatchMade)

    def make() -> UUID:
        batch = batches.open_batch(club=caller.club, given=given.terms, origin="made", now=caller.now)
        batches.make_codes(club=caller.club, batch=batch, count=given.count)
        return batch.id

    id, seen = once(caller, given.reference, ["batch", given], make)
    return answer(_batches(caller, [across.batch(caller.club, id)])[0], 200 if seen else 201)


@operation(
    "POST", "/vouchers/pools", "bring_pool", "Bring a partner's codes in", {201: BatchRead, 200: BatchRead},
    takes=PoolBrought, keyed=True,
)  # fmt: skip
def bring_pool(request: HttpRequest) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(_keyed(request), PoolBrought)
    left_out: list[LeftOut] = []

    def bring() -> UUID:
        batch = batches.open_batch(club=caller.club, given=given.terms, origin="pool", now=caller.now)
        told = batches.bring_pool(club=caller.club, batch=batch, lines=given.codes)
        left_out.extend(LeftOut(*each) for each in told.left_out)
        return batch.id

    id, seen = once(caller, given.reference, ["pool", given], bring)
    return answer(_batches(caller, [across.batch(caller.club, id)], tuple(left_out))[0], 200 if seen else 201)


def _keyed(request: HttpRequest) -> Any:
    plain = bodies.read(request, bodies.BATCH_BYTES)
    if isinstance(plain, dict) and not plain.get("reference"):
        return plain | {"reference": idempotency_key(request)}
    return plain


@operation("POST", "/vouchers/batches/{uuid:batch}/stop", "stop_batch", "Stop every code of a batch", {200: BatchRead})
def stop_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    caller = writer(request)
    batches.stop_batch(club=caller.club, batch_id=batch, now=caller.now)
    return answer(_batches(caller, [across.batch(caller.club, batch)])[0])


@operation(
    "GET", "/vouchers/batches/{uuid:batch}/codes", "batch_codes", "The codes of a batch, page by page", {200: CodesRead}
)
def batch_codes(request: HttpRequest, batch: UUID, after: str = "") -> HttpResponse:
    caller = writer(request)
    found = across.codes_of(across.batch(caller.club, batch), codes.normal(bodies.text(after, "after")), PAGE + 1)
    following = found[PAGE - 1] if len(found) > PAGE else None
    return answer(CodesRead(found[:PAGE], following))
