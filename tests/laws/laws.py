"""The laws of DOMAIN.md §11 as sentences over the stored rows of one club. Each returns what breaks it, or nothing."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from vafa.activities.models import Activity, BudgetUse
from vafa.base.models import Club
from vafa.earning.queries import Judges
from vafa.engine.lots.shapes import Kind, System
from vafa.insight.backtest.running import replay
from vafa.ledger import models
from vafa.ledger.queries.across import units_of
from vafa.ledger.verification import findings

Broken = list[str]


def two_ends(club: Club, now: datetime) -> Broken:
    """1: every movement has two ends; the sum over all accounts of a unit, system accounts with them, is zero."""
    ends: dict[tuple[str, str], int] = defaultdict(int)
    unit_of = dict(models.Account.objects.filter(club_id=club.id).values_list("id", "unit"))
    for account, system, units in _movements(club, "account_id", "system", "units"):
        ends[unit_of[account], f"member {account}"] += units
        ends[unit_of[account], system] -= units
    balances = {row.id: row.balance for row in models.Account.objects.filter(club_id=club.id)}
    broken = [f"{unit} sums to {sum(ends[key] for key in ends if key[0] == unit)}" for unit in units_of(club.id)
              if sum(ends[key] for key in ends if key[0] == unit)]  # fmt: skip
    broken += [
        f"account {id} has {units}" for id, units in balances.items() if ends[unit_of[id], f"member {id}"] != units
    ]
    transit = {unit: ends[unit, "transit"] for unit in units_of(club.id) if ends[unit, "transit"]}
    return broken + [f"{units} {unit} are left in transit" for unit, units in transit.items()]


def balance_is_its_lots(club: Club, now: datetime) -> Broken:
    """2: balance = credits − debits = remaining of normal lots − remaining of owed lots."""
    left: dict[object, int] = defaultdict(int)
    for account, owed, remaining in models.Lot.objects.filter(club_id=club.id).values_list(
        "account_id", "owed", "remaining"
    ):
        left[account] += -remaining if owed else remaining
    rows = models.Account.objects.filter(club_id=club.id).values_list("id", "balance")
    return [f"account {id}: {balance} is not {left[id]}" for id, balance in rows if left[id] != balance]


def lots_within_bounds(club: Club, now: datetime) -> Broken:
    """3: no lot below zero or above its amount; the children of a debit sum to at most the debit; held was active."""
    broken = []
    drawn: dict[object, int] = defaultdict(int)
    for lot, units in models.Draw.objects.filter(club_id=club.id).values_list("lot_id", "units"):
        drawn[lot] += units
    for lot in models.Lot.objects.filter(club_id=club.id):
        if not 0 <= lot.remaining <= lot.units or lot.remaining != lot.units - drawn[lot.id]:
            broken.append(f"lot {lot.id}: {lot.remaining} of {lot.units}, {drawn[lot.id]} drawn")
    debits = {id: -units for id, units in _movements(club, "id", "units") if units < 0}
    children: dict[object, int] = defaultdict(int)
    reverses = dict(_movements(club, "id", "reverses"))
    for movement, units, owed in models.Lot.objects.filter(club_id=club.id).values_list("movement_id", "units", "owed"):
        if not owed and reverses.get(movement) in debits:
            children[reverses[movement]] += units
    broken += [f"debit {id} gave back {units} of {debits[id]}" for id, units in children.items() if units > debits[id]]
    return broken


def units_are_conserved(club: Club, now: datetime) -> Broken:
    """6: issued − reversed − cancelled ± adjusted ± moved = active + pending + held + spent + expired − owed, per unit
    and per partner."""
    told = Conservation(club)
    told.lots_born()
    told.lots_drawn()
    told.take_backs()
    return [f"{key}: {left} is not {told.states[key]}" for key, left in told.flows.items() if left != told.states[key]]


class Conservation:
    """The two sides of law 6 by (unit, issuer). A draw that stands behind another counts as that one's kind for its own
    issuer and is taken off the other's; one that found nothing to stand behind moves units between the two."""

    def __init__(self, club: Club) -> None:
        self.flows: dict[tuple[str, object], int] = defaultdict(int)
        self.states: dict[tuple[str, object], int] = defaultdict(int)
        self.unit_of = dict(models.Account.objects.filter(club_id=club.id).values_list("id", "unit"))
        self.movements = {row.id: row for row in models.Movement.objects.filter(club_id=club.id)}
        self.lots = {row.id: row for row in models.Lot.objects.filter(club_id=club.id)}
        self.draws = {row.id: row for row in models.Draw.objects.filter(club_id=club.id).order_by("id")}

    def key(self, lot: models.Lot) -> tuple[str, object]:
        return self.unit_of[lot.account_id], lot.partner_id

    def lots_born(self) -> None:
        for lot in self.lots.values():
            kind = self.movements[lot.movement_id].kind
            sign = -1 if lot.owed else 1
            self.states[self.key(lot)] += sign * lot.remaining
            if kind == Kind.ACCRUAL:
                self.flows[self.unit_of[lot.account_id], self.movements[lot.movement_id].partner_id] += lot.units
            elif kind in {Kind.ADJUSTMENT, Kind.MERGE, Kind.TRANSFER}:
                self.flows[self.key(lot)] += sign * lot.units
            elif kind == Kind.GIVE_BACK:
                self.states[self.key(lot)] -= lot.units
            elif kind == Kind.REINSTATEMENT:
                side = self.flows if self.movements[lot.movement_id].system == System.CANCELLED else self.states
                side[self.key(lot)] += lot.units if side is self.flows else -lot.units

    def lots_drawn(self) -> None:
        undone = self._undone()
        for draw in self.draws.values():
            lot, kind = self.lots[draw.lot_id], self.movements[draw.movement_id].kind
            back = min(draw.units, undone.get((draw.movement_id, lot.id), 0))
            undone[draw.movement_id, lot.id] = undone.get((draw.movement_id, lot.id), 0) - back
            if kind in {Kind.REDEMPTION, Kind.EXPIRY}:
                self.states[self.key(lot)] += draw.units
            elif kind in {Kind.ADJUSTMENT, Kind.MERGE, Kind.TRANSFER, Kind.CANCELLATION}:
                self.flows[self.key(lot)] += draw.units if lot.owed else -draw.units
            elif kind == Kind.GIVE_BACK:  # cancels owed instead of bearing a lot: spent is less by as much
                self.states[self.key(lot)] -= draw.units
            elif not lot.owed:
                self._stands_behind(draw, lot, draw.units - back)

    def _undone(self) -> dict[tuple[object, object], int]:
        """By (movement, lot): units of a payment of owed that came back as a child of the paying lot."""
        back: dict[tuple[object, object], int] = defaultdict(int)
        for lot in self.lots.values():
            movement = self.movements[lot.movement_id]
            if movement.kind == Kind.OWED_PAYMENT and not lot.owed:
                back[movement.reverses, lot.origin] += lot.units
        return back

    def _stands_behind(self, draw: models.Draw, lot: models.Lot, units: int) -> None:
        """Counts as the kind of what it stands behind, or as moved, and is taken off the other issuer's."""
        theirs = self._other(draw, lot)
        if theirs is None:
            return
        spent = draw.behind is not None and self._kind_of(draw.behind) == Kind.REDEMPTION
        side, sign = (self.states, 1) if spent else (self.flows, -1)
        side[self.key(lot)] += sign * units
        side[theirs] -= sign * units

    def _kind_of(self, draw: object) -> str:
        return self.movements[self.draws[draw].movement_id].kind

    def _other(self, draw: models.Draw, lot: models.Lot) -> tuple[str, object] | None:
        """The issuer of the returned award that the draw paid for; None where the lot is that award's own."""
        movement = self.movements[draw.movement_id]
        if movement.kind == Kind.TAKE_BACK:
            return None if lot.award == movement.award else (self.unit_of[lot.account_id], movement.partner_id)
        paid = next(
            row for row in self.movements.values() if row.reverses == movement.id and row.transfer == movement.transfer
        )
        return self.unit_of[lot.account_id], paid.partner_id

    def take_backs(self) -> None:
        for movement in self.movements.values():
            if movement.kind == Kind.TAKE_BACK:
                self.flows[self.unit_of[movement.account_id], movement.partner_id] += movement.units


