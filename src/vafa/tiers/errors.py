from vafa.base.errors import Refusal


class UnknownTier(Refusal):
    code = "unknown_tier"


class ReasonMissing(Refusal):
    code = "reason_missing"
