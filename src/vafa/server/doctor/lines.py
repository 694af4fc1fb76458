"""One finding of the doctor."""

from dataclasses import dataclass
from typing import Final

from vafa.server.speaking import shown

OK: Final = "ok"
WARN: Final = "warn"
BAD: Final = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """How it is, what it is about, what was found, and what to do where something is to be done."""

    level: str
    about: str
    what: str
    to_do: str = ""


def megabytes(value: int) -> str:
    return shown(value // 10**6)
