"""The weekly letter by e-mail: on the first day of the club's week, once to each of the staff who wants it."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from vafa.base.models import Club, Staff
from vafa.doors.look.formats import format_of
from vafa.doors.look.letter import Letter, letter
from vafa.doors.look.names import ClubNames
from vafa.doors.look.permissions import opens
from vafa.insight.actions import letters
from vafa.insight.letter import Week, last_week, week
from vafa.insight.queries.letters import without

log = logging.getLogger("vafa.letters")


def send_due(*, club: Club, now: datetime) -> int:
    """In: a club and its present. Out: how many letters left; none before the week is over, and none twice. Without
    e-mail set up nothing is claimed."""
    if not settings.EMAIL_WORKS:
        return 0
    start, sent = last_week(club, now).start, 0
    due = [post for post in without(club, start) if opens(post, "console:letter")]
    told = week(club, now) if due else None  # before any is claimed: if it fails, all of them are still to be sent
    for post in due:
        if told and letters.claim(club=club, staff_id=post.id, week=start):
            _send(club, post, told)
            sent += 1
    return sent


def _send(club: Club, post: Staff, told: Week) -> None:
    with translation.override(post.user.language or club.language):
        fmt = format_of(club)
        made = letter(ClubNames(club, fmt), told, lambda page: address(club, page))
        about = {"letter": made, "club_name": club.name_in(fmt.language), "fmt": fmt, "home": address(club, "letter")}
        mail = EmailMultiAlternatives(
            made.title, in_plain_text(made), settings.DEFAULT_FROM_EMAIL, [post.user.email]
        )  # fmt: skip
        mail.attach_alternative(render_to_string("look/letter_mail.html", about), "text/html")
    try:
        mail.send()
    except OSError as error:  # the next week has another one
        log.warning("the letter to post %s was not sent: %s", post.id, type(error).__name__)


def address(club: Club, page: str) -> str:
    """In: the name of a page of the console. Out: where people reach it; "" where the installation does not know."""
    name, *rest = page.split()
    return f"{settings.URL}{reverse(f'console:{name}', args=[club.slug, *rest])}" if settings.URL else ""


def in_plain_text(made: Letter) -> str:
    parts = [made.title, made.lead, *(f"{what}: {much} {change}".rstrip() for what, much, change, _ in made.figures)]
    parts += [*made.reasons, *(f"{step.title}\n{step.why}\n{step.url}".rstrip() for step in made.steps)]
    return "\n\n".join(part for part in parts if part)
