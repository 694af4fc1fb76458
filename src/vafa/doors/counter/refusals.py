"""Refusals in words a cashier can act on, with the customer waiting."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.errors import Refusal
from vafa.doors.look.formats import Format

_SENTENCES: dict[str, Promise | str] = {
    "amount_too_large": gettext_lazy("The largest receipt here is {largest_minor}. Check the digits."),
    "unknown_card": gettext_lazy("No member shows this card. Check the digits."),
    "unknown_member": gettext_lazy("This club has no such member."),
    "member_left": gettext_lazy("This member has left the club. Nothing was recorded."),
    "card_taken": gettext_lazy("This number is a member's already. Find them by it."),
    "not_a_phone": gettext_lazy("This is no phone number. Write it with its area code, such as {example}."),
    "no_programme": gettext_lazy("The club has no programme yet, so there is nothing to count."),
    "reference_conflict": gettext_lazy(
        "This form has recorded something else already, and that stands. If this is another purchase, press again."
    ),
    "reference_missing": gettext_lazy("The form was incomplete. Press again."),
    "unknown_store": gettext_lazy("This branch is gone. Choose where you stand again."),
    "join_request_decided": gettext_lazy("Someone has decided this request in the meantime. Find them again."),
    "unknown_join_request": gettext_lazy("Someone has decided this request in the meantime. Find them again."),
    "receipt_returned_already": gettext_lazy("This receipt is back already. Nothing was changed."),
    "return_exceeds_receipt": gettext_lazy("This is more than is left of the receipt. Choose less."),
    "units_in_hold": gettext_lazy("Units are set aside for a checkout. Try again when it is paid or given up."),
    "wrong_pin": gettext_lazy("This is not the PIN. Tries left: {left}."),
    "pin_locked": gettext_lazy("Too many wrong PINs. Try again in five minutes, or ask a colleague."),
    "not_a_pin": gettext_lazy("A PIN has four digits."),
    "pin_too_plain": gettext_lazy("This PIN is guessed first. Let them choose other digits."),
    "proof_needed": gettext_lazy("This is worth more than {above_minor}. Ask for their PIN or the code on their page."),
    "proof_wrong": gettext_lazy("This is neither their PIN nor a fresh code. Ask for a new code."),
    "proof_locked": gettext_lazy("Too many wrong ones for this member. Try again in a quarter of an hour."),
    "not_enough_to_spend": gettext_lazy("The price is {asked}, and {active} can be spent. Nothing was taken."),
    "reward_not_now": gettext_lazy("This reward cannot be taken at present. Nothing was taken."),
    "reward_not_yours": gettext_lazy("This reward is not for this member, or not at this branch."),
    "sold_out": gettext_lazy("Nothing is left of it. Nothing was taken."),
    "limit_reached": gettext_lazy("The member took it {most} times already."),
    "benefit_refused": gettext_lazy("This benefit is not for this member, or not here and now. Nothing was noted."),
    "unknown_benefit": gettext_lazy("This benefit is not in this club."),
    "unknown_claim": gettext_lazy("There is nothing to put back."),
    "units_still_returnable": gettext_lazy("These units are of receipts that may still come back. Try later."),
    "pool_empty": gettext_lazy("No code is left of this partner. Offer another reward."),
    "redemption_settled": gettext_lazy("This was settled meanwhile. Nothing was changed."),
    "unknown_redemption": gettext_lazy("There is no such reward to hand over."),
    "unknown_staff": gettext_lazy("This person is not at this counter any more. Choose another."),
}


def sentence(refusal: Refusal, fmt: Format) -> str:
    """A code without a row is a fault of ours; the cashier hears that nothing happened."""
    text = _SENTENCES.get(refusal.code)
    if text is None:
        return _("This is not allowed here. Nothing was changed.")
    values = {name: _worded(name, value, fmt) for name, value in refusal.data.items()}
    return str(text).format(**values | {"example": fmt.digits("09121234567")})


def _worded(name: str, value: Any, fmt: Format) -> Any:
    if isinstance(value, int):
        return fmt.money_exact(value) if name.endswith("_minor") else fmt.integer(value)
    return value
