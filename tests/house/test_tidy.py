"""The rules of the house, held over the whole tree, and each seen failing on a sample."""

from pathlib import Path

import pytest

from tests.house.rules import python, storing, text
from tests.house.rules.samples import FINE, WRONG
from tests.house.rules.source import sources

ROOT = Path(__file__).resolve().parents[2]
RULES = {rule.__name__: rule for rule in (*text.RULES, *python.RULES, *storing.RULES)}


def findings(root, rule):
    return [f"{source.place}:{line}: {found}" for source in sources(root) for line, found in rule(source)]


def plant(root, place, content):
    target = root / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", RULES)
def test_the_house_keeps(name):
    found = findings(ROOT, RULES[name])
    assert not found, "\n".join([f"{name}: {RULES[name].__doc__}", *found])


@pytest.mark.parametrize(("name", "place", "content"), WRONG)
def test_is_seen_failing(tmp_path, name, place, content):
    plant(tmp_path, place, content)
    assert [finding.split(":")[0] for finding in findings(tmp_path, RULES[name])][:1] == [place]


@pytest.mark.parametrize(("name", "place", "content"), FINE)
def test_lets_pass(tmp_path, name, place, content):
    plant(tmp_path, place, content)
    assert findings(tmp_path, RULES[name]) == []


def test_every_rule_has_a_reason_and_a_sample():
    assert {name for name, _, _ in WRONG} == set(RULES)
    assert all(rule.__doc__ for rule in RULES.values())
