"""Answers from a file, for machines that are set up without anybody at the terminal: JSON with the names of the
questions. Only the names, the branches and the owner must be there; the password stands elsewhere."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from vafa.doors.setup.given import FIELDS, Given, defaults, of_country
from vafa.opening.answers import LANGUAGES


class BadFile(Exception):
    """In: the sentence that says what is wrong with the file."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read(path: Path) -> Given:
    """In: a file such as docs/first-day.md shows. Out: the answers, with what fits the country in the place of what was
    left out. Refused: BadFile."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(_("{file} cannot be read: {why}.").format(file=path, why=error.strerror)) from error
    except ValueError as error:
        raise BadFile(_("{file} is no JSON: {why}.").format(file=path, why=error)) from error
    if not isinstance(found, dict):
        raise BadFile(_("{file} must hold one object with the answers.").format(file=path))
    if unknown := sorted(set(found) - set(FIELDS)):
        names = ", ".join(unknown)
        raise BadFile(_("{file} has answers to nothing: {names}.").format(file=path, names=names))
    found["branches"] = _pairs(path, found.get("branches", []))
    if wrong := sorted(name for name, value in found.items() if name != "branches" and not isinstance(value, str)):
        raise BadFile(_("{file}: these must be texts: {names}.").format(file=path, names=", ".join(wrong)))
    language = found.get("language", "fa")
    fit = defaults(language if language in LANGUAGES else "fa")
    return fit | of_country(str(found.get("country") or fit["country"])) | {"email": ""} | found


def _pairs(path: Path, rows: Any) -> list[list[str]]:
    """A branch is a name, or a name in each language: {"fa": …, "en": …}."""
    pairs = []
    for row in rows if isinstance(rows, list) else [None]:
        if isinstance(row, str):
            pairs.append([row, row])
        elif isinstance(row, dict) and set(row) <= {"fa", "en"} and all(isinstance(name, str) for name in row.values()):
            pairs.append([row.get("fa", ""), row.get("en", "")])
        else:
            raise BadFile(_("{file}: a branch is a name, or an object with fa and en.").format(file=path))
    return pairs
