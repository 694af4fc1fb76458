from vafa.base.errors import Refusal


class UnknownDraft(Refusal):
    code = "unknown_draft"


class DraftChanged(Refusal):
    """Somebody else has changed it meanwhile; the data says which edition stands now."""

    code = "draft_changed"


class DraftClosed(Refusal):
    """It was published or dropped; the data says which."""

    code = "draft_closed"


class DraftFaulty(Refusal):
    """The data names the places."""

    code = "draft_faulty"


class NothingChanged(Refusal):
    """It says what the version in force says."""

    code = "draft_says_the_same"


class NothingToUndo(Refusal):
    code = "nothing_to_undo"


class UnknownPart(Refusal):
    """There is no such rule, condition, cap, unit or tier in the draft."""

    code = "unknown_part_of_draft"


class PaysTooMuch(Refusal):
    """A rule gives more than the club lets it; the data names the rules and the limit."""

    code = "rule_pays_too_much"


class NotReplayed(Refusal):
    """The guard of the margin judges by a replay of just these rules, and there is none yet."""

    code = "draft_not_replayed"


class NotAShare(Refusal):
    code = "not_a_share"


class UnknownVersion(Refusal):
    code = "unknown_version"
