"""Refusals: what may happen and is not allowed. A code that never changes and the data; the doors find the words."""

from typing import Any, ClassVar


class Refusal(Exception):
    """In: the data that names the case, as plain values. The code is the class's own."""

    code: ClassVar[str]

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data


def refusal_named(code: str, data: dict[str, Any]) -> Refusal:
    """In: the code and data of a refusal that was remembered. Out: it again; a code that is no more still says that."""
    kinds = list(Refusal.__subclasses__())
    while kinds:
        kind = kinds.pop()
        if kind.code == code:
            return kind(**data)
        kinds += kind.__subclasses__()
    return NotForYou(**data)


class ReferenceConflict(Refusal):
    """The same reference came with other content; `differs` names the fields."""

    code = "reference_conflict"


class NotForYou(Refusal):
    code = "not_allowed"


class SecondPersonNeeded(Refusal):
    """Above the limit another person must approve, never the one who asked."""

    code = "second_person_needed"


class ApprovalDecided(Refusal):
    code = "approval_already_decided"


class ApprovalOver(Refusal):
    """Nobody decided in time; it can be asked for again."""

    code = "approval_over"


class NotASample(Refusal):
    """A club with real books is never removed."""

    code = "not_a_sample"


class UnknownApproval(Refusal):
    code = "unknown_approval"


class UnknownStaff(Refusal):
    code = "unknown_staff"


class AlreadyStaff(Refusal):
    """The person has a post in this club."""

    code = "already_staff"


class OwnerOfAll(Refusal):
    """An owner is one of the whole club."""

    code = "owner_of_all"


class BranchMissing(Refusal):
    """This role is for one branch."""

    code = "branch_missing"


class LastOwner(Refusal):
    """A club keeps at least one owner."""

    code = "last_owner"


class NotAPin(Refusal):
    """A PIN has four to six digits."""

    code = "not_a_pin"


class PinTooPlain(Refusal):
    """One digit again and again, or a run such as 1234."""

    code = "pin_too_plain"


class WrongPin(Refusal):
    """`left` says how many tries there are before a pause."""

    code = "wrong_pin"


class PinLocked(Refusal):
    """Too many wrong ones on this phone; `until` says when the next is heard."""

    code = "pin_locked"


class UnknownPhone(Refusal):
    """No phone of this counter, or it was taken back."""

    code = "unknown_counter_phone"
