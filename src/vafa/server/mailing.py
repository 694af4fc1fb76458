"""Whether this installation sends e-mail, told to every template."""

from django.conf import settings
from django.http import HttpRequest


def mail_works(request: HttpRequest) -> dict[str, bool]:
    return {"mail_works": settings.EMAIL_WORKS}
