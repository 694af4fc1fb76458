from vafa.base.errors import Refusal


class StartsInThePast(Refusal):
    """Only a club's first version may start in the past."""

    code = "programme_starts_in_the_past"


class StartsBeforeTheLast(Refusal):
    code = "programme_starts_before_the_last"


class NotAProgramme(Refusal):
    """The data names the place and what is wanted there."""

    code = "not_a_programme"


class NoProgramme(Refusal):
    """Nothing was published for that day yet."""

    code = "no_programme"
