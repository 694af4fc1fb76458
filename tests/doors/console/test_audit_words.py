"""Whatever the doors keep in the log has words in it."""

import re
from pathlib import Path

import vafa.doors
from vafa.doors.console.log.words import ACTIONS, TABS

_KEPT = re.compile(r"\bkept\(\s*(?:request,\s*)?f?\"([a-z_{}]+)\",\s*(?:decided|f?\")")
_STEPS = re.compile(r"redemptions\.[a-z_]+, \"([a-z_]+)\"")


def kept():
    """Names of actions as the source writes them; one with a brace is put together."""
    folder = Path(vafa.doors.__path__[0])
    text = "\n".join(path.read_text() for path in sorted(folder.rglob("*.py")))
    return {*_KEPT.findall(text), *_STEPS.findall(text)}


def test_every_action_that_is_kept_has_words():
    found = kept()
    assert len(found) > 40
    assert {"reward_handed_over", "dispute_decided", "import_{verb}"} <= found
    assert {name for name in found if "{" not in name} <= set(ACTIONS)


def test_tabs_name_actions_that_there_are():
    assert {name for names in TABS.values() for name in names} <= set(ACTIONS)
