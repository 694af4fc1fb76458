"""Programs that call the API: each has a name, and keeps it whatever key it uses."""

from vafa.base.models import ApiClient, Club


def know(*, club: Club, name: str) -> ApiClient:
    """The club's program of that name, made if there is none: its references stay its own."""
    found = ApiClient.objects.filter(club=club, name=name).first()
    return found or ApiClient.objects.create(club=club, name=name)
