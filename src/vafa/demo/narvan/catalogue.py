"""What Narvan's points buy: rewards, a season's vouchers, a way to pay; what members took along the way, and what some
took on the last day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from vafa.activities.actions.recording import HISTORY_AT_ONCE
from vafa.base.errors import Refusal
from vafa.base.models import Club
from vafa.checkout.actions import settings
from vafa.checkout.actions.redeeming import Wish, redeem, redeem_all
from vafa.earning.queries import Judges
from vafa.ledger.models import Account
from vafa.ledger.queries.states import units_of
from vafa.members.models import Member
from vafa.partners.house import house_of
from vafa.rewards.actions import batches, catalogue
from vafa.rewards.actions.redemptions import hand_over
from vafa.rewards.models import Redemption, Reward
from vafa.rewards.queries.eligible import people_of, person_of
from vafa.rewards.shapes import BatchGiven, RewardGiven

_TAKERS, _ONE_IN = 60, 80
_ALONG = ("Filter coffee", "Beans, 250 g")
"""Of which there is always some."""
REWARDS: tuple[dict[str, Any], ...] = (
    {"name_fa": "قهوهٔ دمی", "name_en": "Filter coffee", "kind": "goods", "icon": "cup", "units": 90,
     "cost_minor": 280_000, "worth_minor": 900_000, "prices": {"dirin": 80}},
    {"name_fa": "دانهٔ ۲۵۰ گرمی", "name_en": "Beans, 250 g", "kind": "goods", "icon": "gift", "units": 500,
     "cost_minor": 1_600_000, "worth_minor": 2_600_000},
    {"name_fa": "کیک روز", "name_en": "Cake of the day", "kind": "goods", "icon": "cake", "units": 220,
     "cost_minor": 740_000, "worth_minor": 1_650_000, "stock": 60, "limit_count": 2, "limit_period": "month"},
    {"name_fa": "ارسال رایگان", "name_en": "Free delivery", "kind": "free_delivery", "units": 120,
     "effect": {"type": "free_delivery"}, "cost_minor": 250_000, "worth_minor": 350_000},
    {"name_fa": "بن ۱۰۰ هزار تومانی", "name_en": "100 k Toman voucher", "kind": "voucher", "units": 600,
     "effect": {"type": "amount_off", "minor": 1_000_000},
     "condition": {"type": "amount_at_least", "minor": 4_000_000}, "cost_minor": 1_000_000, "worth_minor": 1_000_000},
    {"name_fa": "دانهٔ یلدا", "name_en": "Yalda beans", "kind": "goods", "icon": "gift", "units": 1_400,
     "cost_minor": 4_100_000, "worth_minor": 6_500_000, "stock": 500, "handed": "post"},
    {"name_fa": "کارگاه لاته‌آرت", "name_en": "Latte art class", "kind": "experience", "units": 900,
     "cost_minor": 2_400_000, "worth_minor": 4_000_000, "stock": 12, "tiers": ("yaar", "dirin")},
)  # fmt: skip


def put_in(club: Club) -> None:
    """Once: what is there already is left as it is."""
    if Reward.objects.filter(club=club).exists():
        return
    assert club.stands_at is not None
    units, now = frozenset(Judges(club).units()), club.stands_at
    for facts in REWARDS:
        made = catalogue.write_reward(club=club, given=RewardGiven(unit="points", **facts), units=units, now=now)
        catalogue.list_reward(club=club, reward_id=made.id)
    yalda = BatchGiven(
        name_fa="یلدا", name_en="Yalda", effect={"type": "amount_off", "minor": 1_000_000},
        condition={"type": "amount_at_least", "minor": 4_000_000}, budget_minor=500_000_000,
    )  # fmt: skip
    batches.make_codes(club=club, batch=batches.open_batch(club=club, given=yalda, origin="made", now=now), count=500)
    settings.change(
        club=club, pay_unit="points", pay_units=1, pay_minor=1_000, pay_share_basis_points=5_000, pay_least_units=50,
        charge_step_minor=10_000, transfer_units_max=0, proof_above_minor=5_000_000,
    )  # fmt: skip


def takers(club: Club) -> Callable[[datetime, int], None]:
    """Out: what happens after each batch of receipts: one member in eighty takes what their points pay at the counter,
    each time others. It hangs on the batch alone, so that every load takes the same."""
    members: list[UUID] = []

    @transaction.atomic
    def take(now: datetime, done: int) -> None:
        if not members:
            members.extend(Member.objects.filter(club_id=club.id).order_by("id").values_list("id", flat=True))
        rewards = Reward.objects.filter(club=club, name_en__in=_ALONG).order_by("-units")
        those = members[done // HISTORY_AT_ONCE * 37 % _ONE_IN :: _ONE_IN]
        have = dict(Account.objects.filter(member_id__in=those, unit="points").values_list("member_id", "balance"))
        house = house_of(club, now)
        place = list(house.stores.values())[done % len(house.stores)]
        people = people_of(club, [(member, place.code) for member in those if member in have], now)
        wishes = [
            Wish(house, "demo rewards", person, reward, f"along:{done}:{number}", place.id, vouched=True)
            for number, person in enumerate(people)
            if (reward := next((each for each in rewards if each.units <= have[person.member]), None))
        ]
        for told in redeem_all(wishes):
            if not isinstance(told, Refusal) and told.first:
                hand_over(club=club, redemption_id=told.redemption.id, now=now)

    return take


@transaction.atomic
def take_some(club: Club) -> None:
    """On the last day some members take the dearest that their points pay; most of it is handed over, some waits.
    All of it or nothing, so that going on after an interruption takes nothing twice."""
    assert club.stands_at is not None
    if Redemption.objects.filter(club_id=club.id, taken_at__gte=club.stands_at).exists():
        return
    house = house_of(club, club.stands_at)
    rewards = list(Reward.objects.filter(club=club, tiers=[], condition__isnull=True).order_by("-units"))
    members = Member.objects.filter(club_id=club.id, merged_into=None).order_by("id").values_list("id", flat=True)
    for number, member in enumerate(members[: _TAKERS * 40 : 40]):
        reward = _dearest(rewards, member, club)
        if reward is None:
            continue
        place = list(house.stores.values())[number % len(house.stores)]
        person = person_of(club, member, club.stands_at, place.code)
        made = redeem(Wish(house, "demo", person, reward, f"taken:{number}", place.id, vouched=True))
        if made.state == "waiting" and number % 4:
            hand_over(club=club, redemption_id=made.id, now=club.stands_at)


def _dearest(rewards: list[Reward], member: UUID, club: Club) -> Reward | None:
    assert club.stands_at is not None
    (have,) = units_of(member, ["points"], club.stands_at)
    return next((each for each in rewards if each.units <= have.spendable), None)
