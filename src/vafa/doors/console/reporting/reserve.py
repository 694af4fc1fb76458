"""What is owed and how much of it will be asked for, as finance looks at it; and the journal of a period."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.reporting.asking import Asked, now_of
from vafa.doors.console.reporting.sheet import Column, Report, Row, Sheet
from vafa.insight import reserve as owed
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.journal import DEFINITION as JOURNAL
from vafa.insight.metrics.journal import AccountName, Cause, Entry
from vafa.insight.metrics.redemption import AGES, FEWEST, Redemption
from vafa.insight.metrics.redemption import DEFINITION as TRIANGLE
from vafa.insight.reserve import VIEWS, Reserve

_AGES = 12
_COHORTS = 12


def build(about: Asked, lake: Lake) -> Report:
    club, now = about.request.club, now_of(about)
    found = owed.reserves_with_contract(club, now, lake)
    if not found:
        return Report(_("Redemption and breakage"), missing=_("No unit has a declared worth."))
    full, expected = sum(each.full_minor for each in found), sum(each.expected_minor for each in found)
    fmt = about.fmt
    title = _("{expected} of {full} will probably be spent").format(
        expected=fmt.money(expected), full=fmt.money(full)
    )  # fmt: skip
    if not any(each.told.known for each in found):
        title = _("How much of {full} will be spent cannot be told yet").format(full=fmt.money(full))
    sheets = [_views(about, found), _sensitivity(about, [each for each in found if each.told.known])]
    sheets.append(_ages(about, found))
    sheets += [_triangle(about, each, each.told) for each in found if each.told.known]
    return Report(title, _lead(about, found), sheets)


def _lead(about: Asked, found: tuple[Reserve, ...]) -> str:
    unknown = [about.names.written(each.unit.name) for each in found if not each.told.known]
    if not unknown:
        return ""
    return _("Of {units} too few were spent to tell; all of them are taken to be spent.").format(
        units=_(", ").join(unknown)
    )


def _views(about: Asked, found: tuple[Reserve, ...]) -> Sheet:
    rows = []
    for each in found:
        told, tested = each.told, each.told.tested
        rows.append(Row([
            about.names.written(each.unit.name), about.names.exactly(each.outstanding, each.unit.code),
            each.full_minor, told.rate if told.known else None, told.error,
            each.expected_minor, each.contract.liability_minor if each.contract else None,
            tested[0] if tested else None, tested[1] if tested else None,
        ]))  # fmt: skip
    return Sheet(
        "views", _("What is owed"),
        [Column(_("Unit")), Column(_("Out")), Column(_("If all were spent"), "money", aside=True),
         Column(_("Expected to be spent"), "percent"), Column(_("Standard error"), "percent", aside=True),
         Column(_("Simple view"), "money"), Column(_("Contract liability"), "money"),
         Column(_("Said a year ago"), "percent", aside=True), Column(_("Spent since"), "percent", aside=True)],
        rows, definition_text(VIEWS, about.names),
    )  # fmt: skip


def _sensitivity(about: Asked, found: Sequence[Reserve]) -> Sheet:
    fmt = about.fmt
    points = [
        _("{change} points").format(change=fmt.change(each)) if each else _("as expected") for each in owed.POINTS
    ]
    rows = [
        Row([about.names.written(each.unit.name), *(step.minor for step in each.steps)], kind="money")
        for each in found
    ]  # fmt: skip
    return Sheet(
        "sensitivity", _("If more or fewer were spent"),
        [Column(_("Unit")), *(Column(said, "money") for said in points)], rows,
        note=_("the simple view, by points of the expected share"),
        empty=_("It needs an expected share: {count} units that were spent.").format(count=fmt.integer(FEWEST)),
    )  # fmt: skip


def _ages(about: Asked, found: tuple[Reserve, ...]) -> Sheet:
    """How long ago what is out was earned, at its declared worth."""
    fmt, before = about.fmt, (0, *AGES)
    spans = [
        _("{first} to {last} months").format(first=fmt.integer(first), last=fmt.integer(last))
        for first, last in pairwise(before)
    ]  # fmt: skip
    rows = [
        Row([about.names.written(each.unit.name),
             *(about.names.worth_minor(each.unit.code, units) or 0 for units in each.told.ages)])
        for each in found
    ]  # fmt: skip
    return Sheet(
        "ages", _("How old what is out is"),
        [Column(_("Unit")), *(Column(words, "money") for words in spans), Column(_("older"), "money")], rows,
        note=_("by calendar months since it was earned; without what was given by hand or brought in"),
    )  # fmt: skip


def _triangle(about: Asked, reserve: Reserve, told: Redemption) -> Sheet:
    """Shares of what was earned in a month that were spent by each whole month since."""
    fmt, cohorts = about.fmt, told.cohorts[-_COHORTS:]
    ages = min(_AGES, max(len(each.spent) for each in cohorts))
    rows = [
        Row([fmt.month(each.start), each.earned,
             *(each.spent[age] / each.earned if age < len(each.spent) and each.earned else None for age in range(ages)),
             each.rate, each.error / each.earned if each.error is not None and each.earned else None])
        for each in cohorts
    ]  # fmt: skip
    columns = [
        Column(_("Earned in")), Column(_("Units earned"), "integer"),
        *(Column(_("Month {month}").format(month=fmt.integer(age + 1)), "percent", aside=True) for age in range(ages)),
        Column(_("In the end"), "percent"), Column(_("Standard error"), "percent", aside=True),
    ]  # fmt: skip
    name = about.names.written(reserve.unit.name)
    return Sheet(
        f"triangle-{reserve.unit.code}", _("{unit}: spent of each month’s units").format(unit=name), columns, rows,
        definition_text(TRIANGLE, about.names), note=_("by the end of each month since"),
        heat=(2, 2 + ages),
    )  # fmt: skip


def account_name(account: AccountName) -> str:
    return {
        "liability": _("Loyalty liability"), "expense": _("Loyalty expense"), "rewards": _("Rewards handed out"),
        "breakage": _("Breakage"),
    }[account]  # fmt: skip


def cause_name(cause: Cause) -> str:
    return {
        "issued": _("Issued"), "returned": _("Taken back with returns"), "spent": _("Spent"),
        "ended": _("Ended unused"), "cancelled": _("Cancelled"), "adjusted": _("Adjusted"),
        "moved": _("Between members"), "re_estimated": _("Expectation changed"),
    }[cause]  # fmt: skip


def journal(about: Asked, lake: Lake) -> Report:
    found, locked = owed.journal_of(about.request.club, about.period.span, now_of(about))
    units, last = about.names.units, about.period.span.end - timedelta(days=1)
    books = [
        Row([units.get(book.unit, book.unit), book.opening_minor, book.closing_minor - book.opening_minor,
             book.closing_minor, book.rate]) for book in found.books
    ]  # fmt: skip
    sheets = [
        Sheet(
            "journal", _("Entries"),
            [Column(_("Unit")), Column(_("What for")), Column(_("Debit")), Column(_("Credit")),
             Column(_("Amount"), "money"), Column(_("Booked on"), "day", aside=True)],
            [_entry(each, units, last) for each in found.entries], definition_text(JOURNAL, about.names),
            note=about.period.words, empty=_("Nothing was booked in these days."),
        ),
        Sheet(
            "books", _("Liability"),
            [Column(_("Unit")), Column(_("Opening"), "money"), Column(_("Change"), "money"),
             Column(_("Closing"), "money"), Column(_("Expected to be spent"), "percent")],
            books, empty=_("No unit has a declared worth."),
        ),
    ]  # fmt: skip
    grown = sum(book.closing_minor - book.opening_minor for book in found.books)
    title = _("The liability grew by {money}") if grown >= 0 else _("The liability fell by {money}")
    lead = _("This period is locked: it keeps these entries.") if locked else ""
    return Report(title.format(money=about.fmt.money(abs(grown))), lead, sheets)


def _entry(each: Entry, units: dict[str, str], last: date) -> Row:
    return Row([
        units.get(each.unit, each.unit), cause_name(each.cause), account_name(each.debit), account_name(each.credit),
        each.minor, last,
    ])  # fmt: skip
