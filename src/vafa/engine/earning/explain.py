"""Why an award is what it is: one message, the same for member, cashier and auditor, in either language."""

from vafa.engine.earning.effects import Cashback, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.evaluate import Award
from vafa.engine.earning.programme import Budget, Programme, Rule
from vafa.engine.earning.words import Message, Money, Units, message


def explain(award: Award, programme: Programme) -> tuple[Message, ...]:
    """In: an award and the programme version that gave it. Out: what it was given for, its factors, what caps left of
    it or why it was silent, as messages for a door to put into words."""
    rule = programme.rule(award.rule)
    said = [_given(award, rule)]
    for name, numerator, denominator in award.factors:
        by = programme.rule(name).name
        said.append(message("times {factor} for {rule}", factor=("factor", numerator, denominator), rule=by))
    for trim in award.trims:
        cap = next(cap for cap in programme.limits if cap.id == trim.cap)
        if isinstance(cap, Budget):
            said.append(message("{budget} is used up", budget=cap.name))
            continue
        said.append(
            message(
                "{cap} left {after} of {before}", cap=cap.name, after=Units(trim.after, award.unit), before=trim.before
            )
        )
    said.extend(_silence(award, programme))
    return tuple(said)


def _given(award: Award, rule: Rule) -> Message:
    effect, numbers = rule.effect, Units(award.rounded, award.unit)
    money = Money(award.counted[0] // award.counted[1])
    if isinstance(effect, UnitsPerMoney):
        return message(
            "{units} for {money} by {rule}: {each} for each {per}",
            units=numbers,
            money=money,
            rule=rule.name,
            each=effect.units,
            per=Money(effect.per_minor),
        )
    if isinstance(effect, Cashback):
        percent = ("percent", effect.basis_points)
        return message(
            "{units}, {percent} of {money} by {rule}", units=numbers, percent=percent, money=money, rule=rule.name
        )
    if isinstance(effect, UnitsPerItem):
        return message("{units} by {rule}: {each} for each item", units=numbers, rule=rule.name, each=effect.units)
    return message("{units} by {rule}", units=numbers, rule=rule.name)


def _silence(award: Award, programme: Programme) -> list[Message]:
    if award.silenced == "group":
        return [message("{rule} was worth more and they do not add up", rule=programme.rule(award.rival).name)]
    if award.silenced == "indivisible":
        return [message("it is given whole or not at all, and did not fit")]
    return []
