"""What differs between two contents, part by part, each said before and after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.programme.sentences import Sentences, expiry_words
from vafa.doors.look.member.standing import amount_of
from vafa.engine.earning.programme import Cap, Rule, Unit
from vafa.engine.tiers import Ladder, Tier


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` is empty for what was added, `after` for what was taken away."""

    name: str
    before: str
    after: str


class Said:
    """The parts of one content in words, by their place."""

    def __init__(self, names: DraftNames) -> None:
        self.names, self.sentences = names, Sentences(names)
        content = names.content
        self.parts: dict[str, tuple[str, str]] = {}
        for rule in content.rules:
            if content.is_on(rule.id):
                self.parts[f"rule:{rule.id}"] = names.written(rule.name), self._rule(rule)
        for cap in content.programme.limits:
            self.parts[f"cap:{cap.id}"] = names.written(cap.name), self._cap(cap)
        for unit in content.programme.units:
            self.parts[f"unit:{unit.code}"] = names.written(unit.name), self.unit(unit)
        if content.ladder:
            for tier in content.ladder.tiers:
                self.parts[f"tier:{tier.id}"] = names.written(tier.name), self.tier(content.ladder, tier)

    def _rule(self, rule: Rule) -> str:
        return _(", ").join([self.sentences.text(rule).removesuffix("."), *self.sentences.more(rule)])

    def _cap(self, cap: Cap) -> str:
        return "".join(piece.text for piece in self.sentences.cap(cap)).removesuffix(".")

    def unit(self, unit: Unit) -> str:
        """What it is worth and when it ends."""
        minor, per = unit.value_minor_per
        worth = _("{units} worth {money}").format(
            units=self.names.exactly(per, unit.code), money=self.names.fmt.money_exact(minor)
        )
        ends = self.names.words.say(expiry_words(unit.expiry, self.names))
        return _(", ").join([worth, ends] if minor else [ends])

    def tier(self, ladder: Ladder, tier: Tier) -> str:
        """What it asks for."""
        names = self.names
        told = [
            _("from {amount}").format(amount=amount_of(names, ladder, tier.reach)) if tier.reach else _("everybody")
        ]
        if tier.keep is not None and tier.keep != tier.reach:
            told.append(_("{amount} to stay").format(amount=amount_of(names, ladder, tier.keep)))
        return _(", ").join([*told, _("never lost")] if tier.never_falls else told)


def differences(before: DraftNames, after: DraftNames) -> list[Difference]:
    """In: the names of two contents. Out: what differs between them, in the order of their parts."""
    old, new = Said(before).parts, Said(after).parts
    found = []
    for place in dict.fromkeys([*new, *old]):
        name = (new.get(place) or old[place])[0]
        was, now = old.get(place, ("", ""))[1], new.get(place, ("", ""))[1]
        if was != now:
            found.append(Difference(name, was, now))
    return found
