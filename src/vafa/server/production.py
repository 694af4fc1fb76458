"""What an installation that others can reach may not have: the checks before `vafa serve` opens its port."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from vafa.base.models import Club, User
from vafa.server.errors import NOT_AS_SET, Refused

KEY_LENGTH: Final = 32
KNOWN_KEYS: Final = ("a key that keeps no secret", "changeme", "change-me", "change me", "secret", "django-insecure")
DEMO_MAIL: Final = "@vafa.example"


def is_public(host: str) -> bool:
    """Reachable from elsewhere, or said to be: an address that is not this machine's own, or behind TLS."""
    return settings.SECURE or settings.PRODUCTION or not is_loopback(host)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_insecure(host: str) -> None:
    """In: the address to serve at. Refused: a public one with settings that are only good for trying out."""
    if is_public(host) and (wrong := list(insecure_settings())):
        raise Refused("\n".join(wrong), NOT_AS_SET)


def refuse_demo(host: str) -> None:
    """Refused: a public address with the accounts whose password everybody knows."""
    if is_public(host) and (wrong := list(demo_accounts())):
        raise Refused("\n".join(wrong), NOT_AS_SET)


def insecure_settings() -> Iterator[str]:
    """A sentence for each setting that is not fit for an address that others can reach."""
    if settings.DEBUG:
        yield _("VAFA_DEBUG is 1: pages of faults would show the inside of the server. Take it out.")
    yield from weak_key()
    if not settings.SECURE:
        yield _(
            "VAFA_SECURE is not 1: cookies would travel unprotected. Put TLS before the server, as in deploy/, and set"
            " VAFA_SECURE=1."
        )
    if not settings.HOSTS_NAMED:
        yield _("VAFA_HOSTS is not set: name the addresses of this server, such as club.example.org.")
    elif "*" in settings.HOSTS_NAMED:
        yield _("VAFA_HOSTS has a star: anybody could write the addresses in your links. Name yours instead.")
    if settings.DEMO:
        yield _("VAFA_DEMO is 1: a demo is for this machine alone. Take it out, and use a data folder of its own.")


def weak_key() -> Iterator[str]:
    key = settings.SECRET_KEY
    if any(known in key.lower() for known in KNOWN_KEYS):
        yield _("VAFA_SECRET_KEY is a key that everybody knows. Take it out, and one is made and kept with the data.")
    elif len(key) < KEY_LENGTH or len(set(key)) < 8:
        yield _(
            "VAFA_SECRET_KEY can be guessed: it needs {length} characters at random. Take it out, and one is made."
        ).format(
            length=KEY_LENGTH
        )  # fmt: skip


def demo_accounts() -> Iterator[str]:
    if User.objects.filter(email__iendswith=DEMO_MAIL, is_active=True).exists() or Club.objects.filter(is_demo=True):
        yield _(
            "The demo's clubs and accounts are in this database, and everybody knows their password. Serve a data"
            " folder of its own (VAFA_DATA)."
        )
