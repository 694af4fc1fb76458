from vafa.base.errors import Refusal


class EmptyFile(Refusal):
    code = "file_empty"


class FileTooLarge(Refusal):
    """`bytes` it has and `most` we read."""

    code = "file_too_large"


class TooManyRows(Refusal):
    code = "file_too_many_rows"


class LockedFile(Refusal):
    """A workbook behind a password."""

    code = "file_locked"


class NotATable(Refusal):
    """Neither CSV in an encoding we know nor a workbook, or cut."""

    code = "file_not_a_table"


class SheetTooLarge(Refusal):
    """A sheet that spans more cells than can be held, most of them empty."""

    code = "file_sheet_too_large"


class OpenQuote(Refusal):
    """A quotation mark that nothing closes swallows the rows after it."""

    code = "file_quote_open"


class NoColumns(Refusal):
    """The first row names the columns; here it does not, or there is no row under it."""

    code = "file_without_header"


class NoRoom(Refusal):
    """The disk is full: nothing was taken in."""

    code = "disk_full"


class UnknownImport(Refusal):
    code = "unknown_import"


class UnknownExport(Refusal):
    code = "unknown_export"


class ColumnMissing(Refusal):
    """`field` is needed and no column becomes it."""

    code = "import_column_missing"


class ColumnTwice(Refusal):
    """Two columns become the same `field`."""

    code = "import_column_twice"


class NotNow(Refusal):
    """The import is not in a state for this; `state` names it."""

    code = "import_not_now"


class AnotherRuns(Refusal):
    """One import at a time writes; `import` names the other, if it is known."""

    code = "import_another_runs"


class NothingToImport(Refusal):
    code = "import_nothing_to_do"


class UndoOver(Refusal):
    """An import can be put back for a day."""

    code = "import_undo_over"


class ApprovalNeeded(Refusal):
    """Opening balances above the limit wait for a second person."""

    code = "import_approval_needed"


class FileChanged(Refusal):
    """The stored file is no longer what was checked."""

    code = "import_file_changed"
