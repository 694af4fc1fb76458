"""The ready programmes in words: what each is for, what it costs, and whom it serves."""

from typing import Final

from django.utils.translation import gettext as _

ICONS: Final = {
    "points": "star", "stamps": "cup", "tiers": "shield", "cash_back": "wallet", "trade": "truck",
}  # fmt: skip


def name(code: str) -> str:
    return {
        "points": _("Grocery points"), "stamps": _("Stamps of a cafe"), "tiers": _("Tiers of a fashion shop"),
        "cash_back": _("Cash back"), "trade": _("Free delivery for businesses"),
    }[code]  # fmt: skip


def about(code: str) -> dict[str, str]:
    """Three sentences: what it is for, what it costs, whom it serves."""
    purpose, costs, serves = {
        "points": (
            _("Every purchase counts, and everybody sees how many more until something good happens."),
            _("About one percent of sales, more in birthday weeks and for the top tier."),
            _("Shops with big, rarer baskets, whose customers could as well buy next door."),
        ),
        "stamps": (
            _("A card that fills up. Nothing is easier to understand, and the next stamp is always near."),
            _("One cup in six visits, two stamps a day at most."),
            _("Cafes and bakeries with small, daily purchases."),
        ),
        "tiers": (
            _("Standing counts more than points: each tier is known, and gives more than the one before."),
            _("One percent of sales for newcomers, two for the top tier; the few at the top are worth it."),
            _("Few and large purchases: fashion, jewellery, furniture. Add early access as a benefit."),
        ),
        "cash_back": (
            _("A share of each purchase returns to the member’s wallet, plain as money."),
            _("Three percent of sales, spent again in your shop."),
            _("Trades whose prices are close to those of rivals."),
        ),
        "trade": (
            _("No points to collect. Who buys for much in a year stands higher and gets free delivery."),
            _("The delivery itself: write it as a benefit of the higher tier."),
            _("Sales to businesses, where transport keeps small orders away."),
        ),
    }[code]  # fmt: skip
    return {"purpose": purpose, "costs": costs, "serves": serves}
