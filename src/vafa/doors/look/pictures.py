"""Pictures of rewards, sent to whoever knows their address: it cannot be guessed, and what it names never changes."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from vafa.rewards.models import Picture, Reward

_YEAR = 365 * 24 * 3600


@require_safe
def picture(request: HttpRequest, id: UUID) -> HttpResponse:
    found = Picture.objects.filter(id=id).values_list("content", flat=True).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found), content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


def picture_url(reward: Reward, language: str) -> str:
    """Empty where the reward shows its icon."""
    id = reward.picture_in(language)
    return reverse("picture", args=[id]) if id else ""
