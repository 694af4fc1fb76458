"""The pages of the rail's item Rewards."""

from typing import Any

from django.utils.translation import gettext as _

from vafa.checkout.queries import disputes
from vafa.doors.console.frame import ClubRequest, allowed, link
from vafa.rewards.queries import across


def pages(request: ClubRequest, current: str) -> list[dict[str, Any]]:
    named = (
        ("rewards", _("Catalogue")), ("reward_queue", _("To hand over")), ("offers", _("Offers")),
        ("vouchers", _("Vouchers")),
        ("gift_cards", _("Gift cards")), ("benefits", _("Benefits")), ("disputes", _("Disputes")),
        ("ways_to_pay", _("Ways to pay")),
    )  # fmt: skip
    counts = {
        "reward_queue": across.waiting_count(request.club.id), "disputes": disputes.open_count(request.club.id)
    }  # fmt: skip
    return [
        {"url": link(request, name), "label": label, "current": name == current, "count": counts.get(name, 0)}
        for name, label in named
        if allowed(request, name)
    ]
