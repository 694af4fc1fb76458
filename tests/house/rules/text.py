"""Rules over the text of any file."""

import re
from collections.abc import Iterator

from tests.house.rules.source import Finding, Source

LINES_MAX = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "core", "misc"}
# Written with brackets so that this file does not find itself.
LATER = re.compile(r"\b(TO[D]O|FIX[M]E)\b")
MACHINE = re.compile(r"(?<![\w.])/(root|work|home/\w+|Users/\w+)/")
ELSEWHERE = re.compile(r"https?://(?!www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml))|(?:src|href)\s*=\s*[\"']//", re.I)
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b"
    r"|\bborder-(?:top|bottom)-(?:left|right)-radius\b"
    r"|\b(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r"|(?:^|[;{\"'\s])(?:left|right)\s*:"
)
STYLED = re.compile(r"<style.*?</style>|\sstyle\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.S)
# Digits and time run left to right in both scripts: number cells and charts have a physical side, and say so.
SAYS_WHY = re.compile(r"^.*/\* physical: \w.*$", re.M)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
VOLATILE_SQL = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|random|gen_random_uuid|get_current_timestamp)\s*\("
    r"|\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b",
    re.I,
)


def files_are_short(source: Source) -> Iterator[Finding]:
    """A file of more than 400 lines has more than one subject: make it a folder, one file per verb family."""
    lines = source.text.count("\n")
    code = source.place.suffix in {".py", ".html", ".css", ".js", ".sql"}
    if code and source.within("src", "tests", "tools", "bench") and not source.is_migration and lines > LINES_MAX:
        yield LINES_MAX + 1, f"{lines} lines"


def names_tell(source: Source) -> Iterator[Finding]:
    """A name that promises nothing collects everything: name the business or the part."""
    vague = VAGUE.intersection([*source.place.parts[:-1], source.place.stem])
    if source.within("src", "tests", "tools") and vague:
        yield 1, ", ".join(sorted(vague))


def nothing_is_left_for_later(source: Source) -> Iterator[Finding]:
    """What is left to do is an issue, not a comment."""
    yield from _found(LATER, source.text)


def no_path_of_a_machine(source: Source) -> Iterator[Finding]:
    """A path of one machine is wrong on every other."""
    yield from _found(MACHINE, source.text)


def pages_ask_nobody_else(source: Source) -> Iterator[Finding]:
    """What a page loads from elsewhere tells others who reads it, and is missing without a network."""
    if source.within("src") and source.place.suffix in {".html", ".css", ".js"}:
        yield from _found(ELSEWHERE, source.text)


def sides_are_logical(source: Source) -> Iterator[Finding]:
    """Persian reads from the right: use start and end. A line that must not turn says `/* physical: why */`."""
    if not source.within("src"):
        return
    if source.place.suffix == ".css":
        yield from _found(PHYSICAL, CSS_COMMENT.sub(_blank, SAYS_WHY.sub(_blank, source.text)))
    elif source.place.suffix == ".html":
        for styled in STYLED.finditer(source.text):
            before = source.text.count("\n", 0, styled.start())
            yield from ((before + line, found) for line, found in _found(PHYSICAL, styled.group()))


def sql_is_told_the_time(source: Source) -> Iterator[Finding]:
    """A volatile function answers differently on each machine of a distributed database, and nobody can replay it."""
    if source.within("src") and source.place.suffix == ".sql":
        yield from _found(VOLATILE_SQL, source.text)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"\S", " ", match.group())


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield text.count("\n", 0, match.end()) + 1, match.group().strip()


RULES = (
    files_are_short,
    names_tell,
    nothing_is_left_for_later,
    no_path_of_a_machine,
    pages_ask_nobody_else,
    sides_are_logical,
    sql_is_told_the_time,
)
