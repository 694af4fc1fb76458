"""Rewards in words: kinds, where a redemption stands, why something cannot be had, what is taken off."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.engine.checkout.effects import Taking
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.plain import from_plain
from vafa.rewards.kinds import KINDS
from vafa.rewards.models import Reward, Terms


def kind_name(kind: str) -> str:
    return {
        "goods": _("Goods"),
        "percent_off": _("Percent off"),
        "amount_off": _("Amount off"),
        "free_item": _("A free product"),
        "cheapest_free": _("The cheapest free"),
        "free_delivery": _("Free delivery"),
        "voucher": _("Voucher for the next purchase"),
        "wallet": _("Credit to the wallet"),
        "gift_card": _("Gift card"),
        "pool_code": _("A partner’s code"),
        "donation": _("Donation"),
        "experience": _("Experience"),
        "early_access": _("Early access"),
    }[kind]


def kind_means(kind: str) -> str:
    return {
        "goods": _("Something handed over or sent, such as a bag of beans."),
        "percent_off": _("A share off one purchase, up to a ceiling."),
        "amount_off": _("So much money off one purchase."),
        "free_item": _("One product costs nothing on the next purchase."),
        "cheapest_free": _("Buy three, and the cheapest costs nothing."),
        "free_delivery": _("The next delivery costs nothing."),
        "voucher": _("A code with money on it, for the next purchase."),
        "wallet": _("Money into the member’s wallet, spent like cash."),
        "gift_card": _("A card with money on it that can be given away."),
        "pool_code": _("A code that a partner gave you, one for each member."),
        "donation": _("The units go to a good cause; nothing is handed over."),
        "experience": _("A seat at an event, a class, a webinar."),
        "early_access": _("Being first to buy or to try."),
    }[kind]


def offer_means(kind: str) -> str:
    return {
        "percent_off": _("A share off the basket or some products, up to a ceiling."),
        "amount_off": _("So much money off the basket or some products."),
        "free_item": _("One product costs nothing."),
        "cheapest_free": _("Buy three, and the cheapest costs nothing."),
        "free_delivery": _("The delivery costs nothing."),
    }[kind]


BENEFITS = {
    "free_delivery": "truck", "priority": "clock", "warranty": "shield", "early_access": "star", "lounge": "cup",
    "other": "gift",
}  # fmt: skip
"""Kinds of standing rights, with their icons."""


def benefit_name(kind: str) -> str:
    return {
        "free_delivery": _("Free delivery"),
        "priority": _("Served first"),
        "warranty": _("Longer warranty"),
        "early_access": _("Early access"),
        "lounge": _("A place of their own"),
        "other": _("Something else"),
    }[kind]


def benefit_means(kind: str) -> str:
    return {
        "free_delivery": _("Baskets over the API are delivered free by themselves."),
        "priority": _("No queue, an own line, an earlier slot."),
        "warranty": _("Goods come back or are mended for longer."),
        "early_access": _("Being first to buy or to try."),
        "lounge": _("A table kept, a lounge, a parking place."),
        "other": _("Whatever your staff do for them, in your own words."),
    }[kind]


def state_name(state: str) -> str:
    return {
        "waiting": _("To hand over"),
        "sent": _("Sent"),
        "issued": _("Code given, not used yet"),
        "done": pgettext("redemption", "Done"),
        "given_back": _("Given back"),
        "lapsed": _("Not fetched, units went back"),
    }[state]


def why_not(code: str) -> str:
    """Said to staff and members alike."""
    return {
        "": "",
        "not_yet": _("Not yet"),
        "ended": _("Over"),
        "not_for_this_tier": _("For another tier"),
        "not_for_this_group": _("For another group"),
        "not_at_this_store": _("Not at this branch"),
        "limit_reached": _("Taken as often as it may be"),
        "sold_out": _("Sold out"),
        "budget_used_up": _("Its budget is used up"),
        "condition_not_met": _("Not for this purchase"),
        "nothing_to_take_off": _("Nothing on this purchase to take it off"),
        "exclusive_is_used": _("Another offer does not let it in"),
        "does_not_combine": _("It does not combine with what is used"),
        "group_is_full": _("Another of its kind is used"),
        "not_enough_units": _("Not enough units"),
        "not_enough_money": _("Not enough on it"),
        "code_refused": _("This code cannot be used"),
    }.get(code, _("Not possible here"))


def effect_words(effect: dict[str, Any] | None, names: ClubNames) -> str:
    """25% off, at most 50,000 Toman."""
    return names.words.say(from_plain(Taking, effect).words()) if effect else ""


def condition_words(condition: dict[str, Any] | None, names: ClubNames) -> str:
    """The purchase is at least 50,000 Toman, on Mondays."""
    if not condition:
        return ""
    parts = condition["conditions"] if condition["type"] == "all" else [condition]
    return _(", ").join(names.words.say(from_plain(Condition, each).words()) for each in parts)


def limits_words(terms: Terms, names: ClubNames) -> str:
    """For whom, where, how often, until when: the sentence under a reward's name."""
    fmt = names.fmt
    told = [_where(terms, names), _for_whom(terms, names), how_often(terms, fmt)]
    if terms.ends_at:
        told.append(_("until {day}").format(day=fmt.date_of(terms.ends_at)))
    return _(", ").join(filter(None, told))


def _where(terms: Terms, names: ClubNames) -> str:
    if not terms.stores:
        return _("all branches")
    return _(", ").join(names.name_of("store", code) for code in terms.stores)


def _for_whom(terms: Terms, names: ClubNames) -> str:
    if terms.tiers:
        return _("for {tiers}").format(tiers=_(", ").join(names.tiers.get(each, each) for each in terms.tiers))
    return _("for the group {group}").format(group=names.segments.get(terms.segment, "")) if terms.segment else ""


def how_often(terms: Terms, fmt: Format) -> str:
    if terms.limit_count is None:
        return ""
    count = fmt.integer(terms.limit_count)
    each = {
        "day": ngettext("once a day", "{count} times a day", terms.limit_count),
        "week": ngettext("once a week", "{count} times a week", terms.limit_count),
        "month": ngettext("once a month", "{count} times a month", terms.limit_count),
        "year": ngettext("once a year", "{count} times a year", terms.limit_count),
        "lifetime": ngettext("once", "{count} times in all", terms.limit_count),
    }
    return each[terms.limit_period].format(count=count)


def left_words(reward: Reward, fmt: Format) -> str:
    left, most = reward.stock.left, reward.stock.most
    if left is None or most is None:
        return _("no limit")
    if not left:
        return _("sold out")
    return _("{left} of {most}").format(left=fmt.integer(left), most=fmt.integer(most))


def after_taking(reward: Reward, fmt: Format) -> str:
    """What happens once it is taken, under the member's button."""
    days = ngettext("{count} day", "{count} days", reward.keep_days).format(count=fmt.integer(reward.keep_days))
    return {
        "hand_over": _("Kept for you for {days}. If you do not fetch it, your units come back."),
        "voucher": _("You get a code for {days}. If it is not used, your units come back."),
        "wallet": _("The money is in your wallet at once."),
        "gift_card": _("You get the code of a gift card at once."),
        "pool_code": _("You get the partner’s code at once."),
        "done": _("It counts at once."),
    }[KINDS[reward.kind].becomes].format(days=days)


def more_to_go(units: int, unit: str, names: ClubNames) -> str:
    """What is lacking for a price; empty where nothing is."""
    return _("{units} more to go").format(units=names.exactly(units, unit)) if units > 0 else ""
