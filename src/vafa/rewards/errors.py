from vafa.base.errors import Refusal


class UnknownReward(Refusal):
    code = "unknown_reward"


class NotAReward(Refusal):
    """The form of a reward, batch, offer or benefit is not as wanted; `why` names the place."""

    code = "not_a_reward"


class RewardNotNow(Refusal):
    """It is not in the catalogue now: a draft, taken off, before its start or after its end."""

    code = "reward_not_now"


class RewardNotYours(Refusal):
    """Not for this member's tier or group, or not at this store."""

    code = "reward_not_yours"


class SoldOut(Refusal):
    """Nothing is left of its stock or budget."""

    code = "sold_out"


class LimitReached(Refusal):
    """The member took it `most` times in the `period` already."""

    code = "limit_reached"


class CodeRefused(Refusal):
    """Unknown, used, ended, or somebody else's: an untrusted caller is not told which."""

    code = "code_refused"


class TooManyWrongCodes(Refusal):
    """`until` says when the next is heard."""

    code = "too_many_wrong_codes"


class UnknownRedemption(Refusal):
    code = "unknown_redemption"


class RedemptionSettled(Refusal):
    """It was handed over or given back in the meantime; `state` says which."""

    code = "redemption_settled"


class UnknownBatch(Refusal):
    code = "unknown_batch"


class BatchTooLarge(Refusal):
    code = "batch_too_large"


class PoolEmpty(Refusal):
    """No code is left in the pool."""

    code = "pool_empty"


class UnknownGiftCard(Refusal):
    code = "unknown_gift_card"


class CounterTaken(Refusal):
    """More is taken already than the new ceiling."""

    code = "ceiling_below_taken"


class UnknownBenefit(Refusal):
    code = "unknown_benefit"


class BenefitRefused(Refusal):
    """It cannot be claimed: it is not claimed by the piece, holds no more, or is not this member's, or not here; `why`
    says which."""

    code = "benefit_refused"


class NotAPicture(Refusal):
    """`why` says whether it has too many bytes or pixels (`most` in millions), or cannot be read."""

    code = "not_a_picture"


class UnknownClaim(Refusal):
    code = "unknown_claim"
