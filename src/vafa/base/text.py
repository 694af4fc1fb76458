"""Digits and letters as people type them in either script, made one for storing and searching."""

import re
import unicodedata

_DIGITS = {ord(letter): str(value) for row in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, letter in enumerate(row)}
_LETTERS = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("ة"): "ه", ord("ۀ"): "ه", ord("أ"): "ا", ord("إ"): "ا"}
_UNSEEN = dict.fromkeys(
    [0, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x0640, 0x2066, 0x2067, 0x2068, 0x2069, 0x202A, 0x202B, 0x202C, 0xFEFF]
)


def latin_digits(text: str) -> str:
    """Persian and Arabic digits as Latin ones."""
    return text.translate(_DIGITS)


def without_separators(bare: str) -> str:
    """A number in Latin digits without what parts its thousands, with a point before its fraction. A comma or a point
    before three digits parts thousands where there are several or both signs; the last sign before one or two digits
    is the decimal one."""
    if "," in bare and "." in bare:
        decimal = max(bare.rfind(","), bare.rfind("."))
        return bare[:decimal].replace(",", "").replace(".", "") + "." + bare[decimal + 1 :]
    if "," in bare:
        head, tail = bare.rsplit(",", 1)
        return f"{head}.{tail}" if len(tail) in {1, 2} and "," not in head else bare.replace(",", "")
    return bare.replace(".", "") if bare.count(".") > 1 else bare


def for_card(text: str) -> str:
    """A card as its reader would give it: Latin digits, capitals, no blanks, hyphens or marks of direction."""
    return re.sub(r"[\s\-]", "", latin_digits(text).translate(_UNSEEN)).upper()


def for_search(text: str) -> str:
    """A name for comparing: letters of one script unified, half-spaces, tatweel, accents and case gone."""
    spaced = text.replace("\u200c", " ")
    bare = unicodedata.normalize("NFKD", latin_digits(spaced).translate(_LETTERS).translate(_UNSEEN))
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).casefold().split())
