"""What the import of files says: kinds, fields, problems and their repairs, in the reader's language."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vafa.base.errors import Refusal
from vafa.doors.look.formats import language
from vafa.doors.look.numbers import digits
from vafa.files.reading import tables

Words = Promise | str

KINDS: Final[dict[str, Words]] = {
    "members": gettext_lazy("Members"),
    "receipts": gettext_lazy("Past receipts"),
    "balances": gettext_lazy("Opening balances"),
    "adjustments": gettext_lazy("Adjustments"),
}
FIELDS: Final[dict[str, Words]] = {
    "phone": gettext_lazy("Mobile, the key"),
    "card": gettext_lazy("Card or code, a key too"),
    "name": gettext_lazy("First and last name"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "birthday": gettext_lazy("Day and month of birth"),
    "gender": gettext_lazy("Gender"),
    "email": gettext_lazy("E-mail"),
    "joined": gettext_lazy("Member since"),
    "branch": gettext_lazy("Branch"),
    "tier": gettext_lazy("Tier"),
    "sms": gettext_lazy("Consent to offers by SMS"),
    "units": gettext_lazy("Opening balance"),
    "ends": gettext_lazy("The balance ends on"),
    "tags": gettext_lazy("Tags"),
    "number": gettext_lazy("Receipt number"),
    "day": gettext_lazy("Date of the receipt"),
    "time": gettext_lazy("Time of the receipt"),
    "amount": gettext_lazy("Amount paid"),
    "discount": pgettext_lazy("of a receipt", "Discount"),
    "product": gettext_lazy("Product"),
    "sku": gettext_lazy("Product code"),
    "category": gettext_lazy("Category"),
    "quantity": gettext_lazy("Quantity"),
    "unit": gettext_lazy("Unit (points, stamps)"),
    "earned": gettext_lazy("Earned on"),
    "change": gettext_lazy("Units, with a minus to take off"),
    "reason": gettext_lazy("Why"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of problem: its heading, the reason in the error file, and by choice the repairs that can be had."""

    title: Words
    reason: Words
    choice: str = ""
    repairs: tuple[tuple[str, Words], ...] = ()


_WITHOUT: Final = (("without", gettext_lazy("Import without it")),)
_EARLIER: Final = (
    ("add", gettext_lazy("Add the points up")),
    ("last", gettext_lazy("Keep the last of them")),
)
TROUBLES: Final[dict[str, Trouble]] = {
    "phone_bad": Trouble(gettext_lazy("This is no phone number"), gettext_lazy("Not a phone number: {detail}")),
    "no_key": Trouble(gettext_lazy("Neither phone nor card"), gettext_lazy("No phone and no card in the row")),
    "twice": Trouble(
        gettext_lazy("The same person twice"), gettext_lazy("Repeats row {detail}"), "twice", _EARLIER
    ),
    "birthday_bad": Trouble(
        gettext_lazy("A birthday that does not exist"), gettext_lazy("No such day: {detail}"), "bad_birthday", _WITHOUT
    ),
    "date_bad": Trouble(gettext_lazy("This is no date"), gettext_lazy("Not a date: {detail}")),
    "future": Trouble(gettext_lazy("A day that has not come yet"), gettext_lazy("In the future: {detail}")),
    "amount_bad": Trouble(gettext_lazy("This is no amount"), gettext_lazy("Not an amount: {detail}")),
    "amount_zero": Trouble(gettext_lazy("Receipts of nothing"), gettext_lazy("The amount is zero")),
    "amount_negative": Trouble(
        gettext_lazy("Negative amounts"), gettext_lazy("Negative, so it is a return: {detail}")
    ),
    "amount_large": Trouble(
        gettext_lazy("Amounts above the club's largest receipt"), gettext_lazy("Larger than any receipt here: {detail}")
    ),
    "quantity_bad": Trouble(gettext_lazy("This is no quantity"), gettext_lazy("Not a quantity: {detail}")),
    "number_missing": Trouble(gettext_lazy("No receipt number"), gettext_lazy("The receipt has no number")),
    "number_shared": Trouble(
        gettext_lazy("One receipt number for two people"), gettext_lazy("Row {detail} has this number for another")
    ),
    "already_in": Trouble(
        gettext_lazy("Imported already"), gettext_lazy("An earlier import holds receipt {detail}")
    ),
    "unknown_member": Trouble(
        gettext_lazy("Nobody has this number"), gettext_lazy("No member has {detail}"), "unknown",
        (("join", gettext_lazy("Enrol them from their first receipt")),),
    ),
    "known": Trouble(
        gettext_lazy("Members already, left as they are"), gettext_lazy("A member already"), "known",
        (("update", gettext_lazy("Update them")),),
    ),
    "card_taken": Trouble(gettext_lazy("A card of someone else"), gettext_lazy("Another member shows {detail}")),
    "balance_there": Trouble(
        gettext_lazy("Has an opening balance already"), gettext_lazy("An earlier import opened a balance"),
        "balance_there", (("add", gettext_lazy("Add it all the same")),),
    ),
    "units_bad": Trouble(gettext_lazy("This is no whole number"), gettext_lazy("Not a whole number: {detail}")),
    "units_negative": Trouble(
        gettext_lazy("Negative balances"), gettext_lazy("Negative: {detail}"), "negative",
        (("zero", gettext_lazy("Set to zero")),),
    ),
    "unit_unknown": Trouble(
        gettext_lazy("A unit that the programme does not count"), gettext_lazy("Not counted here: {detail}")
    ),
    "ended": Trouble(gettext_lazy("Balances that have ended"), gettext_lazy("Ended on {detail}")),
    "ends_before": Trouble(gettext_lazy("Ends before it is earned"), gettext_lazy("Ends too early: {detail}")),
    "nothing": Trouble(gettext_lazy("No units"), gettext_lazy("Nothing to bring along")),
    "reason_missing": Trouble(gettext_lazy("Adjustments without a reason"), gettext_lazy("No reason is written")),
    "not_enough": Trouble(
        gettext_lazy("More is taken off than is there"), gettext_lazy("Fewer than {detail} are active")
    ),
    "adjusted_before": Trouble(
        gettext_lazy("The same file was booked already"), gettext_lazy("An earlier import booked this file"),
        "adjusted_before", (("add", gettext_lazy("Book it once more")),),
    ),
    "email_bad": Trouble(gettext_lazy("This is no e-mail address"), gettext_lazy("Not an address: {detail}")),
    "consent_unclear": Trouble(
        gettext_lazy("Consent is neither yes nor no"), gettext_lazy("Neither yes nor no: {detail}")
    ),
    "tier_unknown": Trouble(
        gettext_lazy("Tiers the club does not have"), gettext_lazy("No such tier: {detail}"), "bad_tier", _WITHOUT
    ),
    "branch_unknown": Trouble(
        gettext_lazy("Branches the club does not have"), gettext_lazy("No such branch: {detail}"), "bad_branch",
        _WITHOUT,
    ),
    "too_long": Trouble(gettext_lazy("Text that is too long"), gettext_lazy("Too long: {detail}")),
    "formula": Trouble(
        gettext_lazy("Formulas instead of values"), gettext_lazy("A formula; paste it as a value: {detail}")
    ),
}  # fmt: skip
_REFUSED: Final[dict[str, Words]] = {
    "file_empty": gettext_lazy("The file is empty. Choose another."),
    "file_too_large": gettext_lazy("The file is larger than {most} MB. Split it and give the parts one after another."),
    "file_too_many_rows": gettext_lazy("More than {most} rows. Split the file and give the parts one after another."),
    "file_locked": gettext_lazy("The workbook has a password. Save it without one and give it again."),
    "file_not_a_table": gettext_lazy(
        "This is neither a CSV file nor a workbook that can be read. Save it again as CSV (UTF-8) or XLSX."
    ),
    "file_sheet_too_large": gettext_lazy(
        "The sheet spans more cells than can be read. Copy the table alone into a new workbook, or save it as CSV."
    ),
    "file_quote_open": gettext_lazy(
        "A quotation mark in it is not closed and swallows the rows after it. Mend it and give the file again."
    ),
    "file_without_header": gettext_lazy("The first row names the columns, and rows follow it. Here they do not."),
    "disk_full": gettext_lazy("The disk is full, so nothing was taken in. Make room and give the file again."),
    "import_column_missing": gettext_lazy("No column becomes “{field}”. Choose the one it is in."),
    "import_column_twice": gettext_lazy("Two columns become “{field}”. Leave one of them out."),
    "import_not_now": gettext_lazy("This has gone on meanwhile. The page shows where it stands."),
    "import_another_runs": gettext_lazy("Another import is at work. Wait for its end, or stop it."),
    "import_nothing_to_do": gettext_lazy("No row is ready. Repair a problem, or mend the file and give it again."),
    "import_undo_over": gettext_lazy("An import can be put back for one day; it is over."),
    "import_approval_needed": gettext_lazy("The second person refused these units. Discard the file, ask them why."),
    "import_file_changed": gettext_lazy("The file is no longer there. Give it again."),
    "unknown_import": gettext_lazy("There is no such import."),
    "unknown_export": gettext_lazy("There is no such export."),
}  # fmt: skip
_MB = 1024 * 1024