def the_chain_holds(club: Club, now: datetime) -> Broken:
    """8: chains run over member accounts with a gapless sequence, and cover everything."""
    return [f"{found.table} {found.row} {found.what}" for found in findings(club)]


def _movements(club: Club, *columns: str) -> list[tuple]:  # type: ignore[type-arg]
    return list(models.Movement.objects.filter(club_id=club.id).values_list(*columns))


def replayed_as_booked(club: Club, now: datetime) -> Broken:
    """10: the rules that were in force, replayed in booking order with the stored facts, award what was booked."""
    return [f"{each.kind} {each.activity}: {each.booked} is {each.replayed}" for each in replay(club, cores=1)]


def within_budgets(club: Club, now: datetime) -> Broken:
    """A budget counts what its rules gave less what came back while it ran, and never more than it has."""
    budgets = {each.id: each for _, programme in Judges(club).programmes() for each in programme.budgets}
    given: dict[tuple[str, date], int] = defaultdict(int)
    taken: dict[tuple[str, date], int] = defaultdict(int)
    of_award: dict[str, list[tuple[str, date]]] = {}
    for day, awards in Activity.objects.filter(club_id=club.id).values_list("day", "awards"):
        for award in awards:
            for budget in budgets.values():
                if award["units"] and award["unit"] == budget.unit and award["rule"] in budget.rules:
                    key = budget.id, budget.counts_from(club.reckoning, day)
                    given[key] += award["units"]
                    of_award.setdefault(award["id"], []).append(key)
    for body in Activity.objects.filter(club_id=club.id, kind="return").values_list("body", flat=True):
        for back in body["taken_back"]:
            for key in of_award.get(back["award"], ()):
                taken[key] += back["units"]
    used = {(row.budget, row.period): row.used for row in BudgetUse.objects.filter(club_id=club.id)}
    return [
        f"{budget} of {period}: {used.get((budget, period))} of {units} given and {taken[budget, period]} taken back"
        for (budget, period), units in given.items()
        if not units - taken[budget, period] <= used.get((budget, period), -1) <= min(units, budgets[budget].units)
    ]


LAWS: dict[str, Callable[[Club, datetime], Broken]] = {
    "two ends": two_ends,
    "balance is its lots": balance_is_its_lots,
    "lots within bounds": lots_within_bounds,
    "units conserved": units_are_conserved,
    "the chain": the_chain_holds,
    "the replay": replayed_as_booked,
    "within budgets": within_budgets,
}


def broken(club: Club, now: datetime) -> dict[str, Broken]:
    found = {name: law(club, now) for name, law in LAWS.items()}
    return {name: each for name, each in found.items() if each}
