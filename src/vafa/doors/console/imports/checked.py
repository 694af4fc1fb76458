"""The dry run read: what would happen, which rows stay out and how each kind of problem is repaired."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vafa.doors.console.frame import ClubRequest, format_of, link, present
from vafa.doors.console.imports.matched import steps
from vafa.doors.look import import_words as words
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.files.actions.running import needs_second_person
from vafa.files.actions.undoing import UNDONE_WITHIN
from vafa.files.models import Import
from vafa.files.queries.rows import error_rows
from vafa.files.reading import fields

_ROWS_SHOWN, _ERRORS_SHOWN = 50, 8


def context(request: ClubRequest, found: Import) -> dict[str, Any]:
    fmt, told = format_of(request.club), found.summary
    refused = found.approval is not None and found.approval.outcome == "refused"
    shown = request.GET.get("problem", "")
    return {
        "found": found,
        "title": _title(fmt, told),
        "steps": steps("checked"),
        "stats": _stats(ClubNames(request.club, fmt), found),
        "problems": [_problem(request, found, each, fmt) for each in told["problems"]],
        "problem_count": _kinds(fmt, told),
        "chosen": _chosen(found),
        "shown": _rows(found, shown, fmt) if shown else [],
        "shown_title": str(words.trouble(shown).title) if shown else "",
        "headers": found.headers,
        "start": _verb(fmt, told["ready"]),
        "ready": told["ready"],
        "second": needs_second_person(found, request.staff),
        "waiting": found.state == "waiting" and not refused,
        "refused": refused,
        "refusal": found.approval.refusal_reason if found.approval else "",
        "start_url": link(request, "move_import", found.id, "start"),
        "discard_url": link(request, "move_import", found.id, "discard"),
        "repair_url": link(request, "repair_import", found.id),
        "columns_url": f"{link(request, 'import', found.id)}?columns",
        "errors_url": link(request, "import_errors", found.id),
        "here": link(request, "import", found.id),
    }


def _title(fmt: Format, told: dict[str, Any]) -> str:
    ready = ngettext("{rows} row is ready", "{rows} rows are ready", told["ready"]).format(
        rows=fmt.integer(told["ready"])
    )
    if not told["left_out"]:
        return ready
    bad = ngettext("{rows} has a problem", "{rows} have a problem", told["left_out"])
    return _("{ready}, {bad}").format(ready=ready, bad=bad.format(rows=fmt.integer(told["left_out"])))


def _verb(fmt: Format, ready: int) -> str:
    return ngettext("Import {rows} row", "Import {rows} rows", ready).format(rows=fmt.integer(ready))


def _kinds(fmt: Format, told: dict[str, Any]) -> str:
    text = ngettext("{rows} row left out", "{rows} rows left out", told["left_out"])
    return text.format(rows=fmt.integer(told["left_out"]))


def _stats(names: ClubNames, found: Import) -> list[dict[str, str]]:
    fmt, told = names.fmt, found.summary
    if found.kind == fields.RECEIPTS:
        stats = [
            (_("Receipts"), fmt.integer(told["receipts"]), _("of {first} to {last}").format(
                first=_day(fmt, told["first"]), last=_day(fmt, told["last"]))
             if told["first"] else _("none is ready")),
            (_("Of members"), fmt.integer(told["updated"]), _("who are here already")),
            (_("New members"), fmt.integer(told["new"]), _("enrolled from their first receipt")),
            (_("Sales"), str(fmt.money(told["minor"])), _("as your file has them")),
        ]  # fmt: skip
    elif found.kind == fields.ADJUSTMENTS:
        stats = _adjusted(names, told)
    else:
        stats = [
            (_("New members"), fmt.integer(told["new"]), _("get no message until you say so")),
            (_("Updated"), fmt.integer(told["updated"]), _("already members")),
        ]
        worth = sum(names.worth_minor(unit, units) or 0 for unit, units in told["units"].items())
        for unit, units in told["units"].items():
            stats.append((_("Opening balances"), names.exactly(units, unit), _("brought along")))
        stats.append((_("New liability"), str(fmt.money(worth)), _("if all of it is spent")))
    stats.append((_("Left out"), fmt.integer(told["left_out"]), _("in the error file, with reasons")))
    return [{"label": label, "value": value, "words": meaning} for label, value, meaning in stats]


def _adjusted(names: ClubNames, told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The totals to hold against the paper that the file was made of."""
    stats = [(_("Of members"), names.fmt.integer(told["updated"]), _("who are here already"))]
    for label, units in ((_("Added"), told["units"]), (_("Taken off"), told["off"])):
        stats += [(label, names.exactly(count, unit), _("in all rows together")) for unit, count in units.items()]
    worth = sum(names.worth_minor(unit, units) or 0 for unit, units in told["units"].items())
    worth -= sum(names.worth_minor(unit, units) or 0 for unit, units in told["off"].items())
    return [*stats, (_("Liability"), str(names.fmt.money(worth)), _("so much more, or less"))]


def _day(fmt: Format, text: str) -> str:
    return fmt.date_with_year(date.fromisoformat(text))


