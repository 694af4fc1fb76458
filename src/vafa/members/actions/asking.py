"""Asking to join from the public page, and what staff decide. A request is not a member and earns nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from vafa.base.models import Club
from vafa.members import cards
from vafa.members.actions.joining import Joining, Word, join
from vafa.members.errors import CardTaken, JoinRequestDecided, UnknownJoinRequest
from vafa.members.models import JoinRequest

KEPT = timedelta(days=90)
CHANNEL = "join_page"


def ask_to_join(
    *, club: Club, phone: str, now: datetime, name: str = "", birthday: date | None = None, language: str = "",
    consents: Sequence[Word] = (), store_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """In: what someone wrote on the join page, the phone in digits of any script. Out: the waiting request of that
    phone; asking again leaves one, with the newer words. The same whether or not the phone is a member's.
    Refused: NotAPhone."""
    kept = cards.phone(phone, club.country)
    words: dict[str, Any] = {
        "name": name, "birthday": birthday, "language": language, "store_id": store_id, "asked_at": now,
        "consents": [msgspec.to_builtins(word) for word in consents],
    }  # fmt: skip
    try:
        return _ask(club, kept, words)
    except IntegrityError:
        # the same phone asked in another process between our look and our write: that request takes our words
        return _ask(club, kept, words)


@transaction.atomic
def _ask(club: Club, phone: str, words: dict[str, Any]) -> UUID:
    waiting = JoinRequest.objects.filter(club_id=club.id, phone=phone, state="waiting")
    if waiting.update(**words):
        return waiting.get().id
    return JoinRequest.objects.create(club_id=club.id, phone=phone, **words).id


@transaction.atomic
def confirm(*, club: Club, request_id: UUID, staff_id: UUID, now: datetime) -> UUID:
    """Out: the member who joined now. If the phone has become a member's meanwhile, that member as they are, and
    the request says `was_member`. Confirming again gives the first outcome. Refused: what was refused before."""
    request = _decide(club, request_id, "confirmed", staff_id, now)
    if request.member is None:
        (outcome,) = join(club=club, people=[_person(request, now)], now=now)
        if isinstance(outcome, CardTaken):
            request.member, request.was_member = UUID(outcome.data["member"]), True
        elif isinstance(outcome, UUID):
            request.member = outcome
        else:
            raise outcome
        request.save(update_fields=["member", "was_member"])
    return request.member


@transaction.atomic
def refuse(*, club: Club, request_id: UUID, staff_id: UUID, now: datetime) -> None:
    """Refusing again changes nothing. Refused: what was confirmed before."""
    _decide(club, request_id, "refused", staff_id, now)


def _decide(club: Club, request_id: UUID, state: str, staff_id: UUID, now: datetime) -> JoinRequest:
    requests = JoinRequest.objects.filter(club_id=club.id, id=request_id)
    requests.filter(state="waiting").update(state=state, decided_by=staff_id, decided_at=now)
    request = requests.first()
    if request is None:
        raise UnknownJoinRequest(request=str(request_id))
    if request.state != state:
        raise JoinRequestDecided(request=str(request_id), state=request.state)
    return request


def _person(request: JoinRequest, now: datetime) -> Joining:
    return Joining(
        now, CHANNEL, phone=request.phone, given_name=request.name, birthday=request.birthday,
        language=request.language, home_store=request.store_id,
        consents=tuple(msgspec.convert(word, Word) for word in request.consents),
    )  # fmt: skip


@transaction.atomic
def forget_requests(*, club: Club, now: datetime) -> int:
    """Out: how many were forgotten: whatever was decided, the personal data in a request is not kept for longer."""
    return JoinRequest.objects.filter(club_id=club.id, asked_at__lte=now - KEPT).delete()[0]
