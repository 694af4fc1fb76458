"""The pictures of a reward: put there, taken off."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vafa.doors.console.acting import tried
from vafa.doors.console.frame import ClubRequest, kept, link, present
from vafa.doors.console.views.rewards import reward_or_404
from vafa.rewards.actions import pictures
from vafa.rewards.errors import NotAPicture

Language = Literal["fa", "en"]


@require_POST
def put_picture(request: ClubRequest, reward_id: UUID) -> HttpResponse:
    file, language = request.FILES.get("file"), _language(request)

    def act() -> str:
        if file is None or file.size is None:
            raise NotAPicture(why="none", most=0)
        content = file.read(pictures.BYTES_MOST + 1)
        pictures.put_picture(
            club=request.club, reward_id=reward_id, language=language, content=content, now=present(request)
        )
        kept(request, "reward_pictured", f"reward:{reward_id}", language=language)
        return _("Kept. Members see it now.")

    return _told(request, reward_id, act)


@require_POST
def take_picture_off(request: ClubRequest, reward_id: UUID) -> HttpResponse:
    language = _language(request)

    def act() -> str:
        pictures.take_picture_off(club=request.club, reward_id=reward_id, language=language)
        kept(request, "reward_picture_off", f"reward:{reward_id}", language=language)
        return _("Taken off.")

    return _told(request, reward_id, act)


def _language(request: ClubRequest) -> Language:
    return "fa" if request.POST.get("language") == "fa" else "en"


def _told(request: ClubRequest, reward_id: UUID, act: Callable[[], str]) -> HttpResponse:
    reward_or_404(request, reward_id)
    tried(request, act)
    return redirect(link(request, "reward", reward_id))
