"""What insight refuses: a code that never changes, and the data a sentence needs."""

from vafa.base.errors import Refusal


class PeriodLocked(Refusal):
    """A day of the period is closed already: it would be booked twice."""

    code = "period_locked"


class LaterPeriodLocked(Refusal):
    """The period that follows is closed and begins with this one's closing."""

    code = "later_period_locked"


class PeriodNotOver(Refusal):
    """A day of it is still to come, or is today."""

    code = "period_not_over"


class TooManyViews(Refusal):
    """A list that nobody reads any more."""

    code = "too_many_views"


class TooManyGroups(Refusal):
    """More than anybody finds their way in."""

    code = "too_many_groups"


class TooManyAtTill(Refusal):
    """More than a cashier can say."""

    code = "too_many_at_till"


class ThresholdsOutOfOrder(Refusal):
    """Who is at risk would have lapsed before."""

    code = "thresholds_out_of_order"
