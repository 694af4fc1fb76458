from vafa.base.errors import Refusal


class UnknownBranch(Refusal):
    code = "unknown_branch"


class UnknownFavourite(Refusal):
    code = "unknown_favourite"


class TooManyFavourites(Refusal):
    """`most` is how many the counter shows."""

    code = "too_many_favourites"