def field_name(id: str) -> str:
    return str(FIELDS.get(id, id))


def trouble(code: str) -> Trouble:
    """A problem of the table, or a refusal that only the run met."""
    if code in TROUBLES:
        return TROUBLES[code]
    return Trouble(gettext_lazy("Changed since the dry run"), gettext_lazy("Refused when it was booked: {detail}"))


_NAMES_A_ROW = {"twice", "number_shared"}


def reason(code: str, detail: str) -> str:
    return str(trouble(code).reason).format(detail=detail)


def reason_on_page(code: str, detail: str) -> str:
    """The cell's own text keeps its own digits and direction; the number of a row is ours."""
    if code in _NAMES_A_ROW:
        return reason(code, digits(detail, language()))
    return reason(code, f"\u2068{detail}\u2069")


def reason_on_terminal(code: str, detail: str) -> str:
    """As on a page, without marks of direction."""
    return reason(code, digits(detail, language()) if code in _NAMES_A_ROW else detail)


def refused(refusal: Refusal) -> str | None:
    """Out: the sentence of a refusal of this room, None for others."""
    return refused_code(refusal.code, refusal.data)


def refused_code(code: str, data: dict[str, Any]) -> str | None:
    sentence = _REFUSED.get(code)
    if sentence is None:
        return None
    told = dict(data)
    if code == "file_too_large":
        told["most"] = data.get("most", tables.BYTES_MAX) // _MB
    if "most" not in told:
        told["most"] = tables.ROWS_MAX
    told["field"] = field_name(str(data.get("field", "")))
    return str(sentence).format(**told)


def choices() -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """Questions about a whole file: by name, the question and its answers."""
    return {
        "money": (
            _("Money is written in"), (("shown", ""), ("minor", _("the smallest unit"))),
        ),
        "day_first": (_("23/11/2025 is"), (("yes", _("day, month, year")), ("no", _("month, day, year")))),
        "earn": (
            _("These receipts"),
            (
                ("no", _("count for visits, tiers and reports, and earn nothing")),
                ("yes", _("earn by the rules of their day, else by today's")),
            ),
        ),
    }  # fmt: skip
