"""The ledger in words: date, what, why, signed units, the balance after."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from vafa.activities import stored
from vafa.activities.models import Activity
from vafa.activities.shapes import TakenBack
from vafa.base.models import Approval
from vafa.checkout.queries.disputes import can_be_disputed
from vafa.doors.look.member import reading
from vafa.doors.look.member.reading import Group, LedgerPage
from vafa.doors.look.member.spent import Spent
from vafa.doors.look.names import ClubNames
from vafa.engine.earning.explain import explain
from vafa.engine.earning.programme import Programme
from vafa.engine.lots.shapes import Kind
from vafa.engine.lots.shapes import Movement as Unbooked
from vafa.ledger.models import Lot, Movement


@dataclass(frozen=True, slots=True)
class Row:
    at: dt.datetime
    what: str
    why: Sequence[str]
    units: int
    change: str
    balance: str
    debit: UUID | None = None
    """The movement that spent units, if the row is of one."""


class Ledger:
    """The rows of one page of one member's account. In `people` are the names of staff, by id; who reads without them
    is told what was done and why, not by whom."""

    def __init__(
        self, names: ClubNames, member: UUID, unit: str, found: LedgerPage, people: Mapping[str, str] | None = None
    ) -> None:
        self.club, self.names, self.fmt = names.club, names, names.fmt
        self.member, self.unit, self.found, self._people = member, unit, found, people or {}

    def rows(self) -> list[Row]:
        return [self._row(group) for group in self.found.groups]

    def ended_rows(self, coming: list[Unbooked]) -> list[Row]:
        """What has ended and is not written yet: it is gone from the states already."""
        return [
            self._written(each.happened_at, _TITLES[each.kind](), [_("Booked with the next movement.")], each.units, "")
            for each in reading.unbooked(coming)
            if each.kind in _TITLES
        ]

    @cached_property
    def _movements(self) -> list[Movement]:
        return [each for group in self.found.groups for each in group.movements]

    @cached_property
    def _activities(self) -> dict[tuple[str, str], Activity]:
        return reading.activities_of(self.club, self._movements)

    @cached_property
    def _originals(self) -> dict[UUID, Activity]:
        return reading.originals_of(list(self._activities.values()))

    @cached_property
    def _spent(self) -> Spent:
        return Spent(self.names, self.member, self.unit, self._movements)

    @cached_property
    def _born(self) -> dict[UUID, Lot]:
        return reading.born_of(self.member, [each.id for each in self._movements if each.kind == Kind.EXPIRY])

    def _row(self, group: Group) -> Row:
        first = group.main
        kind = Kind(first.kind)
        activity = self._activities.get((first.source, first.reference))
        if kind is Kind.ADJUSTMENT and activity is not None:
            what, why = self._adjustment(activity)
        elif kind in _OF_AN_ACTIVITY and activity is not None:
            what, why = self._title(activity), [*self._reasons(group, activity), *self._spent.on_receipt(group)]
        elif kind is Kind.EXPIRY:
            what, why = _TITLES[kind](), self._unused(group)
        else:
            what, why = self._spent.told(first) or (_TITLES.get(kind, _other)(), [])
        written = self._written(first.happened_at, what, why, group.units, self.names.figure(group.balance, self.unit))
        return replace(written, debit=next((each.id for each in group.movements if _is_debit(each)), None))

    def _written(self, at: dt.datetime, what: str, why: Sequence[str], units: int, balance: str) -> Row:
        return Row(at, what, why, units, self.names.change(units, self.unit), balance)

    def _title(self, activity: Activity) -> str:
        store = self.names.store(activity.store_id)
        if activity.kind == "purchase":
            money = self.fmt.money_exact(activity.payable_minor)
            return (
                _("{money} at {store}").format(money=money, store=store)
                if store
                else _("{money} purchase").format(money=money)
            )
        if activity.kind == "return":
            return _("Return of {money}").format(money=self.fmt.money_exact(abs(activity.net_minor)))
        return activity_name(activity.kind)

    def _reasons(self, group: Group, activity: Activity) -> Iterator[str]:
        if activity.kind == "return":
            yield from self._taken_back(activity)
            return
        moved = {each.award for each in group.movements}
        programme = self._programme(activity.version)
        if programme is None:
            return
        for kept in stored.awards_from_plain(activity.awards):
            if kept.unit == self.unit and kept.id in moved:
                said = self.names.words.say_all(explain(stored.to_award(kept), programme))
                yield self._numbered(said, kept.rule, programme)
                if kept.pending:
                    yield _("Waits until it is final.")

    def _taken_back(self, activity: Activity) -> Iterator[str]:
        original = self._originals.get(activity.original) if activity.original else None
        if original is None:
            return
        programme = self._programme(original.version)
        awards = {kept.id: kept for kept in stored.awards_from_plain(original.awards)}
        for back in msgspec.convert(activity.body.get("taken_back", ()), tuple[TakenBack, ...]):
            if back.unit != self.unit or back.award not in awards or programme is None or not back.units:
                continue
            rule = awards[back.award].rule
            said = _("{units} of {rule} go back with the receipt of {day}").format(
                units=self.names.exactly(back.units, back.unit),
                rule=self.names.written(programme.rule(rule).name),
                day=self.fmt.date_of(original.happened_at),
            )
            yield self._numbered(said, rule, programme)
            if back.owed:
                yield _("{units} had been spent and are owed").format(units=self.names.exactly(back.owed, back.unit))

    def _numbered(self, said: str, rule: str, programme: Programme) -> str:
        number = next(place for place, each in enumerate(programme.rules, 1) if each.id == rule)
        return _("{sentence} (rule {number})").format(sentence=said, number=self.fmt.integer(number))

    def _programme(self, version: int) -> Programme | None:
        return self.names.judges.numbered(version).programme if version else None

    def _adjustment(self, activity: Activity) -> tuple[str, list[str]]:
        if activity.source.startswith("import:"):
            back = activity.reference.startswith("undo:")
            what = _("Opening balance taken back") if back else _("Opening balance")
            return what, [_("from {file}").format(file=activity.body["reason"])] if self._people else []
        person = self._people.get(str(activity.body.get("staff")), "")
        what = _("Adjustment by {person}").format(person=person) if person else _("Adjustment")
        why = [_("“{reason}”").format(reason=activity.body["reason"])]
        if activity.reference.startswith("approval:"):
            approval = Approval.objects.filter(id=activity.reference.removeprefix("approval:")).first()
            approver = self._people.get(str(approval.decided_by_id), "") if approval else ""
            if approver:
                why.append(_("Approved by {person}").format(person=approver))
        return what, why

    def _unused(self, group: Group) -> list[str]:
        lot = self._born.get(group.movements[-1].id)
        return [_("Unused since {day}").format(day=self.fmt.date_of(lot.born_at))] if lot else []


def _is_debit(movement: Movement) -> bool:
    return movement.units < 0 and can_be_disputed(movement)


def activity_name(kind: str) -> str:
    known = {
        "purchase": _("Purchase"),
        "return": _("Return"),
        "visit": _("Visit"),
        "review": _("Review"),
        "birthday": _("Birthday"),
        "signup": _("Sign-up"),
        "survey": _("Survey answer"),
        "referral": _("Referral"),
    }
    return known.get(kind, kind)


def _other() -> str:
    return _("Movement")


_OF_AN_ACTIVITY = {Kind.ACCRUAL, Kind.TAKE_BACK, Kind.REDEMPTION, Kind.GIVE_BACK}
_TITLES = {
    Kind.ACCRUAL: lambda: _("Earned"),
    Kind.TAKE_BACK: lambda: _("Taken back"),
    Kind.REDEMPTION: lambda: _("Spent"),
    Kind.GIVE_BACK: lambda: _("Given back"),
    Kind.ADJUSTMENT: lambda: _("Adjustment"),
    Kind.EXPIRY: lambda: _("Expiry"),
    Kind.CANCELLATION: lambda: _("Cancelled: what it waited for did not come"),
    Kind.REINSTATEMENT: lambda: _("Counts again"),
    Kind.OWED_PAYMENT: lambda: _("What was owed is paid"),
    Kind.TRANSFER: lambda: _("Transfer"),
    Kind.MERGE: lambda: _("Moved by a merge"),
}
