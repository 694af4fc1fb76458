"""Why an activity earned what it earned: the engine's messages in the reader's language, and as values."""

from typing import Any

from vafa.activities import stored
from vafa.activities.models import Activity
from vafa.doors.api.caller import Caller, format_of, language
from vafa.doors.api.shapes import Because, ExplainedAward, Explanation
from vafa.doors.look.words import Words
from vafa.earning.queries import Judges
from vafa.engine.earning.explain import explain
from vafa.engine.earning.plain import to_plain
from vafa.engine.earning.programme import Programme
from vafa.engine.earning.words import Message


def explained(caller: Caller, activity: Activity) -> Explanation:
    """Awards that stayed silent are explained too; an activity without awards needs no programme."""
    awards = stored.awards_from_plain(activity.awards)
    if not awards:
        return Explanation(activity.id, _language(), [])
    programme = Judges(caller.club).numbered(activity.version).programme
    words = Words(format_of(caller), _names(programme))
    shown = []
    for award in awards:
        messages = explain(stored.to_award(award), programme)
        shown.append(
            ExplainedAward(
                award=award.id,
                rule=award.rule,
                unit=award.unit,
                units=award.units,
                pending=award.pending,
                sentence=words.say_all(messages),
                reasons=[_because(each) for each in messages],
            )
        )
    return Explanation(activity.id, _language(), shown)


def _language() -> Any:
    return language()


def _names(programme: Programme) -> Any:
    """The club's names of its units; other codes are shown as they are."""
    units = {unit.code: unit.name for unit in programme.units}

    def name_of(kind: str, code: str) -> str:
        return getattr(units[code], language()) if kind == "unit" and code in units else code

    return name_of


def _because(message: Message) -> Because:
    return Because(message.id, {name: to_plain(value) for name, value in message.values})
