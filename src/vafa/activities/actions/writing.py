"""The set-based write at the end of a batch: everything it booked, in a handful of statements."""

from vafa.activities.actions import limits
from vafa.activities.actions.batch import Batch
from vafa.activities.models import Activity, Tally
from vafa.activities.stored import Booked
from vafa.base import outbox, references, sql
from vafa.ledger.actions.posting import post
from vafa.tiers.actions import stand

_ACTIVITY = (
    "member_id", "id", "club_id", "kind", "source", "reference", "happened_at", "booked_at", "counts_at", "day",
    "store_id", "terminal", "channel", "version", "net_minor", "discount_minor", "cost_minor", "payable_minor",
    "purchases", "original", "body", "facts", "awards",
)  # fmt: skip


def add(
    batch: Batch, booked: Booked, reference: str, content: bytes, *, purchases: int, original: Booked | None = None
) -> None:
    """One activity with its reference and its event; written at the end of the batch."""
    batch.activities.append(
        (
            booked.member,
            booked.id,
            batch.house.club.id,
            booked.kind,
            batch.source.name,
            reference,
            booked.happened_at,
            batch.now,
            booked.counts_at,
            booked.day,
            booked.place.id if booked.place else None,
            booked.terminal,
            booked.channel,
            booked.version,
            booked.net_minor,
            booked.discount_minor,
            booked.cost_minor,
            booked.payable_minor,
            purchases,
            original.id if original else None,
            booked.body,
            booked.facts,
            booked.awards,
        )
    )
    batch.references.append((batch.source.name, reference, content, booked.member, booked.id))
    if batch.source.settled_after:
        return
    told = {"member": booked.member, "activity": booked.id, "kind": booked.kind}
    batch.events.append(("activity_recorded", told))


def write(batch: Batch) -> None:
    club = batch.house.club
    post(club.id, batch.books)
    sql.insert(Activity, _ACTIVITY, batch.activities)
    references.book(club.id, batch.references, batch.now)
    tallies = [
        (member, club.id, count.purchases, count.first_at, count.last_at)
        for member, count in batch.tallies.items()
        if count.changed
    ]
    sql.upsert(Tally, ("member_id",), ("club_id", "purchases", "first_at", "last_at"), tallies)
    limits.write(batch)
    stand(club=club, moves=batch.moves, booked_at=batch.now)
    outbox.announce(club.id, batch.events, batch.now)
