"""Settings, from the environment. Each has a safe default; `vafa serve` prints those in force at its start."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, SELF

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("VAFA_DATA") or "var").resolve()
DATA.mkdir(mode=0o750, parents=True, exist_ok=True)


def _on(given: str | None) -> bool:
    """Whoever writes true or yes instead of 1 means it: a server that took it for off would be open in silence."""
    return (given or "").strip().lower() not in {"", "0", "no", "off", "false"}


def _secret_key() -> str:
    """The environment's key, else one made once and kept beside the data, readable by its owner alone."""
    if given := os.environ.get("VAFA_SECRET_KEY"):
        return given
    path = DATA / "secret-key"
    if not path.exists():
        own = DATA / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(own, path)  # whole at once: another process may be reading
        own.unlink()
    return path.read_text()


def _whole(name: str, otherwise: int) -> int:
    given = os.environ.get(name) or str(otherwise)
    if not given.isdecimal():
        raise ValueError(f"{name} is {given!r}; write a whole number")
    return int(given)


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "vafa.base.sqlite",
            "NAME": f"/{parts.path.lstrip('/')}",
            "OPTIONS": {
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                " PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;"
                " PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.get("host") or parts.hostname or "",
            "PORT": parts.port or query.get("port") or "",
            # under ASGI every request has a thread of its own: a connection kept for the next one is never used again
            "CONN_MAX_AGE": 0,
        }
    raise ValueError("DATABASE_URL must start with sqlite:// or postgresql://; see vafa doctor --settings")


SECRET_KEY = _secret_key()
DEBUG = _on(os.environ.get("VAFA_DEBUG"))
HOSTS_NAMED = [host for host in os.environ.get("VAFA_HOSTS", "").split(",") if host]
# Whoever watches or mends asks from the machine itself, whatever its names outside.
ALLOWED_HOSTS = [*HOSTS_NAMED, *(host for host in ("localhost", "127.0.0.1", "[::1]") if host not in HOSTS_NAMED)]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("VAFA_ORIGINS", "").split(",") if origin]
URL = os.environ.get("VAFA_URL", "").rstrip("/")
"""Where people reach this installation, for links and QR codes; without it the address they ask by."""
SECURE = _on(os.environ.get("VAFA_SECURE"))
PRODUCTION = _on(os.environ.get("VAFA_PRODUCTION"))
METRICS_TOKEN = os.environ.get("VAFA_METRICS_TOKEN", "")
PROXIES = os.environ.get("VAFA_PROXIES", "127.0.0.1")
SILENCE_SECONDS = max(1, _whole("VAFA_SILENCE_SECONDS", 20))
REQUESTS_A_MINUTE = max(1, _whole("VAFA_REQUESTS_A_MINUTE", 6000))
LAKE = Path(os.environ.get("VAFA_LAKE") or DATA / "lake").resolve()
LAKE_MEMORY = os.environ.get("VAFA_LAKE_MEMORY", "700MB")
LAKE_THREADS = _whole("VAFA_LAKE_THREADS", 0)
"""0: as many as there are cores."""
BACKUPS = Path(os.environ.get("VAFA_BACKUPS") or DATA / "backups").resolve()
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DEMO = _on(os.environ.get("VAFA_DEMO"))
DOORS = frozenset({"api", "pages"})
"""The doors of this process; `vafa serve --doors` sets it."""

DEMO_MEMBERS = _whole("VAFA_DEMO_MEMBERS", 6000)
"""How many members Narvan has; tests make a smaller one."""

DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or f"sqlite://{DATA / 'vafa.sqlite3'}")}


def _email(url: str) -> dict[str, Any]:
    """smtp:// says STARTTLS on port 587, smtps:// TLS from the first byte on 465; `?tls=no` is for a machine's own."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("VAFA_EMAIL_URL must be like smtp://user:password@host:587 or smtps://user:password@host:465")
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit and dict(parse_qsl(parts.query)).get("tls") != "no",
    }


EMAIL_WORKS = bool(os.environ.get("VAFA_EMAIL_URL"))
EMAIL_TIMEOUT = 10
if EMAIL_WORKS:
    globals().update(_email(os.environ["VAFA_EMAIL_URL"]))
DEFAULT_FROM_EMAIL = os.environ.get("VAFA_EMAIL_FROM") or globals().get("EMAIL_HOST_USER") or "vafa@localhost"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_WORKS else 'dummy'}.EmailBackend"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "vafa.base",
    "vafa.ledger",
    "vafa.partners",
    "vafa.members",
    "vafa.segments",
    "vafa.earning",
    "vafa.tiers",
    "vafa.rewards",
    "vafa.offers",
    "vafa.checkout",
    "vafa.activities",
    "vafa.insight",
    "vafa.files",
    "vafa.programmes",
    "vafa.doors.look",
    "vafa.doors.console",
    "vafa.doors.counter",
    "vafa.doors.portal",
    "vafa.doors.setup",
    "vafa.doors.worker",
    "vafa.server",
    "vafa.demo",
]

MIDDLEWARE = [
    "vafa.server.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vafa.doors.look.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vafa.doors.look.permissions.PermissionMiddleware",
]

ROOT_URLCONF = "vafa.urls"
ASGI_APPLICATION = "vafa.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before allauth's own: the console gives its sign-in pages our clothes.
        "DIRS": [PACKAGE / "doors" / "look" / "templates", PACKAGE / "doors" / "console" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "vafa.server.mailing.mail_works",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "vafa.doors.look.templatetags.look"],
        },
    }
]
COTTON_DIR = "cotton"

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
"""Until `vafa serve` has laid the files out, compressed, in the data folder."""
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_ADAPTER = "vafa.doors.console.sign_in.StaffAccountAdapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "vafa.doors.console.sign_in.StaffMFAAdapter"
MFA_FORMS = {
    "authenticate": "vafa.doors.console.sign_in.SignInCode",
    "reauthenticate": "vafa.doors.console.sign_in.ConfirmCode",
    "activate_totp": "vafa.doors.console.sign_in.FirstCode",
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

LOG_FORM = os.environ.get("VAFA_LOG") or ("plain" if sys.stderr.isatty() else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "vafa.server.logs.Json"}, "plain": {"()": "vafa.server.logs.Plain"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if LOG_FORM == "json" else "plain"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "vafa": {"level": "INFO"},
        # a demo's terminal says how far it is; its requests are of no interest
        "vafa.request": {"level": "WARNING" if DEMO else "INFO"},
        # each answer has a line of its own, with its route instead of its path
        "django.request": {"handlers": ["none"], "level": "ERROR"},
        "django.security": {"handlers": ["none"], "propagate": False},
        "django.server": {"handlers": ["none"], "propagate": False},
        "uvicorn.error": {"level": "INFO"},
    },
}
