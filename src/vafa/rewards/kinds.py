"""The kinds of reward and what becomes of one that is taken. A table, so that a new kind is a row."""

from typing import Final, Literal, NamedTuple

Becomes = Literal["hand_over", "voucher", "wallet", "gift_card", "pool_code", "done"]


class Kind(NamedTuple):
    """`becomes`: handed over by people, a voucher for a basket, wallet money, a gift card, a code out of a pool, or
    done at once. `cheapens`: it may also be used in a basket right away. `icon` is the first picture offered."""

    becomes: Becomes
    cheapens: bool
    icon: str


KINDS: Final[dict[str, Kind]] = {
    "goods": Kind("hand_over", False, "gift"),
    "percent_off": Kind("voucher", True, "percent"),
    "amount_off": Kind("voucher", True, "voucher"),
    "free_item": Kind("voucher", True, "cup"),
    "cheapest_free": Kind("voucher", True, "cup"),
    "free_delivery": Kind("voucher", True, "truck"),
    "voucher": Kind("voucher", False, "voucher"),
    "wallet": Kind("wallet", False, "wallet"),
    "gift_card": Kind("gift_card", False, "card"),
    "pool_code": Kind("pool_code", False, "book"),
    "donation": Kind("done", False, "heart"),
    "experience": Kind("hand_over", False, "star"),
    "early_access": Kind("done", False, "draw"),
}
EFFECTS: Final = {
    "percent_off": "percent_off", "amount_off": "amount_off", "free_item": "free_item",
    "cheapest_free": "cheapest_free", "free_delivery": "free_delivery", "voucher": "amount_off",
}  # fmt: skip
"""By kind, the effect that a basket feels."""
HANDED: Final = ("branch", "post")
"""How goods reach the member."""
WAITING, SENT, ISSUED, DONE, GIVEN_BACK, LAPSED = "waiting", "sent", "issued", "done", "given_back", "lapsed"
"""Where a redemption stands: to be handed over, on its way, a code that waits to be used, done, or undone."""
PERIODS: Final = ("day", "week", "month", "year", "lifetime")
