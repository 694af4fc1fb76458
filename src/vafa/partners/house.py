from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.partners.queries import Place, offline_terminals, operator_of, stores_of


@dataclass(frozen=True, slots=True)
class House:
    """The club as a batch needs it: its configuration, read once for a batch or a whole import."""

    club: Club
    stores: dict[str, Place]
    offline_terminals: frozenset[str]
    operator: UUID
    now: datetime


def house_of(club: Club, now: datetime | None = None) -> House:
    return House(club, stores_of(club.id), offline_terminals(club.id), operator_of(club.id), now or club_now(club))
