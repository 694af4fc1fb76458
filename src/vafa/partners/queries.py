from dataclasses import dataclass
from uuid import UUID

from vafa.base import reads
from vafa.partners.models import Favourite, Partner, Store, Terminal


@dataclass(frozen=True, slots=True)
class Place:
    """A store as the books know it."""

    id: UUID
    partner: UUID
    code: str
    name_fa: str
    name_en: str

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en


def stores_of(club_id: UUID) -> dict[str, Place]:
    """The club's stores by code; a configuration table, read whole."""
    rows = reads.select(Store, ("id", "partner_id", "code", "name_fa", "name_en"), {"club_id": club_id})
    return {row[2]: Place(*row) for row in rows}


def operator_of(club_id: UUID) -> UUID:
    ((operator,),) = reads.select(Partner, ("id",), {"club_id": club_id, "is_operator": True})
    return operator  # type: ignore[no-any-return]


def offline_terminals(club_id: UUID) -> frozenset[str]:
    rows = reads.select(Terminal, ("code", "ended_at"), {"club_id": club_id, "works_offline": True})
    return frozenset(code for code, ended_at in rows if ended_at is None)


def favourites_of(club_id: UUID) -> list[Favourite]:
    """In the order in which the counter shows them; a configuration table, read whole."""
    return list(Favourite.objects.filter(club_id=club_id).order_by("place", "id"))
