"""Working copies of accounts, swept to the present.

An accrual needs only what may be due; whoever draws, takes back or owes needs the whole account. So accounts are
loaded light, and whole where something is owed, held or asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from vafa.base import reads
from vafa.base.ids import new_id
from vafa.engine.lots.shapes import Account, Hold, Kind, Lot, OldDraw, Terms
from vafa.ledger import models

Key = tuple[UUID, str]
Books = dict[Key, Account]

_ACCOUNT = ("member_id", "id", "unit", "balance", "seq", "head", "last_counted_at", "keep_until")
_LOT = (
    "member_id", "account_id", "id", "units", "remaining", "partner_id", "store_id", "active_from", "waits_until",
    "expires_at", "sliding_days", "returnable_until", "bought", "born_at", "award", "origin", "origin_member", "graced",
    "owed", "movement_id",
)  # fmt: skip


def there(members: Collection[UUID], units: Collection[str]) -> set[tuple[UUID, str]]:
    """Out: of these members and units, the accounts that are open."""
    where = {"member_id__in": members, "unit__in": units}
    return set(reads.select(models.Account, ("member_id", "unit"), where))


def load(
    members: Collection[UUID],
    units: Collection[str],
    now: datetime,
    *,
    whole: Collection[UUID] = (),
    spendable: bool = False,
    lock: bool = False,
) -> Books:
    """In: members, units and the present; `whole` names the members whose accounts are needed entire. Out: an account
    for each (member, unit) that has one: with what may be due; with all that is left in it, for `spendable`; or whole,
    as it is where something is owed or held. With `lock` the rows are locked, in order."""
    where = {"member_id__in": members, "unit__in": units}
    rows = reads.select(models.Account, _ACCOUNT, where, order=("member_id", "unit"), lock=lock)
    accounts = {
        row[1]: Account(row[0], row[2], row[1], new_id, row[3], row[4], bytes(row[5]), row[6], row[7]) for row in rows
    }
    left = {"member_id__in": members, "remaining__positive": True} | ({} if spendable else {"due_at__lte": now})
    _add_lots(accounts, reads.select(models.Lot, _LOT, left))
    entire = {account.id for account in accounts.values() if account.member in whole}
    entire |= {account.id for account in accounts.values() if any(lot.owed for lot in account.lots.values())}
    held = reads.select(models.Hold, ("account_id",), {"member_id__in": members, "ended_as__blank": True})
    entire |= {account for (account,) in held} & set(accounts)
    if entire:
        _complete({account_id: accounts[account_id] for account_id in entire})
    return {(account.member, account.unit): account for account in accounts.values()}


def _complete(accounts: dict[UUID, Account]) -> None:
    members = {account.member for account in accounts.values()}
    born = _add_lots(accounts, reads.select(models.Lot, _LOT, {"member_id__in": members, "account_id__in": accounts}))
    _add_holds(accounts, members)
    _add_old_draws(accounts, members, born)


def _add_lots(accounts: dict[UUID, Account], rows: Iterable[tuple[Any, ...]]) -> dict[UUID, UUID]:
    """Out: by lot, the movement that bore it."""
    waiting: dict[UUID, Lot] = {}
    born: dict[UUID, UUID] = {}
    for row in rows:
        _, account_id, id, units, remaining, partner, store, active, waits, ends, slides, until, bought, *rest = row
        account = accounts.get(account_id)
        if account is None:
            continue
        born_at, award, origin, origin_member, graced, owed, movement = rest
        terms = Terms(active, waits, ends, slides, until, bought)
        lot = Lot(id, units, remaining, partner, store, terms, born_at, award, origin, origin_member, graced, owed)
        account.lots[lot.id] = lot
        born[lot.id] = movement
        if active is None:
            waiting[lot.id] = lot
    if waiting:
        members = {account.member for account in accounts.values()}
        activations = models.Activation.objects.filter(member_id__in=members, lot_id__in=waiting)
        for lot_id, active_from, expires_at in activations.values_list("lot_id", "active_from", "expires_at"):
            lot = waiting[lot_id]
            lot.terms = replace(lot.terms, active_from=active_from, expires_at=expires_at)
    return born


def _add_holds(accounts: dict[UUID, Account], members: set[UUID]) -> None:
    holds = {}
    where = {"member_id__in": members, "account_id__in": accounts, "ended_as__blank": True}
    for account_id, id, ends_at in reads.select(models.Hold, ("account_id", "id", "ends_at"), where):
        holds[id] = accounts[account_id].holds[id] = Hold(id, ends_at, {})
    if not holds:
        return
    lines = models.HoldLine.objects.filter(member_id__in=members, hold_id__in=holds)
    for hold_id, lot_id, units in lines.values_list("hold_id", "lot_id", "units"):
        holds[hold_id].lines[lot_id] = units
    _less_captured(holds, members)
    claims = models.Claim.objects.filter(member_id__in=members, hold_id__in=holds)
    for hold_id, award, units in claims.values_list("hold_id", "award", "units"):
        holds[hold_id].claims[award] = holds[hold_id].claims.get(award, 0) + units


def _less_captured(holds: dict[UUID, Hold], members: set[UUID]) -> None:
    """What open holds have had captured already, more following, is held no longer."""
    captures = models.Movement.objects.filter(member_id__in=members, hold__in=holds).values_list("id", "hold")
    of_hold = dict(captures)
    draws = models.Draw.objects.filter(member_id__in=members, movement_id__in=of_hold)
    for movement, lot, units in draws.values_list("movement_id", "lot_id", "units"):
        hold = of_hold[movement]
        assert hold is not None
        holds[hold].lines[lot] -= units


def _add_old_draws(accounts: dict[UUID, Account], members: set[UUID], born: dict[UUID, UUID]) -> None:
    columns = ("id", "kind", "happened_at", "reverses", "account_id", "counts")
    where = {"member_id__in": members, "account_id__in": accounts}
    movements = {row[0]: row for row in reads.select(models.Movement, columns, where)}
    for _, _, happened_at, _, account_id, counts in movements.values():
        if counts > 0:
            accounts[account_id].counted.append(happened_at)
    drawn = ("id", "lot_id", "movement_id", "units", "behind")
    draws = reads.select(
        models.Draw, drawn, {"member_id__in": members, "movement_id__in": movements}, order=("id",)
    )  # fmt: skip
    by_account: dict[UUID, list[OldDraw]] = defaultdict(list)
    for id, lot_id, movement_id, units, behind in draws:
        _, kind, happened_at, reverses, account_id, _ = movements[movement_id]
        pays = reverses if kind == Kind.OWED_PAYMENT else None
        by_account[account_id].append(OldDraw(id, lot_id, movement_id, Kind(kind), units, 0, happened_at, behind, pays))
    for account_id, old in by_account.items():
        account = accounts[account_id]
        undone = _undone(account, born, {row[0]: row[3] for row in movements.values() if row[4] == account_id})
        account.old_draws = _covered(old, undone)


def _undone(
    account: Account, born: dict[UUID, UUID], reverses: dict[UUID, UUID | None]
) -> dict[tuple[UUID, UUID], int]:
    """By (movement, lot): units of that debit which came back as children of the lot."""
    back: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for lot in account.lots.values():
        reversed_movement = reverses.get(born[lot.id])
        if lot.origin is not None and reversed_movement is not None:
            back[reversed_movement, lot.origin] += lot.units
    return back


def _covered(old: list[OldDraw], undone: dict[tuple[UUID, UUID], int]) -> list[OldDraw]:
    """Each draw with what came back of it and what, net, stands behind it. What came back of a spending through a lot
    behind it still stands behind it, and cannot come back again."""
    left, movement_of = defaultdict(int, undone), {draw.id: draw.movement for draw in old}
    covered, behind = dict[UUID, int](), defaultdict[UUID, int](int)
    for draw in old:
        covered[draw.id] = _taken(left, (draw.movement, draw.lot), draw.units)
    for draw in old:
        if draw.behind is not None:
            behind[draw.behind] += draw.units - covered[draw.id]
            spent = movement_of[draw.behind], draw.lot
            covered[draw.id] += _taken(left, spent, draw.units - covered[draw.id])
    return [replace(draw, covered=covered[draw.id] + behind[draw.id]) for draw in old]


def _taken(left: dict[tuple[UUID, UUID], int], key: tuple[UUID, UUID], most: int) -> int:
    taken = min(most, left[key])
    left[key] -= taken
    return taken
