from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vafa.base import outbox
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.base.text import for_card, for_search
from vafa.members import cards, queries
from vafa.members.errors import CardTaken, NoIdentity, UnknownCard
from vafa.members.models import SEARCH_NAME_MAX, Card, CardLookup, Consent, Member


@transaction.atomic
def change_profile(
    *,
    club: Club,
    member_id: UUID,
    now: datetime,
    given_name: str | None = None,
    family_name: str | None = None,
    birthday: date | None = None,
    email: str | None = None,
    language: str | None = None,
    tags: list[str] | None = None,
) -> Member:
    """What is None stays as it is."""
    member = queries.get(club, member_id)
    given = {
        "given_name": given_name, "family_name": family_name, "birthday": birthday, "email": email,
        "language": language, "tags": tags,
    }  # fmt: skip
    changed = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        setattr(member, name, value)
    member.search_name = for_search(member.name)[:SEARCH_NAME_MAX]
    member.save(update_fields=[*changed, "search_name"])
    outbox.announce(club.id, [("member_changed", {"member": member_id, "fields": sorted(changed)})], now)
    return member


@transaction.atomic
def add_card(*, club: Club, member_id: UUID, kind: str, value: str, now: datetime) -> Card:
    member_id = queries.get(club, queries.surviving(member_id)).id
    kept = cards.phone(value, club.country) if kind == "phone" else for_card(value)
    if not kept:
        raise NoIdentity
    try:
        with transaction.atomic():
            CardLookup.objects.create(club_id=club.id, value=kept, kind=kind, member_id=member_id)
    except IntegrityError:
        raise CardTaken(card=kept, kind=kind) from None
    return Card.objects.create(member_id=member_id, id=new_id(), club_id=club.id, kind=kind, value=kept, added_at=now)


@transaction.atomic
def end_card(*, club: Club, member_id: UUID, card_id: UUID, now: datetime) -> None:
    """A lost card is shown no more; its history stays."""
    card = Card.objects.filter(member_id=member_id, id=card_id, club_id=club.id, ended_at=None).first()
    if card is None:
        raise UnknownCard(card=str(card_id))
    card.ended_at = now
    card.save(update_fields=["ended_at"])
    CardLookup.objects.filter(club_id=club.id, value=card.value, member_id=member_id).delete()


@transaction.atomic
def give_word(
    *, club: Club, member_id: UUID, channel: str, purpose: str, granted: bool, proof: str, now: datetime,
    staff_id: UUID | None = None,
) -> Consent:  # fmt: skip
    """A consent given or taken back, with its proof; the latest word counts."""
    queries.get(club, member_id)
    word = Consent.objects.create(
        member_id=member_id, id=new_id(), club_id=club.id, channel=channel, purpose=purpose, granted=granted, at=now,
        proof=proof, staff_id=staff_id,
    )  # fmt: skip
    data = {"member": member_id, "channel": channel, "purpose": purpose, "granted": granted}
    outbox.announce(club.id, [("consent_changed", data)], now)
    return word
