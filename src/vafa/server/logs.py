"""The log: one line an event on stderr, as JSON or plain, and never anything about a person.

What libraries say is written without its values, and of an error its kind and its places without its words: both
hold what people typed. In debug the whole traceback is shown.
"""

import logging
import sqlite3
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec
from django.conf import settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
OURS: Final = ("vafa", "uvicorn.error")
EXTRA: Final = ("route", "method", "status", "ms", "club")
_PACKAGES = Path(__file__).resolve().parents[2]


class Lines(logging.Formatter):
    """What is common to both forms."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """In: a record. Out: what may be written of it."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        found: dict[str, Any] = {
            "time": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if asked := getattr(record, "request_id", "") or request_id.get():
            found["request"] = asked
        found |= {name: value for name in EXTRA if (value := getattr(record, name, None)) not in (None, "")}
        if record.exc_info and record.exc_info[1]:
            found["error"] = error_of(record.exc_info[1])
        return found


class Json(Lines):
    def format(self, record: logging.LogRecord) -> str:
        return msgspec.json.encode(self.fields(record), enc_hook=str).decode()


class Plain(Lines):
    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        words = [fields.pop("time")[11:19], fields.pop("level"), fields.pop("logger"), fields.pop("message")]
        error = fields.pop("error", None)
        text = " ".join([*words, *(f"{name}={value}" for name, value in fields.items())])
        if record.exc_info and settings.DEBUG:
            return f"{text}\n{self.formatException(record.exc_info)}"
        return f"{text} error={msgspec.json.encode(error).decode()}" if error else text


def _message(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] == "vafa" or record.name in OURS:
        return record.getMessage()
    if hasattr(record, "status_code"):
        return f"answered {record.status_code}"
    # its arguments are paths, hosts, values; where there are none they may be in the words already
    return str(record.msg) if record.args else f"{Path(record.pathname).name}:{record.lineno}"


def error_of(error: BaseException, depth: int = 3) -> dict[str, Any]:
    """In: an error. Out: its kind, the places it came through, innermost last, and what caused it."""
    found: dict[str, Any] = {"kind": f"{type(error).__module__}.{type(error).__name__}"}
    if isinstance(error, sqlite3.Error | ImportError):
        found["words"] = str(error)  # names of tables, columns and modules, never values
    if state := getattr(error, "sqlstate", None):
        found["sqlstate"] = state
    found["places"] = [_place(frame) for frame in traceback.extract_tb(error.__traceback__) if frame.lineno][-10:]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found | ({"cause": error_of(cause, depth - 1)} if cause and depth else {})


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    shown = path.relative_to(_PACKAGES) if path.is_relative_to(_PACKAGES) else Path(*path.parts[-3:])
    return f"{shown}:{frame.lineno} {frame.name}"


def log_what_nobody_caught() -> None:
    """A thread that dies says so here, in this form."""
    log = logging.getLogger("vafa.server")

    def died(arguments: threading.ExceptHookArgs) -> None:
        kept: tuple[type[BaseException], BaseException, TracebackType | None] | None = None
        if arguments.exc_value is not None:
            kept = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        log.error("a thread died", exc_info=kept)

    threading.excepthook = died
