"""The reports that staff keep under a name."""

from vafa.base.models import Club
from vafa.insight.models import SavedView


def saved(club: Club) -> list[SavedView]:
    """Out: by name."""
    return list(SavedView.objects.filter(club=club).order_by("name"))
