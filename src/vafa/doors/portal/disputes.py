"""What a member said about their debits, and what the club answered: for their own page."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.base.models import Club
from vafa.checkout.queries import disputes
from vafa.checkout.queries.reading import settings_of


def said(member: UUID, club: Club, now: datetime) -> dict[str, Any]:
    """Out: cases in words, which debits they are about, and since when a debit can be disputed."""
    found = disputes.of_member(member)
    words = {
        "open": _("You said that this was not you. The club looks into it."),
        "given_back": _("You said that this was not you. The club gave it back."),
        "refused": _("You said that this was not you. The club looked and keeps it as it is."),
    }
    return {
        "cases": [
            {"movement": movement, "words": words[case.state], "answer": case.answer}
            for movement, case in found.items()
        ],
        "disputed": set(found),
        "disputed_since": now - timedelta(days=settings_of(club).dispute_days),
    }  # fmt: skip
