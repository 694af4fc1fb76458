"""The standing rights of a member, as pages show them: to the member, at the counter, in the console."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vafa.doors.look import reward_words as words
from vafa.doors.look.names import ClubNames
from vafa.rewards.queries import benefits
from vafa.rewards.queries.eligible import Person


def rows(person: Person, names: ClubNames) -> list[dict[str, Any]]:
    """Out: each right in words; `claimable` where it is given by the piece and there is one left, `put_back` the claim
    of today that can be undone."""
    rights = benefits.rights_of(person)
    claims: dict[UUID, UUID] = {}
    for each in benefits.claims_of(person, [right.benefit for right in rights if right.benefit.claimed]):
        claims.setdefault(each.what, each.id)  # the latest
    language = names.fmt.language
    return [
        {
            "id": each.benefit.id, "name": each.benefit.name_in(language), "text": each.benefit.text_in(language),
            "icon": each.benefit.icon, "claimable": each.claimable, "left": _left(each, names),
            "put_back": claims.get(each.benefit.id),
        }
        for each in rights
    ]  # fmt: skip


def _left(right: benefits.Right, names: ClubNames) -> str:
    """Once a month, 1 left."""
    if not right.benefit.claimed:
        return ""
    told = [words.how_often(right.benefit, names.fmt)]
    if right.why_not:
        told.append(words.why_not(right.why_not))
    elif right.left is not None:
        told.append(ngettext("{count} left", "{count} left", right.left).format(count=names.fmt.integer(right.left)))
    return _(", ").join(filter(None, told))
