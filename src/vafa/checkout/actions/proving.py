"""Is the member's own word needed for this much, and is it right? Asked inside the spend, under its lock."""

from vafa.checkout.models import Settings
from vafa.checkout.shapes import Bill
from vafa.members.actions import proving
from vafa.members.errors import ProofNeeded
from vafa.rewards.models import Reward
from vafa.rewards.queries.eligible import Person


def check_proof(settings: Settings, person: Person, worth_minor: int, given: str) -> None:
    """In: what the spending is worth in minor units, and what the member said or showed. Refused: nothing was, and it
    is above the club's threshold; it is wrong. A fresh code that was shown is used up, needed or not."""
    most = settings.proof_above_minor
    if given:
        proving.prove(club=person.club, member_id=person.member, given=given, now=person.now)
    elif most is not None and worth_minor > most:
        raise ProofNeeded(above_minor=most)


def worth_of(bill: Bill) -> int:
    """What a bill takes from the member's own accounts, and what rewards take off it; a gift card is its own proof."""
    own = sum(part.minor for part in bill.parts if part.means != "gift_card")
    return own + sum(used.minor for used in bill.used if used.units)


def worth_of_reward(reward: Reward) -> int:
    return max(reward.worth_minor, reward.value_minor, reward.cost_minor or 0)
