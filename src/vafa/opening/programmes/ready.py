"""What a ready programme is, and the words and tiers they have in common."""

from dataclasses import dataclass, replace

from vafa.engine.earning.programme import Programme, Unit
from vafa.engine.earning.words import Name
from vafa.engine.tiers import Ladder, Tier
from vafa.opening.places import Trade

WELCOME = Name("هدیهٔ شروع", "welcome gift")
BIRTHDAY = Name("هفتهٔ تولد", "birthday week")
DIRIN = Name("دیرین", "Dirin")


@dataclass(frozen=True, slots=True)
class Ready:
    """`first_reward` in units is what the first thing to hand over costs; None where nothing is given. Staff adjust up
    to `adjust_limit` units by themselves. `own_ladder` stands for the usual one."""

    code: str
    programme: Programme
    first_reward: int | None
    adjust_limit: int
    own_ladder: Ladder | None = None

    def ladder_in(self, trade: Trade) -> Ladder:
        return self.own_ladder or ladder(trade)

    @property
    def unit(self) -> Unit:
        return self.programme.units[0]

    @property
    def before(self) -> Programme:
        """The same units without a rule: past receipts are judged by it, and what they give stays true: nothing."""
        return replace(self.programme, rules=(), caps=())


def ladder(trade: Trade) -> Ladder:
    """Ashna, Yaar and Dirin by the spending of the last 365 days; a review lowers by one tier at most."""
    return Ladder(
        (
            Tier("ashna", Name("آشنا", "Ashna"), 0),
            Tier("yaar", Name("یار", "Yaar"), trade.yaar),
            Tier("dirin", DIRIN, 3 * trade.yaar),
        ),
        window="rolling_days",
        days=365,
        fall="one_step",
        grace_days=30,
    )
