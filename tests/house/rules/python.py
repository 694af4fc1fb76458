"""Rules over the syntax of our Python."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator

from tests.house.rules.source import Finding, Source, imports, name_of

FUNCTION_LINES_MAX = 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CLOCK = re.compile(
    r"(^|\.)(datetime|date|timezone)\.(now|utcnow|today)$|^time\.(time|time_ns|localtime|gmtime)$|(^|\.)timezone\.localdate$"
)
# base/ids.py: an id carries the time it was made. doors, demo and bench: the edge of the world.
MAY_READ_THE_CLOCK = ("src/vafa/base/clock.py", "src/vafa/base/ids.py", "src/vafa/doors", "src/vafa/demo")
MAY_PRINT = ("src/vafa/cli.py", "src/vafa/cli", "src/vafa/demo")
LOGGING = {"debug", "info", "warning", "error", "exception", "critical", "log", "print"}
OUTER_WORLD = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "secrets", "select", "shutil", "signal",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip


def packages_start_empty(source: Source) -> Iterator[Finding]:
    """An `__init__.py` holds a docstring: what is imported names the file it comes from."""
    if source.place.name != "__init__.py":
        return
    for place, node in enumerate(source.tree.body):
        if place or not _is_text(node):
            yield node.lineno, "more than a docstring"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def the_clock_is_read_in_one_place(source: Source) -> Iterator[Finding]:
    """Time is an argument: a demo club stands still, a test moves it, a rule is judged on its own day."""
    if not _is_ours(source) or source.within(*MAY_READ_THE_CLOCK) or source.is_migration:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and CLOCK.search(name_of(node)):
            yield node.lineno, name_of(node)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno, node.arg
    for line, module, name, _ in imports(source.tree):
        if (module, name) in {("time", "time"), ("time", "time_ns"), ("django.db.models.functions", "Now")}:
            yield line, f"{module}.{name}"


def errors_are_not_swallowed(source: Source) -> Iterator[Finding]:
    """Catch one named error where something useful follows; the rest must rise, or nobody learns of it."""
    if not _is_ours(source):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_all(node.type) and all(map(_does_nothing, node.body)):
            yield node.lineno, "caught and forgotten"
        if isinstance(node, ast.Call) and name_of(node.func).endswith("suppress") and any(map(_catches_all, node.args)):
            yield node.lineno, "suppressed"


def _catches_all(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(each is None or name_of(each) in {"Exception", "BaseException"} for each in kinds)


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Return):
        return node.value is None or isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return name_of(node.value.func).rpartition(".")[2] in LOGGING
    return isinstance(node, ast.Pass | ast.Continue | ast.Break) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def silence_has_a_code(source: Source) -> Iterator[Finding]:
    """A check is silenced for one named reason, not for all that will come."""
    if not source.is_python:
        return
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if re.search(r"type:\s*ignore(?!\[)", token.string) or re.search(r"noqa(?!:\s*[A-Z]+\d+)", token.string):
            yield token.start[0], token.string


def only_commands_print(source: Source) -> Iterator[Finding]:
    """Whoever runs the server reads its log; print is for the command line."""
    if not _is_ours(source) or source.within(*MAY_PRINT):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and name_of(node.func) == "print":
            yield node.lineno, "print"


def the_business_is_documented(source: Source) -> Iterator[Finding]:
    """Public functions of engine and insight say what comes in and goes out, with units, and what is refused."""
    if not source.is_python or not source.within("src/vafa/engine", "src/vafa/insight") or source.is_migration:
        return
    for node in source.tree.body:
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.lineno, node.name


def functions_are_short(source: Source) -> Iterator[Finding]:
    """A function of more than 60 lines does more than one thing."""
    if not source.is_python or source.is_migration:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield node.lineno, f"{node.name}: {lines} lines"


def a_transaction_is_named(source: Source) -> Iterator[Finding]:
    """The word alone means three things: the ledger has movements, the database has atomic, the shop has receipts."""
    if not _is_ours(source) or "models" not in source.place.with_suffix("").parts:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.name in {"Transaction", "Transactions"}:
            yield node.lineno, node.name
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and node.id in {"transaction", "transaction_id"}
        ):
            yield node.lineno, node.id


def nothing_happens_by_signal(source: Source) -> Iterator[Finding]:
    """What follows an event stands in one table, doors/worker/subscriptions.py; a signal hides it."""
    if not _is_ours(source):
        return
    for line, module, name, _ in imports(source.tree):
        if module == "django.dispatch" or "signals" in {*module.split("."), name}:
            yield line, f"{module} {name}".strip()


def the_engine_is_pure(source: Source) -> Iterator[Finding]:
    """The engine gets facts and time as arguments: the standard library, and of that nothing that meets the world."""
    if not source.is_python or not source.within("src/vafa/engine"):
        return
    for line, module, _, _ in imports(source.tree):
        root = module.partition(".")[0]
        if module.startswith("vafa.engine") or (root in sys.stdlib_module_names and root not in OUTER_WORLD):
            continue
        yield line, module
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and name_of(node.func) in {"open", "input"}:
            yield node.lineno, name_of(node.func)


def _is_ours(source: Source) -> bool:
    return source.is_python and source.within("src")


RULES = (
    packages_start_empty,
    the_clock_is_read_in_one_place,
    errors_are_not_swallowed,
    silence_has_a_code,
    only_commands_print,
    the_business_is_documented,
    functions_are_short,
    a_transaction_is_named,
    nothing_happens_by_signal,
    the_engine_is_pure,
)
