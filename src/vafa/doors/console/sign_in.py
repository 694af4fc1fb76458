"""Signing in by allauth: who may, in which words it is refused, and codes in digits of any script."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vafa.base.text import latin_digits


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Staff are invited by an owner; nobody signs up by themselves. Owners hand out links to a first password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account was closed. The owner of your club can open it again."),
        "email_password_mismatch": _(
            "E-mail and password do not belong together. Check both; if the password is lost, the owner of your club"
            " makes a link to choose a new one."
        ),
        "enter_current_password": _("This is not your present password. Type the one you signed in with."),
        "incorrect_password": _("This is not your password. Type it again; mind capital letters and the keyboard."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: that someone is signed in, the page shows by itself."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The link to a new password, where e-mail is set up; nothing else is ever sent to staff."""
        if settings.EMAIL_WORKS and template_prefix == "account/email/password_reset_key":
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong or has run out. Type the one your app shows now."),
    }


class _AnyDigits:
    """Codes are typed as the keyboard gives them."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data and "code" in self.data:
            self.data = self.data.copy()
            self.data["code"] = latin_digits(self.data["code"]).strip()


class SignInCode(_AnyDigits, AuthenticateForm):  # type: ignore[misc]  # as above
    pass


class ConfirmCode(_AnyDigits, ReauthenticateForm):  # type: ignore[misc]  # as above
    pass


class FirstCode(_AnyDigits, ActivateTOTPForm):  # type: ignore[misc]  # as above
    pass
