"""What the API itself refuses, before any room is asked. Their words are in problems.py."""

from vafa.base.errors import Refusal


class KeyMissing(Refusal):
    code = "key_missing"


class KeyRefused(Refusal):
    """Unknown, mistyped, revoked or expired: the caller does not learn which."""

    code = "key_refused"


class ScopeMissing(Refusal):
    code = "scope_missing"


class NotFound(Refusal):
    code = "not_found"


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"


class WrongContentType(Refusal):
    code = "wrong_content_type"


class TooLarge(Refusal):
    code = "body_too_large"


class TooManyItems(Refusal):
    code = "too_many_items"


class BrokenJson(Refusal):
    code = "broken_json"


class Malformed(Refusal):
    """JSON of another shape: `at` names the place, `why` says what is wanted there."""

    code = "malformed"


class WrongCursor(Refusal):
    code = "cursor_wrong"


class TooManyRequests(Refusal):
    code = "too_many_requests"


class UnknownHost(Refusal):
    """Asked under an address that is not this server's."""

    code = "unknown_host"


class Unreadable(Refusal):
    """Not a request that can be read at all."""

    code = "unreadable"


class Unavailable(Refusal):
    """The database is full, read-only or away; the same request may be sent again."""

    code = "unavailable"


class Unexpected(Refusal):
    """A fault of ours."""

    code = "unexpected"


class InsightBusy(Refusal):
    """So many reports are being made that another would slow down the till."""

    code = "insight_busy"


class InsightNotReady(Refusal):
    """The lake is being made."""

    code = "insight_not_ready"
