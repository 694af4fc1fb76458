"""Is a ladder of tiers fit to be published?"""

from vafa.engine.earning.sound import LONGEST_DAYS, Fault
from vafa.engine.earning.words import message
from vafa.engine.tiers import Ladder


def faults(ladder: Ladder, units: frozenset[str]) -> tuple[Fault, ...]:
    """In: a ladder and the codes of the programme's units. Out: what is wrong with it; places are "tier:<id>" and
    "ladder"."""
    found = []
    if not ladder.tiers:
        return (Fault("ladder", message("A ladder has one tier at least.")),)
    if ladder.tiers[0].reach:
        found.append(Fault(f"tier:{ladder.tiers[0].id}", message("The lowest tier is everybody’s: it starts at zero.")))
    for below, above in zip(ladder.tiers, ladder.tiers[1:], strict=False):
        if above.reach <= below.reach:
            text = message("It must ask for more than {tier}.", tier=below.name)
            found.append(Fault(f"tier:{above.id}", text))
    for tier in ladder.tiers:
        if not (tier.name.fa.strip() and tier.name.en.strip()):
            found.append(Fault(f"tier:{tier.id}", message("It needs a name in both languages.")))
        if tier.keep is not None and not 0 <= tier.keep <= tier.reach:
            found.append(Fault(f"tier:{tier.id}", message("To stay asks for no more than to rise.")))
    ids = [tier.id for tier in ladder.tiers]
    found += [
        Fault(f"tier:{id}", message("Two of them are called {code}.", code=id)) for id in set(ids) if ids.count(id) > 1
    ]
    if ladder.measure == "units" and ladder.unit not in units:
        found.append(Fault("ladder", message("The programme has no unit {unit}.", unit=ladder.unit)))
    if ladder.window == "rolling_days" and not 1 <= ladder.days <= LONGEST_DAYS:
        found.append(Fault("ladder", message("Count over one day or more.")))
    if not 0 <= ladder.grace_days <= LONGEST_DAYS:
        found.append(Fault("ladder", message("The days of grace are zero or more.")))
    return tuple(found)
