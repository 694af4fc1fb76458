"""How far a rule reaches: the share of the purchases that it gave for in the replay, and that an amount lets in."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from vafa.activities.queries.across import reaching
from vafa.base.models import Club
from vafa.doors.console.programme.names import DraftNames
from vafa.insight.actions import backtests
from vafa.insight.queries import backtests as asked
from vafa.programmes.models import Draft

_YEAR = dt.timedelta(days=365)


def of_rules(club: Club, draft: Draft, names: DraftNames) -> dict[str, str]:
    """By rule, in a few words; nothing where these very rules are not replayed. What gives line by line is counted in
    times and not in purchases."""
    done = asked.latest_done(club, draft.id)
    digest = backtests.digest_of(names.content.programme, names.content.ladder)
    if done is None or not done.found or done.digest != digest:
        return {}
    now, before = (_shares(done.found[side]) for side in ("draft", "live"))
    return {rule: _words(share, before.get(rule), names) for rule, share in now.items() if share <= 1}


def _shares(side: dict[str, Any] | None) -> dict[str, float]:
    if side is None or not side["receipts"]:
        return {}
    times: dict[str, int] = {}
    for each in side["rules"]:
        times[each["rule"]] = max(times.get(each["rule"], 0), each["times"])
    return {rule: count / side["receipts"] for rule, count in times.items()}


def _words(share: float, before: float | None, names: DraftNames) -> str:
    shown = names.fmt.percent(share, 0 if share >= 0.1 else 1)
    if before is None or before > 1 or abs(before - share) < 0.001:
        return _("reaches {share} of purchases").format(share=shown)
    was = names.fmt.percent(before, 0 if before >= 0.1 else 1)
    return _("reaches {share} of purchases; live {before}").format(share=shown, before=was)


def of_amount(names: DraftNames, minor: int) -> str:
    """In: a floor in minor units. Out: how many of the last year's purchases reach it."""
    reached, of = reaching(names.club.id, names.fmt.today - _YEAR, minor)
    if not of:
        return ""
    return _("{share} of the last year’s purchases are at least this much.").format(
        share=names.fmt.percent(reached / of, 0)
    )
