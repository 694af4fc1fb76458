"""Plain values as doors hand them over, with their bounds; and a receipt's line, which several rooms read.

One declaration serves decoding, the content hash, storage and the API's schema.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""
Minor = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Quantity = Annotated[int, Meta(ge=-(10**9), le=10**9)]
Instant = Annotated[datetime, Meta(tz=True)]
Short = Annotated[str, Meta(max_length=20)]
Code = Annotated[str, Meta(max_length=40)]
Text = Annotated[str, Meta(max_length=200)]


class Line(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One product row; `amount_minor` is for the whole quantity, before its discount and without tax."""

    amount_minor: Minor
    sku: Text = ""
    name: Text = ""
    category: Text = ""
    brand: Text = ""
    tags: tuple[Text, ...] = ()
    quantity: Quantity = 1
    discount_minor: Minor = 0
    cost_minor: Minor | None = None
