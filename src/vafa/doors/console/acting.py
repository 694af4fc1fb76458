"""A button of the console: it does one thing, and says what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction

from vafa.base.errors import Refusal
from vafa.doors.console.frame import ClubRequest, format_of, said
from vafa.doors.console.refusals import sentence


def tried(request: ClubRequest, act: Callable[[], str]) -> None:
    """In: what is done and noted in one transaction, and answers with a sentence. The page that follows says it, or
    why it was refused."""
    try:
        with transaction.atomic():
            said(request, act())
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
