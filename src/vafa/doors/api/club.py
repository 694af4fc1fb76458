"""The key itself, and the programme in force."""

from django.http import HttpRequest, HttpResponse

from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import caller_of
from vafa.doors.api.shapes import Me, ProgrammeRead
from vafa.earning.queries import in_force
from vafa.engine.earning.plain import to_plain


@operation("GET", "/me", "me", "What this key is and may do", {200: Me})
def me(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    key, club = caller.key, caller.club
    return answer(
        Me(
            client=key.client_id,
            name=key.client.name,
            key=key.id,
            scopes=key.scopes,
            store=caller.store,
            club=club.slug,
            currency=club.currency,
            time_zone=club.time_zone,
            expires_at=key.expires_at,
        )
    )


@operation("GET", "/programme", "programme", "The club's programme in force", {200: ProgrammeRead})
def programme(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    found = in_force(caller.club, caller.now)
    return answer(ProgrammeRead(found.version, to_plain(found)))
