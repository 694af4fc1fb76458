"""Rules over what is written to the database, and how."""

import ast
import re
from collections.abc import Iterator

from tests.house.rules.python import FUNCTIONS
from tests.house.rules.source import Finding, Source, imports, name_of

MAY_COMPOSE_SQL = ("src/vafa/base/sql.py", "src/vafa/base/reads.py")
SQL_TAKERS = {"execute", "executemany", "executescript", "raw", "RawSQL", "extra"}
SQL_VERB = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|COPY|MERGE)\s")
WRITES = {
    "create", "acreate", "update", "aupdate", "delete", "adelete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "save", "asave",
}  # fmt: skip


def sql_is_not_glued(source: Source) -> Iterator[Finding]:
    """SQL stands in named files or comes from the ORM: nobody reads a glued string, and it injects what it is given."""
    if not _is_ours(source) or source.within(*MAY_COMPOSE_SQL):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _last(node.func) in SQL_TAKERS and node.args and _is_glued(node.args[0]):
            yield node.lineno, f"{_last(node.func)} of a glued string"
        if isinstance(node, ast.JoinedStr) and _is_glued(node) and _opens_with_sql(node):
            yield node.lineno, "an f-string of SQL"


def _is_glued(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and _last(node.func) in {"format", "join", "format_map"}


def _opens_with_sql(node: ast.JoinedStr) -> bool:
    first = node.values[0]
    return isinstance(first, ast.Constant) and bool(SQL_VERB.match(str(first.value)))


def rooms_write_their_own_tables(source: Source) -> Iterator[Finding]:
    """A room's rules stand in its actions; a write from outside goes past them. Doors and the demo own no tables."""
    if not _is_ours(source) or source.is_migration or not source.within("src/vafa"):
        return
    foreign = set(_foreign_models(source))
    for function in ast.walk(source.tree):
        if isinstance(function, (*FUNCTIONS, ast.Module)):
            yield from _writes_in(function, foreign)


def _foreign_models(source: Source) -> Iterator[str]:
    room = source.place.parts[2]
    for _, module, name, known_as in imports(source.tree):
        parts = module.split(".")
        if parts[0] != "vafa" or len(parts) < 2 or parts[1] == room:
            continue
        if "models" in parts or name == "models":
            yield known_as


def _writes_in(function: ast.AST, foreign: set[str]) -> Iterator[Finding]:
    rows = foreign | {name for node in _own_nodes(function) for name in _names_given(node, foreign)}
    for node in _own_nodes(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        if (root := _root(node.func.value, rows)) is not None:
            yield node.lineno, f"{root} … {node.func.attr}"


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Without those of functions inside, which are looked at themselves."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, FUNCTIONS):
            yield child
            yield from _own_nodes(child)


def _names_given(node: ast.AST, foreign: set[str]) -> Iterator[str]:
    """`row = Model.objects.get(...)` and `for row in Model.objects.filter(...)` make a row of another room."""
    if isinstance(node, ast.Assign):
        given, targets = node.value, node.targets
    elif isinstance(node, ast.For | ast.comprehension):
        given, targets = node.iter, [node.target]
    elif isinstance(node, ast.NamedExpr):
        given, targets = node.value, [node.target]
    else:
        return
    if _root(given, foreign) is not None:
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _root(node: ast.expr, names: set[str]) -> str | None:
    """The model or row at which a chain of attributes and calls begins, if it is one of the names."""
    while True:
        if name_of(node) in names:
            return name_of(node)
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return None


def writes_name_their_columns(source: Source) -> Iterator[Finding]:
    """A full save writes back what others have changed since it was read: use update, or save(update_fields=...)."""
    if not _is_ours(source) or source.is_migration:
        return
    creating = {
        id(node)
        for function in ast.walk(source.tree)
        if isinstance(function, FUNCTIONS) and function.name.lstrip("_").startswith("create")
        for node in ast.walk(function)
    }
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in {"save", "asave"} and id(node) not in creating and not _says_what_it_writes(node):
            yield node.lineno, f"{name_of(node.func) or node.func.attr}()"


def _says_what_it_writes(call: ast.Call) -> bool:
    """A new row has nothing to overwrite; what is given a place to save to is no row; an override passes on."""
    named = {keyword.arg for keyword in call.keywords}
    above = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call)
    is_super = above and name_of(call.func.value.func) == "super"  # type: ignore[attr-defined]
    return bool(named & {"update_fields", "force_insert"}) or bool(call.args) or is_super


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else name_of(node)


def _is_ours(source: Source) -> bool:
    return source.is_python and source.within("src")


RULES = (sql_is_not_glued, rooms_write_their_own_tables, writes_name_their_columns)
