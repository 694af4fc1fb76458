"""The one table from refusal code to HTTP status and words."""

import re
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Row(NamedTuple):
    status: int
    sentence: Words


TITLES: Final[dict[int, Words]] = {
    400: _("The request cannot be read"),
    401: _("A key is needed"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Wrong method"),
    409: _("Not possible at present"),
    413: _("Too large"),
    415: _("Wrong content type"),
    422: _("Cannot be accepted"),
    429: _("Too many requests"),
    500: _("A fault of the server"),
    503: _("Not possible for a while"),
}

PROBLEMS: Final[dict[str, Row]] = {
    # the door itself
    "key_missing": Row(401, _("Send the key of the program in the header Authorization: Bearer.")),
    "key_refused": Row(401, _("This key does not work. Check that it is whole, or ask the club's owner for another.")),
    "scope_missing": Row(403, _("The key lacks the scope {scope}. Ask the club's owner for a key that has it.")),
    "not_found": Row(404, _("There is nothing at this address. The addresses are listed at /api/.")),
    "method_not_allowed": Row(405, _("This address does not take {method}, but {allowed}.")),
    "wrong_content_type": Row(415, _("Send the body as JSON, with the header Content-Type: application/json.")),
    "body_too_large": Row(413, _("The body may have {limit_bytes} bytes. Send less at once.")),
    "too_many_items": Row(422, _("There may be {limit} items at once, and {items} came. Send them in parts.")),
    "broken_json": Row(400, _("The body is not whole JSON. Check quotes, commas and the encoding (UTF-8).")),
    "malformed": Row(422, _("{at} is not as wanted: {why}. Correct it and send it again.")),
    "cursor_wrong": Row(422, _("This cursor is not one of this list. Begin again without it.")),
    "too_many_requests": Row(429, _("Too many requests came at once. Send the next in {seconds} seconds.")),
    "unknown_host": Row(400, _("This server does not go by that name. Use the address that the club gave you.")),
    "unreadable": Row(400, _("The request cannot be read. Check its headers and its body.")),
    "unavailable": Row(
        503, _("Nothing can be booked at present, and nothing was. Send it again in {seconds} seconds, as it is.")
    ),
    "insight_busy": Row(503, _("Several reports are being made at once. Ask again in half a minute.")),
    "insight_not_ready": Row(409, _("The history is still being put together for reports. Ask again in a minute.")),
    "unexpected": Row(500, _("Something broke on our side. Send it again with the same reference: it books once.")),
    # base
    "reference_conflict": Row(
        422, _("The reference {reference} was used with other content. Send that again, or use a new one.")
    ),
    "not_allowed": Row(
        403, _("This key is bound to one store and cannot do this for the whole club. Use one that is not.")
    ),
    "second_person_needed": Row(
        403, _("This is above the club's limit, and another person must approve it. Do it in the console.")
    ),
    "approval_already_decided": Row(409, _("Somebody has decided this already. Look it up in the console.")),
    "unknown_approval": Row(404, _("There is no such request for approval. Check its id.")),
    "unknown_staff": Row(404, _("Nobody of that id works for the club. Check the id.")),
    "already_staff": Row(409, _("This person works for the club already. Change their role instead.")),
    "last_owner": Row(409, _("A club keeps at least one owner. Name another one first.")),
    "unknown_scope": Row(422, _("A key cannot have these scopes: {scopes}. Choose from those listed at /api/.")),
    # members
    "unknown_card": Row(404, _("No member shows this card. Check its digits, or let the person join first.")),
    "unknown_member": Row(404, _("The club has no member with this id. Check it, or look the member up by card.")),
    "card_taken": Row(409, _("Another member shows the card {card}. Use that member, or another card.")),
    "not_a_phone": Row(422, _("{value} is not a phone number. Write it with its area code.")),
    "card_missing": Row(422, _("A member is found by a phone or a card. Give at least one.")),
    "merge_with_itself": Row(422, _("A member cannot be merged with itself. Name two members.")),
    "already_merged": Row(409, _("This membership is merged already. Name the one it is part of now.")),
    "merge_undo_too_late": Row(409, _("A merge can be undone for {days} days. Ask staff for an adjustment instead.")),
    "units_in_hold": Row(409, _("Units are set aside for a checkout. Merge when it is captured or released.")),
    "unknown_merge": Row(404, _("There is no such merge, or it is undone already. Check its id.")),
    "in_household": Row(409, _("This member is in a household. Let them leave it first, then ask again.")),
    "household_full": Row(409, _("A household has at most {most} members. Open another one.")),
    "unknown_household": Row(404, _("There is no such household now. Open one, or look at the member again.")),
    "member_left": Row(409, _("This member has left the club. Let the person join again first.")),
    # rewards and offers
    "unknown_reward": Row(404, _("The club has no reward with this id. The catalogue lists them.")),
    "not_a_reward": Row(422, _("{why} is not as wanted. Correct it and send it again.")),
    "reward_not_now": Row(409, _("This reward cannot be taken at present. The catalogue says what can.")),
    "reward_not_yours": Row(409, _("This reward is not for this member or not at this store. See the catalogue.")),
    "sold_out": Row(409, _("Nothing is left of it. Offer the member another.")),
    "limit_reached": Row(409, _("The member has taken it {most} times already. Offer another.")),
    "code_refused": Row(409, _("This code cannot be used. Check its letters, or ask for another.")),
    "too_many_wrong_codes": Row(429, _("Too many wrong codes came from here. The next is heard at {until}.")),
    "unknown_redemption": Row(404, _("There is no such redemption. Check its id.")),
    "redemption_settled": Row(409, _("This was settled meanwhile: {state}. Look it up before you go on.")),
    "unknown_batch": Row(404, _("There is no such batch of vouchers. Check its id.")),
    "batch_too_large": Row(422, _("A batch has at most {most} codes. Make fewer, or another batch.")),
    "pool_empty": Row(409, _("No code is left in the pool. Ask the partner for more.")),
    "unknown_gift_card": Row(404, _("There is no such gift card. Check its letters.")),
    "ceiling_below_taken": Row(409, _("More is taken already than that. Choose a higher ceiling.")),
    "unknown_offer": Row(404, _("There is no such offer. Check its id.")),
    # checkout
    "unknown_checkout": Row(404, _("There is no such checkout. Check its id, or hold the basket again.")),
    "hold_ended": Row(409, _("This checkout is over ({state}). Hold the basket again.")),
    "hold_too_long": Row(422, _("A basket is held for {days} days at most. Ask for less.")),
    "nothing_to_hold": Row(409, _("The basket uses no units and no offer. Record it as a plain receipt.")),
    "tender_refused": Row(409, _("It cannot be paid with {means} so ({why}). Ask for less, or for another way.")),
    "offer_refused": Row(409, _("{offer} cannot be used on this basket ({why}). Take it out and hold again.")),
    "capture_too_large": Row(409, _("{asked} are to be captured and {held} are held. Capture that much or less.")),
    "not_enough_to_spend": Row(409, _("{asked} are asked for and {active} can be spent. Ask for less.")),
    "units_still_returnable": Row(
        409, _("These units are of receipts that may still come back. Wait until {until}, or take fewer.")
    ),
    "benefit_refused": Row(
        409, _("This benefit cannot be claimed by this member here: {why}. List their benefits and claim one of those.")
    ),
    "not_a_picture": Row(
        422, _("This is no picture that can be kept. Send a JPEG, PNG, WebP or AVIF of at most 8 MB and 40 Mpx.")
    ),
    "unknown_claim": Row(404, _("This member has claimed nothing by that id. Name the claim that was answered.")),
    "unknown_benefit": Row(404, _("There is no such benefit in this club. List a member’s and name one of those.")),
    "unknown_debit": Row(404, _("This member spent nothing by that movement. Look at their movements.")),
    "dispute_too_late": Row(
        409, _("A debit can be disputed for {days} days, and they are over. Ask the club’s staff.")
    ),
    "unknown_dispute": Row(404, _("There is no such dispute in this club. List them and name one of those.")),
    "dispute_decided": Row(409, _("This dispute was decided meanwhile: {state}. Look it up before you go on.")),
    "transfer_to_self": Row(422, _("Units cannot be given to the same member. Name another one.")),
    "transfer_too_large": Row(409, _("{asked} are too many to give away; {left} may be given this month. Give fewer.")),
    "receipt_from_checkout": Row(
        422,
        _("The receipt of a checkout has who, lines and payments in it. Send its reference and the checkout alone."),
    ),
    "amount_unfit": Row(
        422, _("{minor} is not an amount that can be put by. Check it: it counts in the smallest unit.")
    ),
    "ends_in_the_past": Row(422, _("{ends_at} is past. Choose a later end.")),
    "proof_needed": Row(
        409, _("This is above {above_minor}: ask the member for their PIN, or for the fresh code of their page.")
    ),
    "proof_wrong": Row(409, _("This is neither the PIN nor a fresh code. Ask the member for a new code.")),
    "proof_locked": Row(429, _("Too many wrong ones. The next is heard at {until}.")),
    "not_a_pin": Row(422, _("A PIN has four digits. Ask the member for four.")),
    "pin_too_plain": Row(422, _("This PIN is guessed first. Let the member choose another.")),
    # activities
    "unknown_store": Row(422, _("The club has no store {store}. Use the code that the club gave it.")),
    "store_not_yours": Row(403, _("The key writes for the store {bound_to} alone. Use the key of {store}.")),
    "wrong_currency": Row(422, _("The club counts in {wanted}, not in {currency}. Convert the amounts first.")),
    "amount_negative": Row(422, _("{amount_minor} is below zero. Send goods that come back as a return.")),
    "amount_too_large": Row(
        422,
        _(
            "The receipt is above the club's largest, {largest_minor}. Check the amounts, which count in the "
            "smallest unit."
        ),
    ),
    "quantity_negative": Row(
        422, _("The quantity of line {line} is below zero. Send goods that come back as a return.")
    ),
    "discount_above_amount": Row(
        422,
        _(
            "The discount of line {line} is above its amount. The amount is for the whole quantity, before "
            "the discount."
        ),
    ),
    "payments_do_not_add_up": Row(
        422, _("{paid_minor} is paid and {payable_minor} payable. List every payment, or none.")
    ),
    "lines_missing": Row(422, _("The receipt has no lines. Send at least one.")),
    "from_the_future": Row(422, _("The time given lies in the future. Check the clock of the device and its zone.")),
    "too_late": Row(422, _("It happened more than {days} days ago. Let staff import it with its proof.")),
    "before_joining": Row(422, _("The member had not joined yet, on {joined_at}. Let staff import it with its proof.")),
    "return_exceeds_receipt": Row(
        409, _("More comes back than is left of the receipt {receipt}. The data say what is left.")
    ),
    "receipt_returned_already": Row(409, _("Nothing is left of the receipt {receipt}: all of it came back before.")),
    "receipt_unknown": Row(
        404, _("This program booked no receipt {receipt}. Check the reference, or send the receipt first.")
    ),
    "return_before_purchase": Row(422, _("The return is earlier than its receipt. Check both times and their zones.")),
    "reference_missing": Row(
        400, _("Give a reference of up to 120 characters, in the body or in the header Idempotency-Key.")
    ),
    "kind_reserved": Row(422, _("The kind {kind} has its own form, or is empty. Use that form, or name another kind.")),
    "not_enough_units": Row(409, _("{asked} are to be taken off and {active} are active. Take off fewer.")),
    "unknown_unit": Row(422, _("The club does not count {unit}. The programme lists its units.")),
    "adjustment_of_nothing": Row(
        422, _("An adjustment of nothing changes nothing. Say how many units to add or take off.")
    ),
    "nothing_waits_for_this_step": Row(
        409, _("No award of the receipt {receipt} waits for the step {step}. Nothing is to be done.")
    ),
    "unknown_activity": Row(404, _("This member has no such activity. Check both ids.")),
    # earning and tiers
    "programme_starts_in_the_past": Row(
        422, _("Only a club's first programme may start in the past. Choose a later start.")
    ),
    "programme_starts_before_the_last": Row(
        409, _("A programme starts after the one before it. Choose a later start.")
    ),
    "not_a_programme": Row(422, _("The programme is not as wanted: {why}. Correct it and send it again.")),
    "no_programme": Row(409, _("No programme was in force at that time. Ask the club's owner to publish one.")),
    "unknown_tier": Row(422, _("The club's ladder has no such tier. The programme of tiers lists them.")),
    "reason_missing": Row(422, _("Say why, in a few words: the reason is kept with what is done.")),
}

# What a shape says of a value, and the sentence for it; `data` keeps the shape's own words.
EXAMPLES: Final = {"offset": "+03:30", "instant": "2026-06-01T12:00:00+03:30"}
SHAPES: Final[list[tuple[re.Pattern[str], Words]]] = [
    (re.compile(r"Object missing required field `(?P<field>.*)`"), _("{at} lacks the field {field}. Add it.")),
    (
        re.compile(r"Object contains unknown field `(?P<field>.*)`"),
        _("{at} has a field that is not known here: {field}. Leave it out or correct its name."),
    ),
    (
        re.compile(r"Expected `datetime` with a timezone component"),
        _("{at} lacks its zone. End it with Z or with an offset such as {offset}."),
    ),
    (
        re.compile(r"Invalid RFC3339 encoded datetime"),
        _("{at} is not an instant. Write it like {instant}."),
    ),
    (re.compile(r"Invalid UUID"), _("{at} is not an id. Send it as it was given to you.")),
    (
        re.compile(r"Expected `int`.*"),
        _("{at} is not a whole number in bounds. Amounts count in the currency's smallest unit."),
    ),
    (re.compile(r"Expected `str` of length <= (?P<most>\d+)"), _("{at} is too long: it may have {most} characters.")),
    (
        re.compile(r"Expected `array` of length <= (?P<most>\d+)"),
        _("{at} is too long a list: it may have {most} entries."),
    ),
]
