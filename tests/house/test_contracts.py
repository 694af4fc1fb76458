"""The import contracts of pyproject.toml: kept by our tree, and each seen failing on a planted import."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"

# contract, the file that gets the line, the line
PLANTED = [
    ("floors", "ledger/planted.py", "import vafa.activities"),
    ("floors", "members/planted.py", "import vafa.segments"),
    ("floors", "earning/planted.py", "import vafa.tiers"),
    ("floors", "base/planted.py", "import vafa.ledger"),
    ("floors", "engine/planted.py", "import vafa.base.ids"),
    ("floors", "doors/console/planted.py", "import vafa.demo"),
    ("floors", "play/__init__.py", "import vafa.insight"),
    ("floors", "basement/__init__.py", ""),
    ("doors", "doors/api/planted.py", "import vafa.doors.console"),
    ("doors", "doors/look/planted.py", "import vafa.doors.api"),
    ("doors", "doors/window/__init__.py", ""),
    ("rooms", "activities/queries/__init__.py", "import vafa.activities.actions"),
    ("rooms", "partners/models.py", "import vafa.partners.queries"),
    ("engine", "engine/planted.py", "import django"),
    ("engine", "engine/planted.py", "import socket"),
]
# What a planted line imports must be there.
MADE = ("play/__init__.py",)


def broken_contracts(root, *limits):
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        [LINTER, "--no-logo", "--no-cache", *limits], cwd=root, env=environment, capture_output=True, text=True
    )
    return done.returncode, [line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if " BROKEN" in line]


def copy(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "locale", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


CONTRACTS = {
    each["id"]: each["name"]
    for each in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}


def test_our_tree_keeps_every_contract():
    assert broken_contracts(ROOT) == (0, [])


@pytest.mark.parametrize(("contract", "place", "line"), PLANTED)
def test_is_seen_failing(tmp_path, contract, place, line):
    root = copy(tmp_path)
    for each in (*MADE, place):
        target = root / "src" / "vafa" / each
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    with open(root / "src" / "vafa" / place, "a") as file:
        file.write(f"\n{line}\n")
    assert broken_contracts(root, "--contract", contract) == (1, [CONTRACTS[contract]])


def test_every_contract_has_a_planted_import():
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS)
