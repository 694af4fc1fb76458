"""The movements of one account for a page, each with the balance after it, and the activities they came of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from vafa.activities.models import Activity
from vafa.base import references
from vafa.base.models import Club
from vafa.engine.lots.shapes import Kind
from vafa.engine.lots.shapes import Movement as Unbooked
from vafa.ledger import models

FILTERS: dict[str, frozenset[Kind]] = {
    "all": frozenset(Kind) - {Kind.COUNT, Kind.ACTIVATION},
    "earned": frozenset({Kind.ACCRUAL, Kind.TAKE_BACK, Kind.CANCELLATION, Kind.REINSTATEMENT}),
    "spent": frozenset({Kind.REDEMPTION, Kind.GIVE_BACK, Kind.TRANSFER, Kind.EXPIRY}),
    "adjusted": frozenset({Kind.ADJUSTMENT, Kind.MERGE}),
}
_MAIN = {Kind.ACCRUAL, Kind.TAKE_BACK, Kind.ADJUSTMENT, Kind.REDEMPTION, Kind.GIVE_BACK}
_GROUPS, _READ_AHEAD = 15, 60


@dataclass(frozen=True, slots=True)
class Group:
    """Movements that came of one thing, newest first, and the balance after the last of them."""

    movements: tuple[models.Movement, ...]
    balance: int

    @property
    def main(self) -> models.Movement:
        """What the others follow from: units may come back and owed ones be paid by the way."""
        return next((each for each in self.movements if each.kind in _MAIN), self.movements[0])

    @property
    def units(self) -> int:
        return sum(each.units for each in self.movements)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    groups: tuple[Group, ...]
    next_seq: int | None


def page_of(member: UUID, unit: str, tab: str, before_seq: int | None) -> LedgerPage:
    """Newest first, from behind a sequence number."""
    account = models.Account.objects.filter(member_id=member, unit=unit).values_list("id", flat=True).first()
    if account is None:
        return LedgerPage((), None)
    rows = models.Movement.objects.filter(member_id=member, account_id=account, kind__in=FILTERS[tab])
    if before_seq is not None:
        rows = rows.filter(seq__lt=before_seq)
    found = list(rows.exclude(units=0).order_by("-seq")[:_READ_AHEAD])
    balances = _balances(member, account, found[0].seq) if found else {}
    groups = _grouped(found, balances)
    more = len(groups) > _GROUPS or len(found) == _READ_AHEAD
    # The last group read ahead may go on behind what was read: it begins the next page.
    shown = groups[:_GROUPS] if len(groups) > _GROUPS else groups[: -1 if more and len(groups) > 1 else None]
    return LedgerPage(tuple(shown), shown[-1].movements[-1].seq if more and shown else None)


def _balances(member: UUID, account: UUID, last: int) -> dict[int, int]:
    rows = models.Movement.objects.filter(member_id=member, account_id=account, seq__lte=last).order_by("seq")
    pairs = list(rows.values_list("seq", "units"))
    return dict(zip((seq for seq, _ in pairs), accumulate(units for _, units in pairs), strict=True))


def _grouped(rows: Sequence[models.Movement], balances: dict[int, int]) -> list[Group]:
    groups: list[list[models.Movement]] = []
    for row in rows:
        if groups and _thing(groups[-1][-1]) == _thing(row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [Group(tuple(group), balances[group[0].seq]) for group in groups]


def _thing(row: models.Movement) -> tuple[object, ...]:
    return (row.source, row.reference) if row.reference else (row.kind, row.happened_at)


def unbooked(coming: list[Unbooked]) -> list[Unbooked]:
    """What has ended by now and the sweep has not written yet, newest first."""
    return [each for each in reversed(coming) if each.units and each.kind is not Kind.OWED_PAYMENT]


def activities_of(club: Club, rows: Iterable[models.Movement]) -> dict[tuple[str, str], Activity]:
    """By (source, reference) the activity that movements came of."""
    keys = {(row.source, row.reference) for row in rows if row.reference}
    known = references.look_up(club.id, keys)
    members = {each.member_id for each in known.values() if each.member_id}
    ids = {each.outcome_id: key for key, each in known.items()}
    found = Activity.objects.filter(member_id__in=members, id__in=ids, club_id=club.id)
    return {ids[row.id]: row for row in found}


def originals_of(activities: Collection[Activity]) -> dict[UUID, Activity]:
    """The purchases that returns name."""
    wanted = {each.original for each in activities if each.original}
    rows = Activity.objects.filter(member_id__in={each.member_id for each in activities}, id__in=wanted)
    return {row.id: row for row in rows}


def born_of(member: UUID, movements: Collection[UUID]) -> dict[UUID, models.Lot]:
    """By each debit the oldest lot it drew on: when what ended had come in."""
    draws = models.Draw.objects.filter(member_id=member, movement_id__in=movements)
    pairs = list(draws.values_list("movement_id", "lot_id"))
    lots = {lot.id: lot for lot in models.Lot.objects.filter(member_id=member, id__in={lot for _, lot in pairs})}
    oldest: dict[UUID, models.Lot] = {}
    for movement, lot_id in pairs:
        lot = lots[lot_id]
        if movement not in oldest or lot.born_at < oldest[movement].born_at:
            oldest[movement] = lot
    return oldest
