"""What one member will buy within 30 days, out of the lists that were made at night."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from vafa.base.models import Club
from vafa.insight.lake import reading
from vafa.insight.predicting.recommending import Trial


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product by its sku with the chance that it is bought and its 95 % range; `again`: they bought it before, on
    `times` days, last on `last_day`; else `because` is the product that speaks for it, and they are of that."""

    again: bool
    sku: str
    chance: float
    low: float
    high: float
    because: str
    times: int
    last_day: date


def suggestions(club: Club, member_id: UUID) -> tuple[tuple[Suggestion, ...], dict[str, str]]:
    """In: a member of the club. Out: their lists, the surest first, and what the products are called; nothing where
    there are none yet. Refused: NoLake, while it is being made anew; Busy."""
    if reading.SUGGESTED not in reading.notes(club.id):
        return (), {}
    with reading.opened(club.id) as lake:
        found = tuple(Suggestion(*row) for row in lake.ask("suggested_to", member=member_id))
        skus = sorted({sku for each in found for sku in (each.sku, each.because)})
        called = {sku: name for sku, name, _category, _brand in lake.ask("product_names", skus=skus)}
    return found, called


def trial_of(notes: Mapping[str, Any]) -> tuple[date, Trial | None] | None:
    """In: the notes of a lake. Out: up to which day the lists were made and how right they were; None before the first
    night."""
    if (found := notes.get(reading.SUGGESTED)) is None:
        return None
    try:
        trial = msgspec.convert(found["trial"], Trial) if found["trial"] else None
        return date.fromisoformat(found["until"]), trial
    except (LookupError, TypeError, ValueError):  # not as it was written: the next night makes them anew
        return None
