"""`vafa import` and `vafa export`: a shop's own data in and out at the terminal, with its progress."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from vafa.base.clock import club_now
from vafa.base.collecting import few_collections
from vafa.base.errors import Refusal
from vafa.base.models import Club
from vafa.doors.look import import_words as words
from vafa.files import places
from vafa.files.actions import checking, exporting, running, taking, turns
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.files.queries.rows import error_rows
from vafa.files.reading.parsing import CHOICES
from vafa.files.writing import lines
from vafa.server import clubs, locking, state
from vafa.server.errors import NOT_AS_SET, Refused
from vafa.server.speaking import shown

Say = Callable[[str], None]
_CHUNK = 1 << 20


def bring(
    file: Path, slug: str | None, kind: str, choices: dict[str, str], errors: Path | None, run: bool, say: Say
) -> int:
    """In: a file, its club, its kind ("" to find out) and choices by name; where to write the rows that stay out; `run`
    or stop after the dry run. Out: 0, 1 if no row was ready."""
    state.refuse_older(state.state())
    _refuse_unknown(choices)
    club = clubs.named(slug)
    _refuse_unreadable(file)
    if errors:
        _refuse_unwritable(errors)
    try:
        found = taking.take(club=club, name=file.name, chunks=_chunks(file), staff=None, now=club_now(club), kind=kind)
        found = taking.match(
            club=club, import_id=found.id, kind=found.kind, columns=found.matching["columns"],
            values=found.matching.get("values", {}), choices=found.matching.get("choices", {}) | choices,
        )  # fmt: skip
        with locking.using(), few_collections():
            return _carried(club, found, errors, run, say)
    except Refusal as refusal:
        raise Refused(words.refused(refusal) or refusal.code) from None


def _refuse_unreadable(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            opened.read(1)
    except OSError as error:
        raise Refused(_("{file} cannot be read: {why}.").format(file=file, why=error.strerror)) from None


def _refuse_unwritable(file: Path) -> None:
    """Before a long run, not after it."""
    try:
        file.open("a").close()
    except OSError as error:
        raise Refused(_("{file} cannot be written: {why}.").format(file=file, why=error.strerror)) from None


def _refuse_unknown(choices: dict[str, str]) -> None:
    if wrong := sorted(f"{name}={choice}" for name, choice in choices.items() if choice not in CHOICES.get(name, ())):
        sentence = _("There is no choice {names}. docs/own-data.md lists them.")
        raise Refused(sentence.format(names=", ".join(wrong)), NOT_AS_SET)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk


def _carried(club: Club, found: Import, errors: Path | None, run: bool, say: Say) -> int:
    for header, field in zip(found.headers, found.matching["columns"], strict=True):
        say(f"  {header}: {words.field_name(field) if field else '-'}")
    checking.ask_to_check(club=club, import_id=found.id, now=club_now(club), job=False)
    found = checking.check(club=club, import_id=found.id, now=club_now(club), told=_telling(say, 0))
    if found.state == "failed":
        raise Refused(words.refused_code(found.trouble, {}) or found.trouble)
    told = found.summary
    say(_("{ready} of {rows} rows are ready.").format(ready=shown(told["ready"]), rows=shown(told["rows"])))
    for each in told["problems"]:
        row, detail = each["some"][0]
        title = words.trouble(each["code"]).title
        why = words.reason_on_terminal(each["code"], detail)
        say(f"  {shown(each['rows'])}: {title} ({_('row')} {shown(row)}: {why})")
    if errors and told["left_out"]:
        _write_errors(found, errors)
    if not run:
        taking.discard(club=club, import_id=found.id)
        return 0
    return _run(club, found, errors, say)


def _run(club: Club, found: Import, errors: Path | None, say: Say) -> int:
    if not found.summary["ready"]:
        taking.discard(club=club, import_id=found.id)
        return 1
    running.start(club=club, import_id=found.id, now=club_now(club), job=False)
    told = _telling(say, found.summary["ready"])
    while turns.step(club=club, import_id=found.id, now=club_now(club)):
        told(queries.get(club, found.id).place)
    counts = queries.get(club, found.id).counts
    text = _("{new} new members, {updated} updated, {receipts} receipts; {late} rows changed meanwhile and stayed out.")
    say(text.format(**{name: shown(counts[name]) for name in ("new", "updated", "receipts", "late")}))
    if errors and counts["late"]:
        _write_errors(found, errors)
    return 0


def _telling(say: Say, whole: int) -> Callable[[int], None]:
    """A line for every twentieth part, or every hundred thousand rows where the whole is not known."""
    step = max(1, whole // 20) if whole else 100_000
    last = 0

    def told(place: int) -> None:
        nonlocal last
        if place // step > last // step:
            say(f"  {shown(place)} / {shown(whole)}" if whole else f"  {shown(place)}")
        last = place

    return told


def _write_errors(found: Import, path: Path) -> None:
    rows = ([*cells, number, words.reason(code, detail)] for number, cells, code, detail in error_rows(found))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines([*found.headers, _("Row"), _("Reason")], rows))


def take_out(target: Path, slug: str | None, form: str, say: Say) -> int:
    """In: where the zip goes, a file or a folder. Out: 0."""
    state.refuse_older(state.state())
    club = clubs.named(slug)
    made = exporting.make(
        club=club, now=club_now(club),
        export_id=exporting.ask_for(club=club, form=form, staff=None, now=club_now(club), job=False).id,
    )  # fmt: skip
    if made.state != "done":
        raise Refused(_("The disk is full. Make room and ask again."))
    path = target / f"{club.slug}-{made.asked_at:%Y-%m-%d}-{form}.zip" if target.is_dir() else target
    try:
        shutil.copyfile(places.packed(club.id, made.id), path)
        path.chmod(0o600)
    except OSError as error:
        raise Refused(_("{file} cannot be written: {why}.").format(file=path, why=error.strerror)) from None
    for name, rows in made.counts.items():
        say(f"  {name}: {shown(rows)}")
    say(str(path))
    return 0
