"""The pages of the rail's item Rewards."""

from typing import Any

from django.utils.translation import gettext as _

from vafa.doors.console.frame import ClubRequest, allowed, link


def pages(request: ClubRequest, current: str) -> list[dict[str, Any]]:
    named = (
        ("rewards", _("Catalogue")), ("reward_queue", _("To hand over")), ("vouchers", _("Vouchers")),
        ("gift_cards", _("Gift cards")), ("disputes", _("Disputes")), ("ways_to_pay", _("Ways to pay")),
    )  # fmt: skip
    return [
        {"url": link(request, name), "label": label, "current": name == current}
        for name, label in named
        if allowed(request, name)
    ]
