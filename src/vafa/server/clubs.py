"""Which club a command is about."""

from django.utils.translation import gettext as _

from vafa.base.models import Club
from vafa.server.errors import Refused


def named(slug: str | None) -> Club:
    """In: its short name; nothing where there is one. Refused: none of the name, or several to choose from."""
    clubs = Club.objects.filter(slug=slug) if slug else Club.objects.all()[:2]
    if len(clubs) != 1:
        raise Refused(_("Name the club by --club and its short name, as it stands in the console’s address."))
    return clubs[0]
