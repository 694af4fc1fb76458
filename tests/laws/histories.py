"""Random histories over every verb there is, with time moving; told by a seed, so that a failure can be told again."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

from tests.laws.club import LADDER, PROGRAMME, UNITS
from tests.people import PHONES, TILL, Cast, make_cast, paid
from tests.rooms.shop import Shop, card, off, percent, points, wallet
from vafa.activities.actions import opening
from vafa.activities.actions.adjusting import adjust
from vafa.activities.actions.following import follow_merge, follow_undo
from vafa.activities.actions.steps import tell_step
from vafa.activities.shapes import Happening, Item, Line, Outcome, Purchase, Return, ReturnedLine, Source
from vafa.base.errors import Refusal
from vafa.checkout.actions import minting, transferring, undoing
from vafa.checkout.shapes import Held
from vafa.ledger.actions.sweeping import sweep_due
from vafa.members.actions.households import join_household, leave_household, open_household
from vafa.members.actions.merging import merge, undo_merge
from vafa.members.queries import household_of, surviving
from vafa.partners.actions import open_store
from vafa.partners.models import Partner

WEIGHTS = {
    "buy": 24,
    "return_lines": 10,
    "return_amount": 4,
    "return_whole": 3,
    "late": 5,
    "again": 6,
    "early_return": 2,
    "visit": 3,
    "adjust": 6,
    "spend": 8,
    "open_balance": 3,
    "close_balance": 2,
    "import_past": 3,
    "step": 4,
    "hold": 10,
    "capture": 6,
    "capture_part": 4,
    "release": 5,
    "redeem": 6,
    "redeemed_back": 3,
    "give_away": 6,
    "share": 4,
    "part": 4,
    "sell_card": 1,
    "top_up": 2,
    "merge": 3,
    "undo": 4,
    "sweep": 4,
    "wait": 12,
}


FILE = Source(name="import:old", history=True, settled_after=True, earns=False)
"""The books of before, as an import tells them."""


class History:
    """One club lived through, step by step."""

    def __init__(self, seed: int, slug: str) -> None:
        self.random = Random(seed)
        self.cast: Cast = make_cast(PROGRAMME, ladder=LADDER, slug=slug)
        self._invite()
        self.receipts: list[str] = []
        self.asked: list[tuple[Item, Outcome]] = []
        self.holds: list[Held] = []
        self.redemptions: list[UUID] = []
        self.cards: list[str] = []
        self.merges: list[UUID] = []
        self.opened: list[str] = []
        self.done: Counter[str] = Counter()
        self.number = 0
        self._open_shop()

    def _invite(self) -> None:
        """A second company whose store issues too."""
        bakery = Partner.objects.create(club=self.cast.club, code="bakery", name_fa="نانوایی", name_en="Bakery")
        open_store(partner=bakery, code="bakery", name_fa="نانوایی", name_en="Bakery")

    def _open_shop(self) -> None:
        self.shop = Shop(self.cast, pay_minor=2, transfer_units_max=50)
        self.rewards = [
            self.shop.reward(units=15, stock=40),
            self.shop.reward(units=25, kind="voucher", effect=off(60), name_en="Voucher", cost_minor=10),
            self.shop.reward(units=20, kind="wallet", value_minor=90, name_en="Credit"),
        ]
        self.cheaper = self.shop.reward(units=10, kind="percent_off", effect=percent(2000), name_en="Less")
        self.codes = self.shop.vouchers(off(40), 1, uses=30)
        self.shop.offer(percent(500), budget_minor=400)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            verb = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            if getattr(self, verb)() is not False:
                self.done[verb] += 1

    def name(self) -> str:
        self.number += 1
        return f"N{self.number}"

    def who(self) -> str:
        return self.random.choice(list(PHONES))

    def tell(self, *items: Item) -> list[Outcome]:
        outcomes = self.cast.record(*items)
        self.asked += [
            (item, outcome) for item, outcome in zip(items, outcomes, strict=True) if outcome.status == "booked"
        ]
        return outcomes

    def receipt(self, **facts: object) -> str:
        count = self.random.randint(1, 4)
        lines = [
            Line(
                self.random.randint(1, 400), category=self.random.choice(["food", "drink", ""]),
                quantity=self.random.randint(1, 3),
            )
            for _ in range(count)
        ]  # fmt: skip
        reference = self.name()
        facts.setdefault("store", self.random.choice(["centre", "bakery"]))
        total = sum(line.amount_minor for line in lines)
        granted = self.random.choice([0, 0, total // 3])
        payments = paid(("cash", total - granted), ("gift", granted, True))
        item = self.cast.receipt(self.who(), *lines, reference=reference, payments=payments, **facts)
        (outcome,) = self.tell(item)
        if outcome.status == "booked":
            self.receipts.append(reference)
        return reference

    def buy(self) -> None:
        self.receipt()

    def late(self) -> None:
        self.receipt(happened_at=self.cast.now - timedelta(days=self.random.randint(1, 6)))

    def _return(self, **facts: object) -> bool:
        if not self.receipts:
            return False
        receipt = self.random.choice(self.receipts[-12:])
        return self.tell(Return(self.name(), receipt, **facts))[0].status == "booked"  # type: ignore[arg-type]

    def return_lines(self) -> bool:
        return self._return(lines=(ReturnedLine(self.random.randint(1, 3), self.random.randint(1, 2)),))

    def return_amount(self) -> bool:
        return self._return(amount_minor=self.random.randint(1, 200))

    def return_whole(self) -> bool:
        return self._return()

    def early_return(self) -> None:
        receipt = self.name()
        self.tell(Return(self.name(), receipt))
        item = self.cast.receipt(self.who(), self.random.randint(10, 500), reference=receipt)
        self.tell(item)

    def again(self) -> bool:
        """A retry changes nothing and answers as at first."""
        if not self.asked:
            return False
        item, first = self.random.choice(self.asked)
        (outcome,) = self.cast.record(item)
        assert (outcome.status, outcome.activity, outcome.awards) == ("replayed", first.activity, first.awards)
        assert outcome.taken_back == first.taken_back
        return True

    def share(self) -> bool:
        """Two members become a household, or one more joins it; either may draw or not."""
        first, other = (surviving(self.cast.members[who]) for who in self.random.sample(list(PHONES), 2))
        club, now = self.cast.club, self.cast.now
        try:
            there = household_of(first)
            made = there.household if there else open_household(club=club, member_id=first, name="x", now=now)
            draws = self.random.random() < 0.7
            join_household(club=club, household_id=made.id, member_id=other, draws=draws, now=now)
        except Refusal:
            return False
        return True

    def part(self) -> bool:
        member = surviving(self.cast.members[self.who()])
        return leave_household(club=self.cast.club, member_id=member, now=self.cast.now) is not None

    def visit(self) -> None:
        self.tell(Happening(self.name(), "visit", card=PHONES[self.who()]))

    def _adjust(self, units: int) -> bool:
        try:
            adjust(
                house=self.cast.house, member_id=self.cast.members[self.who()], unit=self.random.choice(UNITS[:2]),
                units=units, reason="history", reference=self.name(),
            )  # fmt: skip
        except Refusal:
            return False
        return True

    def adjust(self) -> bool:
        return self._adjust(self.random.randint(1, 60))

    def spend(self) -> bool:
        return self._adjust(-self.random.randint(1, 50))

    def open_balance(self) -> None:
        """Brought along from older books, some of it with an end that is near."""
        today = self.cast.now.date()
        ends = self.random.choice([None, today + timedelta(days=self.random.randint(1, 20))])
        opened = opening.Opening(
            self.name(), self._member(), self.random.choice(UNITS), self.random.randint(1, 80), ends=ends
        )
        opening.open_balances(
            house=self.cast.house, source=FILE.name, openings=[opened], reason="old books", staff_id=None
        )
        self.opened.append(opened.reference)

    def close_balance(self) -> bool:
        if not self.opened:
            return False
        wanted = [self.opened.pop(self.random.randrange(len(self.opened)))]
        taken = {
            "house": self.cast.house,
            "source": FILE.name,
            "wanted": wanted,
            "reason": "put back",
            "staff_id": None,
        }
        opening.close_balances(**taken)
        assert opening.close_balances(**taken)[0] == 0
        return True

    def import_past(self) -> None:
        """Receipts of before, which earn nothing and are given back whole now and then."""
        reference, day = self.name(), self.cast.now - timedelta(days=self.random.randint(1, 300))
        item = self.cast.receipt(self.who(), self.random.randint(1, 400), reference=reference, happened_at=day)
        (outcome,) = self.cast.record(item, source=FILE)
        assert (outcome.status, outcome.awards) == ("booked", ())
        if self.random.random() < 0.3:
            (back,) = self.cast.record(Return(f"undo:{reference}", reference), source=FILE)
            assert (back.status, back.taken_back) == ("booked", ())

    def step(self) -> bool:
        if not self.receipts:
            return False
        try:
            tell_step(house=self.cast.house, source=TILL, receipt=self.random.choice(self.receipts[-8:]), step="paid")
        except Refusal:
            return False
        return True

    def hold(self) -> bool:
        """A basket paid with points, the wallet or a gift card, with a voucher or a reward now and then."""
        pay = [points(self.random.choice([None, self.random.randint(1, 60)]))]
        if self.random.random() < 0.3:
            pay.append(wallet())
        if self.cards and self.random.random() < 0.3:
            pay.append(card(self.random.choice(self.cards)))
        facts: dict[str, object] = {"pay": pay, "minutes": self.random.choice([30, 600, 6000])}
        if self.random.random() < 0.3:
            facts["codes"] = [self.random.choice(self.codes)]
        if self.random.random() < 0.2:
            facts["rewards"] = [self.cheaper.id]
        lines = [self.random.randint(1, 400) for _ in range(self.random.randint(1, 3))]
        try:
            held = self.shop.hold(self.who(), *lines, reference=self.name(), store=self._store(), **facts)
        except Refusal:
            return False
        self.holds.append(held)
        return True

    def capture(self) -> bool:
        """By its receipt, which may come back later."""
        if not self.holds:
            return False
        held = self.holds.pop(self.random.randrange(len(self.holds)))
        reference = self.name()
        (outcome,) = self.tell(Purchase(reference, checkout=held.id))
        if outcome.status == "booked":
            self.receipts.append(reference)
        return outcome.status == "booked"

    def capture_part(self) -> bool:
        return self._settle(lambda held: self.shop.capture(held, take={0: 1}, reference=self.name()))

    def release(self) -> bool:
        return self._settle(lambda held: self.shop.release(held, reference=self.name()))

    def _settle(self, verb: Callable[[Held], object]) -> bool:
        if not self.holds:
            return False
        try:
            verb(self.holds.pop(self.random.randrange(len(self.holds))))
        except Refusal:
            return False
        return True

    def redeem(self) -> bool:
        try:
            made = self.shop.redeem(
                self.who(), self.random.choice(self.rewards), reference=self.name(), store=self._store()
            )
        except Refusal:
            return False
        self.redemptions.append(made.id)
        return True

    def redeemed_back(self) -> bool:
        """Staff give a reward back; a second time does nothing."""
        if not self.redemptions:
            return False
        wanted = self.redemptions.pop(self.random.randrange(len(self.redemptions)))
        try:
            undoing.give_back_redemption(
                house=self.cast.house, source="console", redemption_id=wanted, reason="sold out"
            )
        except Refusal:
            return False
        return True

    def give_away(self) -> bool:
        sender, receiver = self.random.sample(sorted(self.cast.members.values()), 2)
        try:
            transferring.transfer(
                house=self.cast.house, source="till", sender=surviving(sender), receiver=surviving(receiver),
                unit="points", units=self.random.randint(1, 30), reference=self.name(),
            )  # fmt: skip
        except Refusal:
            return False
        return True

    def sell_card(self) -> None:
        made = self.shop.gift_card(self.random.randint(10, 500), bought=self.random.random() < 0.6)
        self.cards.append(made.code)

    def top_up(self) -> None:
        minting.top_up(
            house=self.cast.house, source="till", member=self._member(), minor=self.random.randint(10, 300),
            reference=self.name(),
        )  # fmt: skip

    def _store(self) -> str:
        return self.random.choice(["centre", "bakery"])

    def _member(self) -> UUID:
        return surviving(self.cast.members[self.who()])

    def merge(self) -> bool:
        absorbed, stays = self.random.sample(list(self.cast.members.values()), 2)
        try:
            made = merge(
                club=self.cast.club, absorbed=absorbed, surviving=stays, units=UNITS, reason="one person",
                now=self.cast.now,
            )  # fmt: skip
        except Refusal:
            return False
        follow_merge(club=self.cast.club, absorbed=absorbed, surviving=stays, now=self.cast.now)
        self.merges.append(made.id)
        return True

    def undo(self) -> bool:
        if not self.merges:
            return False
        try:
            done = undo_merge(club=self.cast.club, merge_id=self.merges.pop(), reason="two people", now=self.cast.now)
        except Refusal:
            return False
        follow_undo(club=self.cast.club, surviving=done.member_id, now=self.cast.now)
        return True

    def sweep(self) -> None:
        sweep_due(club=self.cast.club, now=self.cast.now)

    def wait(self) -> None:
        self.cast.at(self.cast.now + timedelta(hours=self.random.choice([1, 7, 30, 80, 200])))
