"""Compiles the catalogues that people write (.po) into those that gettext reads (.mo), when they are older.

Only sources are kept in git, and a user's machine has no gettext tools. The format is that of the GNU gettext
manual, "The Format of GNU MO Files": a header of seven numbers, two tables of (length, offset), then the strings,
sorted by their bytes. The table of hashes is optional and left out.
"""

import ast
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

_MAGIC = 0x950412DE
_CONTEXT_END, _PLURAL_END = "\x04", "\x00"

Entry = dict[str, str]


def compile_catalogues(locale_dir: Path) -> list[Path]:
    """In: a folder of `<language>/LC_MESSAGES/*.po`. Out: the .mo files it had to write beside them."""
    written = []
    for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _write_whole(target, compiled(source.read_text(encoding="utf-8")))
            written.append(target)
    return written


def _write_whole(target: Path, content: bytes) -> None:
    """Several processes may start at once: each reader finds an old file or a finished one."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, target)


def compiled(text: str) -> bytes:
    """In: the text of a .po. Out: the bytes of its .mo, without entries that are fuzzy or not translated."""
    messages = sorted((key.encode(), value.encode()) for key, value in map(_message, _entries(text)) if value)
    keys, values = [key for key, _ in messages], [value for _, value in messages]
    keys_at = 7 * 4
    values_at = keys_at + 8 * len(keys)
    strings_at = values_at + 8 * len(values)
    header = struct.pack("<7I", _MAGIC, 0, len(keys), keys_at, values_at, 0, strings_at)
    key_table, key_bytes = _table(keys, strings_at)
    value_table, value_bytes = _table(values, strings_at + len(key_bytes))
    return header + key_table + value_table + key_bytes + value_bytes


def _table(strings: list[bytes], start: int) -> tuple[bytes, bytes]:
    table, joined = b"", b""
    for string in strings:
        table += struct.pack("<2I", len(string), start + len(joined))
        joined += string + b"\x00"
    return table, joined


def _message(entry: Entry) -> tuple[str, str]:
    key = entry["msgid"]
    if "msgctxt" in entry:
        key = entry["msgctxt"] + _CONTEXT_END + key
    if "msgid_plural" not in entry:
        return key, entry.get("msgstr", "")
    forms = [entry[name] for name in sorted(entry) if name.startswith("msgstr[")]
    return key + _PLURAL_END + entry["msgid_plural"], _PLURAL_END.join(forms) if all(forms) else ""


def _entries(text: str) -> Iterator[Entry]:
    entry: Entry = {}
    keyword, fuzzy = "", False
    for line in [*text.splitlines(), ""]:
        between = not line.strip() or line.startswith(("#", "msgctxt", "msgid "))
        # The first line after an entry ends it: the next may begin without a blank line before it.
        if between and any(name.startswith("msgstr") for name in entry):
            if not fuzzy:
                yield entry
            entry, fuzzy = {}, False
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        if line.startswith("msg"):
            keyword, line = line.split(" ", 1)
        if line.startswith('"'):
            # The escapes of a .po string are those of a Python one.
            entry[keyword] = entry.get(keyword, "") + ast.literal_eval(line)
