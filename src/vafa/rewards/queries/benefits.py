"""Standing rights: those of a club, and those of a member with how often they may still claim one."""

from dataclasses import dataclass
from uuid import UUID

from vafa.base.models import Club
from vafa.rewards.errors import UnknownBenefit
from vafa.rewards.models import Benefit, Use
from vafa.rewards.queries.eligible import Person, barred, taken


@dataclass(frozen=True, slots=True)
class Right:
    """A benefit that a member has. Of one that is claimed by the piece: how often they may still claim it in its period
    (None without a limit), and why not here and now, empty if they may."""

    benefit: Benefit
    left: int | None = None
    why_not: str = ""

    @property
    def claimable(self) -> bool:
        return self.benefit.claimed and not self.why_not


def get(club: Club, benefit_id: UUID) -> Benefit:
    """Only ever one of this club."""
    found = Benefit.objects.filter(club=club, id=benefit_id).select_related("capacity").first()
    if found is None:
        raise UnknownBenefit(benefit=str(benefit_id))
    return found


def of_club(club: Club) -> list[Benefit]:
    """A configuration table, read whole: those that hold first."""
    rows = Benefit.objects.filter(club=club).select_related("capacity").order_by("name_en", "id")
    return sorted(rows, key=lambda row: row.state != "listed")


def rights_of(person: Person) -> list[Right]:
    """The standing rights that this member has now, here or at another store."""
    listed = Benefit.objects.filter(club=person.club, state="listed").select_related("capacity").order_by("name_en")
    theirs = [row for row in listed if barred(row, person) in {"", "not_at_this_store"}]
    had = taken([row for row in theirs if row.claimed], person)
    return [right_to(row, person, had) if row.claimed else Right(row) for row in theirs]


def right_to(row: Benefit, person: Person, had: dict[UUID, int]) -> Right:
    """In: a benefit claimed by the piece, and by id how often this person had it in its period."""
    left = None if row.limit_count is None else max(0, row.limit_count - had.get(row.id, 0))
    why = (
        barred(row, person) or ("limit_reached" if left == 0 else "") or ("sold_out" if row.capacity.left == 0 else "")
    )
    return Right(row, left, why)


def claims_of(person: Person, rows: list[Benefit]) -> list[Use]:
    """What this member claimed of these today, the latest first: it can be put back."""
    made = Use.objects.filter(
        member_id=person.member, what__in=[row.id for row in rows], state="used", checkout_id=None, day=person.day
    )
    return list(made.order_by("-at"))
