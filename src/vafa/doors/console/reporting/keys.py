"""What a key of a breakdown is called: a branch by its name, a cashier by theirs, a product by what it is sold as."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.doors.console.frame import staff_names
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.look.names import channel_name
from vafa.insight.lake.reading import Lake


def names_of(about: Asked, lake: Lake, by: str, keys: Iterable[str]) -> dict[str, str]:
    """In: what sales were parted by, and the keys. Out: each with its name in the reader's language."""
    keys = list(keys)
    if by == "product":
        return products(lake, keys)
    if by == "cashier":
        known = staff_names(about.request.club)
        return {key: known.get(key) or key or _("not named") for key in keys}
    return {key: _named(about, by, key) for key in keys}


def products(lake: Lake, skus: list[str]) -> dict[str, str]:
    """The name a product was last sold by; its number where it has none."""
    known = {sku: name for sku, name, _category, _brand in lake.ask("product_names", skus=skus)}
    return {sku: known.get(sku) or sku or _("without a number") for sku in skus}


def _named(about: Asked, by: str, key: str) -> str:
    fmt, names = about.fmt, about.names
    if not key:
        return {"tier": _("no tier"), "segment": _("in no group")}.get(by, _("not named"))
    if by == "store":
        return names.store(UUID(key)) or key
    if by == "month":
        return fmt.month(dt.date.fromisoformat(key))
    if by == "day":
        return fmt.date(dt.date.fromisoformat(key))
    if by == "weekday":
        return fmt.weekday_name((int(key) - 1) % 7)
    if by == "hour":
        return _("{hour} o’clock").format(hour=fmt.integer(int(key)))
    known = {"tier": names.tiers, "segment": names.segments}.get(by, {})
    return known.get(key) or (channel_name(key) if by == "channel" else key)


def apart(name: str) -> str:
    """A name in a sentence of the other script: its direction stays its own."""
    return f"\u2068{name}\u2069"
