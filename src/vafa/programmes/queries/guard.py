"""Does a rule give more than the margin of what it gave for allows?"""

from collections.abc import Iterable
from dataclasses import dataclass

from vafa.base.models import Club
from vafa.programmes.models import Guard

FULL = 10_000


@dataclass(frozen=True, slots=True)
class Paid:
    """What a rule gave in a replay, in minor units of money, and what the receipts it gave for sold and earned;
    `costed_minor` is the part of the sales whose costs are known, and `margin_minor` the margin of that part."""

    rule: str
    worth_minor: int
    sales_minor: int
    costed_minor: int
    margin_minor: int

    @property
    def of_margin(self) -> float | None:
        """The share of the margin that it gave away: the margin of all of it is taken to be as that of the known part.
        None where no cost is known, or nothing was earned."""
        if self.costed_minor <= 0 or self.sales_minor <= 0:
            return None
        margin = self.margin_minor * self.sales_minor / self.costed_minor
        return self.worth_minor / margin if margin > 0 else float("inf") if self.worth_minor else 0.0


def limit_of(club: Club) -> int:
    """In basis points of margin; all of it where the club has said nothing."""
    row = Guard.objects.filter(club=club).first()
    return row.margin_basis_points if row else FULL


def too_much(paid: Iterable[Paid], limit_basis_points: int) -> list[Paid]:
    """Those that give more than the limit lets them; where costs are not known nobody can say."""
    return [each for each in paid if (share := each.of_margin) is not None and share * FULL > limit_basis_points]
