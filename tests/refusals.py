"""What Vafa can refuse, read from its own source: the classes, where they are raised, and which door can meet them."""

import ast
import importlib
import pkgutil
import string
from pathlib import Path

import grimp

import vafa
from vafa.base.errors import Refusal

SOURCE = Path(vafa.__file__).parent
HOLDERS = ("errors", "api_keys")


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def all_refusals():
    for module in pkgutil.walk_packages(vafa.__path__, "vafa."):
        if module.name.rpartition(".")[2] in HOLDERS:
            importlib.import_module(module.name)
    return {each for each in _below(Refusal) if each.__module__.startswith("vafa.")}


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(str(sentence)) if name}


def raised(modules=None):
    """(code, the data it is given) of every place that makes a refusal, or of those in the modules named."""
    codes = {each.__name__: each.code for each in all_refusals()}
    for path in SOURCE.rglob("*.py"):
        if modules is not None and _module(path) not in modules:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and not node.args and (name := _named(node.func)) in codes:
                yield codes[name], {each.arg for each in node.keywords}
            if isinstance(node, ast.Raise) and (name := _named(node.exc)) in codes:
                yield codes[name], set()


def _named(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _module(path):
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within_reach_of(door):
    """The codes that are raised in a module which the door imports, itself or through others; `look`, the kit that
    every door of pages imports, is no way through."""
    graph = grimp.build_graph("vafa")
    for module in [each for each in graph.modules if each.startswith("vafa.doors.look")]:
        graph.remove_module(module)
    modules = {door, *graph.find_descendants(door), *graph.find_upstream_modules(door, as_package=True)}
    return {code for code, _ in raised(modules)}
