"""The tree that the house rules read: our own text files, each with its place, its lines and its syntax tree."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

PLACES = ("src", "tests", "tools", "bench", "docs", ".ci")
ENDINGS = {".py", ".html", ".css", ".js", ".sql", ".md", ".toml", ".sh", ".yml", ""}
# Other people's files, kept as they came.
FOREIGN = {"vendor", "__pycache__", ".venv"}


@dataclass(frozen=True)
class Source:
    place: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def is_python(self) -> bool:
        return self.place.suffix == ".py"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.place.parts

    def within(self, *folders: str) -> bool:
        return any(self.place.is_relative_to(folder) for folder in folders)


Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]


def sources(root: Path) -> Iterator[Source]:
    files = [
        path
        for path in root.iterdir()
        if path.is_file() and (path.suffix in {".md", ".toml"} or path.name == "Makefile")
    ]
    for place in PLACES:
        files += sorted((root / place).rglob("*"))
    for path in files:
        place = PurePosixPath(path.relative_to(root).as_posix())
        if path.is_file() and path.suffix in ENDINGS and not FOREIGN.intersection(place.parts):
            yield Source(place, path.read_text(encoding="utf-8"))


def name_of(node: ast.AST) -> str:
    """`a.b.c` of an expression of names, else what can be said of its end."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def imports(tree: ast.Module) -> Iterator[tuple[int, str, str, str]]:
    """Line, module, name taken from it (or nothing) and the name it goes by here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, "", alias.asname or alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, node.module or "", alias.name, alias.asname or alias.name
