"""How many of the buyers bought again."""

from collections.abc import Sequence

from vafa.engine.earning.words import message
from vafa.insight.shapes import Definition, Repeat, Share
from vafa.insight.totals import Totals

DEFINITION = Definition(
    "repeat",
    (
        message("By day: members with purchases on more than one day of the period, out of all who bought in it."),
        message("By receipt: members with more than one purchase in the period, out of all who bought in it."),
        message("A purchase that was returned whole does not count."),
    ),
)


def repeat(now: Totals, before: Totals) -> Repeat:
    """In: the totals of a period and of the one before. Out: the shares of repeat buyers in both."""
    return Repeat(_share(now.purchases), _share(before.purchases), _share(now.days), _share(before.days), DEFINITION)


def _share(counts: Sequence[int]) -> Share:
    return Share(sum(count > 1 for count in counts), sum(count > 0 for count in counts))
