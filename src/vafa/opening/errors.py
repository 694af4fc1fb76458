from vafa.base.errors import Refusal


class UnknownLanguage(Refusal):
    code = "unknown_language"


class NameMissing(Refusal):
    """The club has a name in at least one language."""

    code = "club_name_missing"


class NameTooLong(Refusal):
    """`field` says which; at most `most` letters."""

    code = "name_too_long"


class SlugMissing(Refusal):
    """There is no Latin name to make the short name from, so it must be typed."""

    code = "slug_missing"


class SlugUnfit(Refusal):
    code = "slug_unfit"


class SlugTaken(Refusal):
    code = "slug_taken"


class UnknownCountry(Refusal):
    code = "unknown_country"


class UnknownCalendar(Refusal):
    code = "unknown_calendar"


class UnknownTimeZone(Refusal):
    code = "unknown_time_zone"


class UnknownCurrency(Refusal):
    """Outside the currencies whose typical figures are known."""

    code = "unknown_currency"


class NotShownSo(Refusal):
    """Toman is a way to show the Iranian Rial and nothing else."""

    code = "money_not_shown_so"


class NoBranch(Refusal):
    code = "no_branch"


class UnknownReadyProgramme(Refusal):
    code = "unknown_ready_programme"


class OwnerNameMissing(Refusal):
    code = "owner_name_missing"


class NotAnEmail(Refusal):
    code = "not_an_email"


class WeakPassword(Refusal):
    """`why` names what is weak, as Django's validators do."""

    code = "weak_password"


class NotTheFirst(Refusal):
    """The installation has a club: somebody was faster, or it was opened long ago."""

    code = "not_the_first_club"


class FixedByReceipts(Refusal):
    """Calendar, time zone and currency stay once an activity was counted in them; `fields` names what would change."""

    code = "fixed_by_receipts"


class OwnProgramme(Refusal):
    """The programme in force is no ready one, so that nobody but its author can say it in another currency."""

    code = "own_programme_in_old_currency"


class FigureOutOfRange(Refusal):
    """`field` with its `least` and `most`."""

    code = "figure_out_of_range"
