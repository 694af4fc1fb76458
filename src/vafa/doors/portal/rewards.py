"""What a member can take, has taken, and may use: for their own page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from vafa.checkout.queries import purse
from vafa.doors.look import reward_words as words
from vafa.doors.look import rights
from vafa.doors.look.names import ClubNames
from vafa.doors.look.pictures import picture_url
from vafa.engine import codes
from vafa.rewards.models import Redemption, Reward
from vafa.rewards.queries import catalogue
from vafa.rewards.queries.codes import of_member
from vafa.rewards.queries.eligible import person_of

_SHOWN = 6


def taken(member: UUID, names: ClubNames, now: datetime) -> dict[str, Any]:
    """Out: standing rights, the cheapest rewards with what is lacking, what waits to be fetched, and vouchers with
    their codes."""
    fmt = names.fmt
    person = person_of(names.club, member, now)
    have = purse.of_member(member, names.unit_codes, now)
    offered = [each for each in catalogue.offered(person) if each.why_not in {"", "not_at_this_store"}][:_SHOWN]
    waiting = Redemption.objects.filter(member_id=member, state__in=("waiting", "sent")).order_by("taken_at")[:_SHOWN]
    rewards = {each.id: each for each in Reward.objects.filter(id__in=[row.reward_id for row in waiting])}
    return {
        "benefits": rights.rows(person, names),
        "offered": [
            {
                "name": each.reward.name_in(fmt.language), "icon": each.reward.icon,
                "picture": picture_url(each.reward, fmt.language),
                "price": names.exactly(each.units, each.reward.unit),
                "lacking": words.more_to_go(each.units - have.get(each.reward.unit, 0), each.reward.unit, names),
            }
            for each in offered
        ],
        "waiting": [
            {
                "name": rewards[row.reward_id].name_in(fmt.language), "code": row.code,
                "state": words.state_name(row.state), "until": row.keep_until,
            }
            for row in waiting
        ],
        "vouchers": [
            {
                "name": each.batch.name_in(fmt.language), "what": words.effect_words(each.batch.effect, names),
                "code": codes.shown(each.voucher.code), "until": each.voucher.ends_at or each.batch.ends_at,
            }
            for each in of_member(member, now, _SHOWN)
        ],
    }  # fmt: skip
