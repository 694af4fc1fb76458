"""What units were spent on, in words: the reward that was taken or given back, the receipt, the other member."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.base import references
from vafa.checkout.models import Dispute
from vafa.checkout.queries.reading import HOUSEHOLD
from vafa.doors.look.member.reading import Group
from vafa.doors.look.names import ClubNames
from vafa.engine.lots.shapes import Kind
from vafa.ledger.models import Movement
from vafa.members.models import Member
from vafa.rewards import kinds
from vafa.rewards.models import Redemption, RedemptionStep, Reward

_BACK, _DISPUTE = "back:", "dispute:"


class Spent:
    """Of the movements of one page of one member."""

    def __init__(self, names: ClubNames, member: UUID, unit: str, movements: Sequence[Movement]) -> None:
        self.names, self.member, self.unit, self.movements = names, member, unit, movements

    def told(self, main: Movement) -> tuple[str, list[str]] | None:
        """Out: what and why, or nothing to say beyond the kind."""
        kind, taken = Kind(main.kind), self._taken.get(main.id)
        if taken is not None:
            name = self._names[taken.reward_id]
            if kind is Kind.GIVE_BACK:
                return _("{reward} given back").format(reward=name), self._reason(taken)
            return name, [_("from the catalogue")]
        if main.reference.startswith(_DISPUTE):
            return (_("Given back") if main.units > 0 else _("Taken back after a dispute")), self._answer(main)
        if kind is Kind.TRANSFER and main.source == HOUSEHOLD:
            return self._in_household(main), []
        if kind is Kind.TRANSFER:
            return (_("Given to another member") if main.units < 0 else _("From another member")), []
        store = self.names.store(main.store_id)
        if kind is Kind.REDEMPTION and store:
            return _("Spent at {store}").format(store=store), []
        if kind is Kind.ACCRUAL and self.names.is_money(self.unit):
            return _("Topped up"), []
        return None

    def _in_household(self, main: Movement) -> str:
        other = Member.objects.filter(club_id=self.names.club.id, id__in=[main.other_member]).first()
        name = (other.name if other else "") or _("No name")
        return (_("Spent by {name}, household") if main.units < 0 else _("From {name}, household")).format(name=name)

    def on_receipt(self, group: Group) -> Iterator[str]:
        """What of a receipt was paid with these units, or came back with a return."""
        for kind, said in ((Kind.REDEMPTION, _("{units} paid for it")), (Kind.GIVE_BACK, _("{units} paid came back"))):
            units = sum(abs(each.units) for each in group.movements if each.kind == kind)
            if units:
                yield said.format(units=self.names.exactly(units, self.unit))

    @cached_property
    def _taken(self) -> dict[UUID, Redemption]:
        """By movement, the redemption that it drew for, became money of, or gave back."""
        keys = {(each.source, each.reference) for each in self.movements if each.reference}
        known = references.look_up(self.names.club.id, keys)
        wanted = {each.id: self._redemption(each, known) for each in self.movements}
        members = {self.member, *(each.member_id for each in known.values() if each.member_id)}
        ids = {each for each in wanted.values() if each}
        found = Redemption.objects.filter(member_id__in=members, id__in=ids, club_id=self.names.club.id)
        rows = {row.id: row for row in found}
        return {movement: rows[taken] for movement, taken in wanted.items() if taken in rows}

    def _redemption(self, movement: Movement, known: dict[tuple[str, str], references.Known]) -> UUID | None:
        if movement.reference.startswith(_BACK):
            return _uuid(movement.reference.removeprefix(_BACK))
        outcome = known.get((movement.source, movement.reference))
        return outcome.outcome_id if outcome else None

    @cached_property
    def _names(self) -> dict[UUID, str]:
        ids = {each.reward_id for each in self._taken.values()}
        found = Reward.objects.filter(club_id=self.names.club.id, id__in=ids)
        return {row.id: row.name_in(self.names.fmt.language) for row in found}

    def _reason(self, taken: Redemption) -> list[str]:
        steps = RedemptionStep.objects.filter(member_id=taken.member_id, redemption_id=taken.id).exclude(reason="")
        last = steps.order_by("-at").values_list("reason", flat=True).first()
        if last:
            return [_("“{reason}”").format(reason=last)]
        return [_("Nobody came for it in time.")] if taken.state == kinds.LAPSED else []

    def _answer(self, main: Movement) -> list[str]:
        case = _uuid(main.reference.removeprefix(_DISPUTE))
        if case is None:
            return []
        answers = Dispute.objects.filter(member_id=main.member_id, id=case).values_list("answer", flat=True)
        return [_("“{reason}”").format(reason=answer) for answer in answers]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
