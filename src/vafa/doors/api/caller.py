"""Who calls: the key of a request with its client, club and store, and how its readers are spoken to."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from vafa.activities.shapes import Source
from vafa.base.clock import club_now
from vafa.base.errors import NotForYou
from vafa.base.models import ApiKey, Club
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import local_date
from vafa.members import queries as members
from vafa.members.errors import UnknownMember
from vafa.partners.house import House, house_of


@dataclass
class Caller:
    key: ApiKey
    now: datetime

    @property
    def club(self) -> Club:
        return self.key.client.club

    @property
    def source_name(self) -> str:
        """The client and not the key, so that references live on over rotation."""
        return f"api:{self.key.client_id}"

    @cached_property
    def house(self) -> House:
        return house_of(self.club, self.now)

    @cached_property
    def store(self) -> str:
        """The code of the store that the key is bound to, or nothing."""
        return self.store_code(self.key.store_id) if self.key.store_id else ""

    @property
    def source(self) -> Source:
        return Source(name=self.source_name, store=self.store)

    def store_code(self, id: UUID | None) -> str:
        return next((place.code for place in self.house.stores.values() if place.id == id), "")

    def member(self, id: UUID) -> UUID:
        """The membership that this one is part of now; another club's is unknown."""
        found = members.of_club(self.club, [id])
        if id not in found:
            raise UnknownMember(member=str(id))
        return found[id]

    def for_the_whole_club(self) -> None:
        """What belongs to no store is not for a key that is bound to one."""
        if self.key.store_id:
            raise NotForYou(bound_to=self.store)


def called_by(key: ApiKey) -> Caller:
    return Caller(key, club_now(key.client.club))


def caller_of(request: HttpRequest) -> Caller:
    caller = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    assert isinstance(caller, Caller)
    return caller


def language() -> str:
    return "fa" if (get_language() or "fa").startswith("fa") else "en"


def format_of(caller: Caller) -> Format:
    club = caller.club
    today = local_date(caller.now, club.zone)
    return Format(language(), club.reckoning, club.zone, club.currency, club.money_shown, today)
