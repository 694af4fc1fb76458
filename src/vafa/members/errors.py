from vafa.base.errors import Refusal


class UnknownCard(Refusal):
    code = "unknown_card"


class UnknownMember(Refusal):
    code = "unknown_member"


class CardTaken(Refusal):
    """Another member shows this card."""

    code = "card_taken"


class NotAPhone(Refusal):
    code = "not_a_phone"


class NoIdentity(Refusal):
    """A member needs a phone or another card to be found by."""

    code = "card_missing"


class JoinedInTheFuture(Refusal):
    code = "from_the_future"


class SameMember(Refusal):
    code = "merge_with_itself"


class AlreadyMerged(Refusal):
    code = "already_merged"


class UndoTooLate(Refusal):
    code = "merge_undo_too_late"


class UnitsInHold(Refusal):
    """A merge waits until nothing is set aside for a checkout."""

    code = "units_in_hold"


class UnknownMerge(Refusal):
    code = "unknown_merge"


class MemberLeft(Refusal):
    code = "member_left"


class UnknownJoinRequest(Refusal):
    code = "unknown_join_request"


class JoinRequestDecided(Refusal):
    """Another has confirmed or refused it; `state` says which."""

    code = "join_request_decided"


class UnknownReport(Refusal):
    """No open word of a wrong number."""

    code = "unknown_wrong_number"


class BadLink(Refusal):
    """Forged, cut short, or of nobody who is a member now: which of these is not told."""

    code = "bad_link"


class LinkOver(Refusal):
    """Ours, and its time has passed or it was closed."""

    code = "link_over"


class ProofNeeded(Refusal):
    """Spending this much needs the member's own word: their PIN or the fresh code of their page."""

    code = "proof_needed"


class ProofWrong(Refusal):
    """Neither the PIN nor a fresh code; or that code has paid already."""

    code = "proof_wrong"


class ProofLocked(Refusal):
    """Too many wrong ones; `until` says when the next is heard."""

    code = "proof_locked"


class InHousehold(Refusal):
    """A member is in one household at a time; they leave it first."""

    code = "in_household"


class HouseholdFull(Refusal):
    code = "household_full"


class UnknownHousehold(Refusal):
    code = "unknown_household"