def _problem(request: ClubRequest, found: Import, each: dict[str, Any], fmt: Format) -> dict[str, Any]:
    trouble = words.trouble(each["code"])
    some = [
        _("row {row}: {why}").format(row=fmt.integer(row), why=words.reason_on_page(each["code"], detail))
        for row, detail in each["some"]
    ]
    return {
        "rows": fmt.integer(each["rows"]),
        "title": str(trouble.title),
        "some": some,
        "choice": trouble.choice,
        "repairs": [(choice, str(text)) for choice, text in trouble.repairs if _applies(trouble.choice, found)],
        "url": f"{link(request, 'import', found.id)}?problem={each['code']}#rows",
    }


def _applies(choice: str, found: Import) -> bool:
    """Only a receipt enrols its buyer."""
    return choice != "unknown" or found.kind == fields.RECEIPTS


def _chosen(found: Import) -> list[dict[str, str]]:
    """Repairs that are chosen, each with its way back."""
    given = found.matching.get("choices", {})
    rows = []
    for trouble in words.TROUBLES.values():
        for choice, text in trouble.repairs:
            if given.get(trouble.choice) == choice and trouble.choice != "known":
                rows.append({"title": str(trouble.title), "repair": str(text), "choice": trouble.choice})
    return rows


def _rows(found: Import, code: str, fmt: Format) -> list[dict[str, Any]]:
    return [
        {"row": fmt.integer(number), "cells": cells, "why": words.reason_on_page(problem, detail)}
        for number, cells, problem, detail in error_rows(found, _ROWS_SHOWN, code)
    ]


def done_context(request: ClubRequest, found: Import) -> dict[str, Any]:
    fmt = format_of(request.club)
    names = ClubNames(request.club, fmt)
    late, left_out = found.counts.get("late", 0), found.summary.get("left_out", 0)
    until = found.finished_at + UNDONE_WITHIN if found.finished_at else None
    return {
        "found": found,
        "undone": found.state == "undone",
        "title": _done_title(found, names, left_out + late),
        "steps": steps("done"),
        "bad": found.state == "failed",
        "sentences": _undone(found, names) if found.state == "undone" else _sentences(found, names),
        "left": left_out + late,
        "errors": _rows(found, "", fmt)[:_ERRORS_SHOWN],
        "headers": found.headers,
        "errors_url": link(request, "import_errors", found.id),
        "back_url": link(request, "move_import", found.id, "back"),
        "may_undo": found.state == "done" and until is not None and present(request) <= until,
        "until": until,
        "another": link(request, "imports"),
    }


def _done_title(found: Import, names: ClubNames, left: int) -> str:
    fmt, counts = names.fmt, found.counts
    if found.state == "failed":
        return _("The import stopped")
    if found.state == "undone":
        return _("Everything was put back")
    if found.kind == fields.RECEIPTS:
        count = counts["receipts"]
        text = ngettext("{count} receipt imported", "{count} receipts imported", count)
    else:
        count = counts["new"] + counts["updated"]
        text = ngettext("{count} member imported", "{count} members imported", count)
        if found.kind == fields.ADJUSTMENTS:
            text = ngettext("{count} member adjusted", "{count} members adjusted", count)
    said = text.format(count=fmt.integer(count))
    if not left:
        return said
    rows = ngettext("{rows} row left", "{rows} rows left", left).format(rows=fmt.integer(left))
    return _("{ready}, {bad}").format(ready=said, bad=rows)


def _sentences(found: Import, names: ClubNames) -> list[str]:
    fmt, counts = names.fmt, found.counts
    told = []
    if found.state == "failed":
        told.append(words.refused_code(found.trouble, {}) or "")
        told.append(_("What is booked stays and is never booked twice."))
    if found.started_at and found.finished_at:
        seconds = max(1, round((found.finished_at - found.started_at).total_seconds()))
        told.append(ngettext("In {count} second.", "In {count} seconds.", seconds).format(count=fmt.integer(seconds)))
    new, updated = fmt.integer(counts["new"]), fmt.integer(counts["updated"])
    if found.kind in {fields.MEMBERS, fields.BALANCES} or counts["new"]:
        told.append(_("{new} new, {updated} updated.").format(new=new, updated=updated))
    for unit, units in counts["units"].items():
        same = found.kind in {fields.MEMBERS, fields.BALANCES} and units == found.summary.get("units", {}).get(unit)
        text = _("Balances match the file: {units}.") if same else _("Booked: {units}.")
        told.append(text.format(units=names.exactly(units, unit)))
    return told


def _undone(found: Import, names: ClubNames) -> list[str]:
    back, fmt = found.counts["back"], names.fmt
    told = []
    if back["receipts"]:
        told.append(_("{count} receipts were returned whole.").format(count=fmt.integer(back["receipts"])))
    if back["units"]:
        told.append(_("{count} units were taken back.").format(count=fmt.integer(back["units"])))
    if back["spent"]:
        told.append(
            _("{count} units had been spent or had ended and stay so.").format(count=fmt.integer(back["spent"]))
        )
    if back.get("again"):
        told.append(_("{count} units that it took off are there again.").format(count=fmt.integer(back["again"])))
    if back["left"]:
        told.append(_("{count} members whom it enrolled have left.").format(count=fmt.integer(back["left"])))
    if back["stayed"]:
        told.append(_("{count} stay: they have done something here since.").format(count=fmt.integer(back["stayed"])))
    if back["restored"]:
        told.append(_("{count} members hold their former values again.").format(count=fmt.integer(back["restored"])))
    return told or [_("Nothing had been booked.")]
