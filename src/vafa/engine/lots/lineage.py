"""What became of lots: children that merges, transfers and give-backs bore of them."""

from collections.abc import Collection, Iterable
from uuid import UUID

from vafa.engine.lots.shapes import Account


def line_of(accounts: Collection[Account], first: Iterable[UUID]) -> set[UUID]:
    """In: whole accounts of one unit and ids of lots. Out: these and every lot of the accounts that descends from
    them."""
    line = set(first)
    lots = [lot for account in accounts for lot in account.lots.values()]
    while more := {lot.id for lot in lots if lot.origin in line} - line:
        line |= more
    return line
