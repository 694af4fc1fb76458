from vafa.base.errors import Refusal


class UnknownCheckout(Refusal):
    code = "unknown_checkout"


class HoldEnded(Refusal):
    """The hold is over: captured, released, or its time has come; `state` says which."""

    code = "hold_ended"


class HoldTooLong(Refusal):
    code = "hold_too_long"


class NothingToHold(Refusal):
    """The order uses no units and no offer, so there is nothing to set aside."""

    code = "nothing_to_hold"


class TenderRefused(Refusal):
    """A way to pay that was asked for cannot be used; `why` is its code."""

    code = "tender_refused"


class OfferRefused(Refusal):
    """A reward that was to be used on the basket cannot be; `why` is its code."""

    code = "offer_refused"


class CaptureTooLarge(Refusal):
    """More than the hold has set aside."""

    code = "capture_too_large"


class NotSpendable(Refusal):
    """Fewer units can be spent than are asked for."""

    code = "not_enough_to_spend"


class UnitsReturnable(Refusal):
    """Units of receipts whose return window is open may not become this; `until` says when they may."""

    code = "units_still_returnable"


class TransferToSelf(Refusal):
    code = "transfer_to_self"


class TransferTooLarge(Refusal):
    """Above what a member may give away in the period; `left` says how much is."""

    code = "transfer_too_large"


class CheckoutHasReceipt(Refusal):
    """The receipt of a checkout is its basket: lines, discounts and tenders are not sent again."""

    code = "receipt_from_checkout"


class AmountUnfit(Refusal):
    """Nothing, or more than the club's largest receipt."""

    code = "amount_unfit"


class EndsInThePast(Refusal):
    code = "ends_in_the_past"


class UnknownDebit(Refusal):
    """Not a spending of this member's."""

    code = "unknown_debit"


class DisputeTooLate(Refusal):
    """Spent longer ago than the club hears about; `days` says how long that is."""

    code = "dispute_too_late"


class UnknownDispute(Refusal):
    code = "unknown_dispute"


class DisputeDecided(Refusal):
    """Somebody has decided it meanwhile; `state` says how."""

    code = "dispute_decided"
