"""What the documents point to is there: files, make targets, commands."""

import os
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")
QUOTED_PATH = re.compile(r"`((?:src|docs|tests|tools|bench)/[\w./-]+)`")
FENCED = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.M | re.S)
INLINE = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"(?:^|[\s;&])make ((?:[a-z][\w-]*\s*)+)")
VAFA = re.compile(r"(?:^|[\s/])vafa ([a-z][\w-]*)", re.M)
TARGET = re.compile(r"^([a-z][\w-]*):", re.M)


def documents(root):
    return [*sorted(root.glob("README*.md")), *sorted((root / "docs").rglob("*.md"))]


def targets(root):
    return set(TARGET.findall((root / "Makefile").read_text()))


def faults(root, document):
    """What a document points to and is not there."""
    text = document.read_text(encoding="utf-8")
    prose = FENCED.sub("", text)
    for link in filter(None, (one or other for one, other in LINK.findall(prose))):
        place = link.partition("#")[0]
        if place and not re.match(r"\w+:", place) and not (document.parent / place).exists():
            yield f"link {link}"
    yield from (f"path {path}" for path in QUOTED_PATH.findall(prose) if not (root / path).exists())
    for code in [*INLINE.findall(prose), *(block for _, block in FENCED.findall(text))]:
        for line in code.splitlines():
            for named in MAKE.findall(line):
                yield from (f"make {name}" for name in named.split() if name not in targets(root))


def verbs(document):
    """The `vafa <verb>` of every console block."""
    blocks = FENCED.findall(document.read_text(encoding="utf-8"))
    return sorted({verb for kind, block in blocks if kind == "console" for verb in VAFA.findall(block)})


@lru_cache(maxsize=64)
def verb_exists(verb):
    command = [Path(sys.executable).parent / "vafa", verb, "--help"]
    return subprocess.run(command, capture_output=True, env=dict(os.environ), timeout=60).returncode == 0


@pytest.mark.parametrize("document", documents(ROOT), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_points_at_what_is_there(document):
    assert list(faults(ROOT, document)) == []


def test_every_command_of_the_documents_is_there(tmp_path, monkeypatch):
    named = {verb for document in documents(ROOT) for verb in verbs(document)}
    monkeypatch.setenv("VAFA_DATA", str(tmp_path))
    assert [verb for verb in sorted(named) if not verb_exists(verb)] == []


def test_what_is_not_there_is_seen(tmp_path):
    (tmp_path / "Makefile").write_text("test:\n\ttrue\n")
    document = tmp_path / "README.md"
    document.write_text(
        "[a](gone.md) [b](README.md#part) [c](https://example.org) `src/gone.py` `make gone` make sense `make test`\n"
        "```console\n$ make test lost\n$ vafa demo\n$ .venv/bin/vafa serve --doors api\n```\n"
    )
    assert list(faults(tmp_path, document)) == ["link gone.md", "path src/gone.py", "make gone", "make lost"]
    assert verbs(document) == ["demo", "serve"]
