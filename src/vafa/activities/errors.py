from vafa.base.errors import Refusal


class UnknownStore(Refusal):
    code = "unknown_store"


class ForeignStore(Refusal):
    """The key is bound to another store."""

    code = "store_not_yours"


class WrongCurrency(Refusal):
    code = "wrong_currency"


class NegativeAmount(Refusal):
    code = "amount_negative"


class AbsurdAmount(Refusal):
    """Above the largest receipt the club allows."""

    code = "amount_too_large"


class NegativeQuantity(Refusal):
    code = "quantity_negative"


class DiscountTooLarge(Refusal):
    code = "discount_above_amount"


class PaymentsDiffer(Refusal):
    """The payments do not add up to what is payable."""

    code = "payments_do_not_add_up"


class NoLines(Refusal):
    code = "lines_missing"


class FromTheFuture(Refusal):
    code = "from_the_future"


class TooLate(Refusal):
    code = "too_late"


class BeforeJoining(Refusal):
    code = "before_joining"


class ReturnTooLarge(Refusal):
    code = "return_exceeds_receipt"


class ReturnOfNothing(Refusal):
    """The receipt is back already."""

    code = "receipt_returned_already"


class ReceiptUnknown(Refusal):
    """No such receipt came within 30 days of its return."""

    code = "receipt_unknown"


class ReturnBeforePurchase(Refusal):
    code = "return_before_purchase"


class ReferenceMissing(Refusal):
    code = "reference_missing"


class ReservedKind(Refusal):
    """Purchases, returns and adjustments have their own shape."""

    code = "kind_reserved"


class NotEnoughUnits(Refusal):
    code = "not_enough_units"


class UnknownUnit(Refusal):
    code = "unknown_unit"


class AdjustmentOfNothing(Refusal):
    code = "adjustment_of_nothing"


class NothingWaits(Refusal):
    """No award of that activity waits for the step."""

    code = "nothing_waits_for_this_step"


class UnknownActivity(Refusal):
    code = "unknown_activity"
