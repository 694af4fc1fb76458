"""A demo club from the ground: the club, its stores, programme, ladder and members."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base.actions.clubs import open_club
from vafa.base.models import Club
from vafa.earning.actions import publish
from vafa.engine import tiers
from vafa.engine.earning.programme import Programme
from vafa.engine.earning.words import Name
from vafa.members.actions.joining import Joining, join
from vafa.partners.actions import add_terminal, name_operator, open_stores
from vafa.partners.models import Store
from vafa.tiers.actions import publish_ladder


@dataclass(frozen=True, slots=True)
class ClubFacts:
    slug: str
    name: Name
    language: str
    calendar: str
    time_zone: str
    currency: str
    money_shown: str
    country: str
    largest_receipt_minor: int
    stands_at: datetime


def build(
    facts: ClubFacts, stores: list[tuple[str, str, str]], programme: Programme, ladder: tiers.Ladder,
    starts_at: datetime, people: Callable[[Club], list[Joining]], offline_terminals: dict[str, str] | None = None,
) -> Club:  # fmt: skip
    """Whole or not at all, so that an interrupted run starts it again from nothing."""
    there = Club.objects.filter(slug=facts.slug).first()
    if there is not None:
        return there
    with transaction.atomic():
        club = open_club(
            slug=facts.slug, name_fa=facts.name.fa, name_en=facts.name.en, language=facts.language,
            calendar=facts.calendar, time_zone=facts.time_zone, currency=facts.currency, money_shown=facts.money_shown,
            country=facts.country, largest_receipt_minor=facts.largest_receipt_minor, stands_at=facts.stands_at,
            created_at=starts_at,
        )  # fmt: skip
        operator = name_operator(club=club)
        open_stores(partner=operator, stores=stores)
        for terminal, store in (offline_terminals or {}).items():
            add_terminal(store=Store.objects.get(club=club, code=store), code=terminal, works_offline=True)
        publish(club=club, programme=programme, starts_at=starts_at, now=starts_at)
        publish_ladder(club=club, ladder=ladder, starts_at=starts_at, now=starts_at)
        joined = join(club=club, people=people(club), now=facts.stands_at)
        assert all(isinstance(outcome, UUID) for outcome in joined), "a demo member was refused"
    return club
