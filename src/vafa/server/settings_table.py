"""Every setting: its name, what it is, its default, its present value. docs/running.md is checked against this."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Shown = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    meaning: str | Promise
    default: str
    value: Shown


def _given(name: str, default: str) -> Shown:
    return lambda: os.environ.get(name) or default


def _switch(name: str) -> Shown:
    return lambda: "1" if getattr(settings, name) else ""


def _hidden(name: str) -> Shown:
    return lambda: "***" if os.environ.get(name) else ""


def _without_password(name: str) -> Shown:
    def shown() -> str:
        parts = urlsplit(os.environ.get(name, ""))
        return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")).geturl()

    return shown


SETTINGS: Final = (
    Setting("VAFA_DATA", _(
        "folder of the database, the secret key and static files"
    ), "var", lambda: str(settings.DATA)),
    Setting("DATABASE_URL", _("sqlite:///… or postgresql://user:password@host/name"), "SQLite in the data folder",
            _without_password("DATABASE_URL")),
    Setting("VAFA_SECRET_KEY", _("signs sessions, links, cursors and anchors"), "made once, kept in the data folder",
            _hidden("VAFA_SECRET_KEY")),
    Setting("VAFA_HOSTS", _("names this server goes by, with commas; the machine itself is always let in"), "none",
            lambda: ",".join(settings.HOSTS_NAMED)),
    Setting("VAFA_URL", _("where people reach this installation, for links and QR codes"), "the address they ask by",
            lambda: settings.URL),
    Setting("VAFA_ORIGINS", _("origins whose forms are trusted behind a proxy, such as https://club.example.org"),
            "none", lambda: ",".join(settings.CSRF_TRUSTED_ORIGINS)),
    Setting("VAFA_SECURE", _("1 behind TLS: secure cookies, HSTS, X-Forwarded-Proto is believed"), "off",
            _switch("SECURE")),
    Setting("VAFA_PRODUCTION", _("1 refuses an insecure start on this machine's own address too"), "off",
            _switch("PRODUCTION")),
    Setting("VAFA_REQUESTS_A_MINUTE", _("requests that one program may send to the API in a minute"), "6000",
            lambda: str(settings.REQUESTS_A_MINUTE)),
    Setting("VAFA_SILENCE_SECONDS", _("a connection that owes the rest of a request and is silent so long is closed"),
            "20", lambda: str(settings.SILENCE_SECONDS)),
    Setting("VAFA_PROXIES", _("addresses of proxies whose X-Forwarded-For is believed, with commas"), "127.0.0.1",
            lambda: settings.PROXIES),
    Setting("VAFA_PORT", _("the port"), "8000", _given("VAFA_PORT", "8000")),
    Setting("VAFA_LOG", _("json or plain: the form of the log"), "plain on a terminal, else json",
            lambda: settings.LOG_FORM),
    Setting("VAFA_METRICS_TOKEN", _("whoever brings it as a bearer may read /metrics; without it this machine alone"),
            "none", _hidden("VAFA_METRICS_TOKEN")),
    Setting("VAFA_BACKUPS", _("folder of the backups"), "backups in the data folder", lambda: str(settings.BACKUPS)),
    Setting("VAFA_LAKE", _("folder of the lake: the history as Parquet files, for reports"), "lake in the data folder",
            lambda: str(settings.LAKE)),
    Setting("VAFA_LAKE_MEMORY", _("how much memory a question to the lake may take"), "700MB",
            lambda: settings.LAKE_MEMORY),
    Setting("VAFA_LAKE_THREADS", _("how many cores a question to the lake may take; 0 is all"), "0",
            lambda: str(settings.LAKE_THREADS)),
    Setting("VAFA_EMAIL_URL", _("smtp://user:password@host:587, smtps://…:465; without it no e-mail is sent"), "none",
            _without_password("VAFA_EMAIL_URL")),
    Setting("VAFA_EMAIL_FROM", _("the sender of e-mails"), "the user of VAFA_EMAIL_URL",
            lambda: settings.DEFAULT_FROM_EMAIL),
    Setting("VAFA_DEBUG", _("1 shows the inside of faults; never where others can reach it"), "off",
            _switch("DEBUG")),
    Setting("VAFA_DEMO", _("1 shows the demo's front page; vafa demo sets it"), "off", _switch("DEMO")),
    Setting("VAFA_DEMO_MEMBERS", _(
        "how many members the demo's club has"
    ), "6000", _given("VAFA_DEMO_MEMBERS", "6000")),
)  # fmt: skip
