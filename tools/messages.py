"""The sentences that the source wants translated; run as a program, it puts the missing ones into the catalogue.

Django's makemessages wants the gettext tools and reads Python as if it were C. Here templates go through Django's
own `templatize`, Python through its syntax tree.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "vafa"
CATALOGUE = SOURCE / "locale" / "fa" / "LC_MESSAGES" / "django.po"

# How many of the first arguments are text: context, singular, plural.
PLAIN, PLURAL, CONTEXT, CONTEXT_PLURAL = ("one",), ("one", "many"), ("context", "one"), ("context", "one", "many")
_KINDS = {"gettext": PLAIN, "ngettext": PLURAL, "pgettext": CONTEXT, "npgettext": CONTEXT_PLURAL}
# The engine has no gettext: its sentences are values, and doors look them up.
MARKS = {"_": PLAIN, "message": PLAIN, "Message": PLAIN} | {
    name + end: kind for name, kind in _KINDS.items() for end in ("", "_lazy", "_noop")
}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)", re.S)


@dataclass(frozen=True, slots=True)
class Message:
    place: str
    line: int
    one: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.one


class NotWhole(Exception):
    """Text that is put together at run time: nobody can translate it as a sentence."""


def messages(root: Path) -> Iterator[Message]:
    """Every message below a folder. Refused: one that is not written out as one literal."""
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root).as_posix()
        if path.suffix == ".py":
            yield from in_python(path.read_text(encoding="utf-8"), place)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from in_template(path.read_text(encoding="utf-8"), place)


def in_python(text: str, place: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (kind := MARKS.get(_called(node.func))):
            arguments = node.args[: len(kind)]
            if any(isinstance(each, ast.JoinedStr | ast.BinOp | ast.Call) for each in arguments):
                raise NotWhole(f"{place}:{node.lineno}")
            texts = [each.value for each in arguments if isinstance(each, ast.Constant)]
            # A name instead of a text: it was marked where it was written.
            if len(texts) == len(kind):
                yield _message(place, node.lineno, kind, [str(each) for each in texts])


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def in_template(text: str, place: str) -> Iterator[Message]:
    marked = templatize(text, origin=place)
    for call in _CALL.finditer(marked):
        texts = [ast.literal_eval(each) for each in re.findall(_LITERAL, call[2], re.S)]
        yield _message(place, marked.count("\n", 0, call.start()) + 1, MARKS[call[1]], texts)


def _message(place: str, line: int, kind: tuple[str, ...], texts: list[str]) -> Message:
    return Message(place, line, **dict(zip(kind, texts, strict=False)))


def add_missing(catalogue: Path, wanted: list[Message]) -> int:
    """Out: how many entries it added, empty; a person writes them."""
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    entries = polib.pofile(str(catalogue)) if catalogue.exists() else _started()
    known = {(entry.msgctxt or "", entry.msgid) for entry in entries if not entry.obsolete}
    added = 0
    for message in wanted:
        if message.key in known:
            continue
        known.add(message.key)
        entries.append(_entry(message))
        added += 1
    entries.save(str(catalogue))
    return added


def _entry(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.one, msgctxt=message.context or None, occurrences=[(message.place, "")])
    if message.many:
        entry.msgid_plural, entry.msgstr_plural = message.many, {0: "", 1: ""}
    return entry


def _started() -> polib.POFile:
    entries = polib.POFile(wrapwidth=110)
    entries.metadata = {
        "Project-Id-Version": "vafa",
        "Language": "fa",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    return entries


if __name__ == "__main__":
    print(f"{add_missing(CATALOGUE, list(messages(SOURCE)))} messages added, to be written in Persian")
