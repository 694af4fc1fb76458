"""The join page's address, its code, and the poster that carries it, for each branch."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.doors.console.frame import ClubRequest, format_of, link, page
from vafa.doors.look import qr
from vafa.doors.look.links import here_alone, join_page
from vafa.doors.look.names import ClubNames
from vafa.doors.look.programme_words import told
from vafa.partners.queries import Place, stores_of

if TYPE_CHECKING:
    from vafa.doors.look.paper.poster import Words

_LANGUAGES = {"fa": ("fa",), "en": ("en",), "both": ("fa", "en")}


@require_GET
def poster(request: ClubRequest) -> HttpResponse:
    places = stores_of(request.club.id)
    chosen = places.get(request.GET.get("store", ""))
    address = join_page(request, request.club.slug, chosen.code if chosen else "")
    names = ClubNames(request.club, format_of(request.club))
    context = {
        "address": address,
        "code": qr.svg(address, _("QR code of the join page")),
        "places": [
            {"code": place.code, "name": place.name_in(names.fmt.language), "current": place is chosen}
            for place in places.values()
        ],
        "chosen": chosen,
        "sheets": [
            (language, words, f"{link(request, 'poster_pdf')}?{_query(language, chosen)}")
            for language, words in (("both", _("Both languages")), ("fa", _("Persian")), ("en", _("English")))
        ],
        "programme": told(names),
        "has_programme": names.programme is not None,
        "here_alone": here_alone(request),
    }
    return page(request, "console/poster.html", "asked", context)


def _query(language: str, chosen: Place | None) -> str:
    return urlencode({"lang_of": language} | ({"store": chosen.code} if chosen else {}))


@require_GET
def poster_pdf(request: ClubRequest) -> HttpResponse:
    languages = _LANGUAGES.get(request.GET.get("lang_of", "both"))
    code = request.GET.get("store", "")
    place = stores_of(request.club.id).get(code)
    if languages is None or (code and place is None):
        raise Http404
    from vafa.doors.look.paper.poster import pdf  # half a second to import, for whoever prints alone

    made = pdf([_words(request, language, place) for language in languages])
    response = HttpResponse(made, content_type="application/pdf")
    name = "-".join(filter(None, (request.club.slug, code, *languages)))
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _words(request: ClubRequest, language: str, place: Place | None) -> "Words":
    from vafa.doors.look.paper.poster import Words

    with translation.override(language):
        fmt = format_of(request.club)
        programme = told(ClubNames(request.club, fmt))
        steps = (
            _("Scan the code with your phone's camera."),
            _("Write your mobile number and your name."),
            _("Tell the cashier your number. From then on every purchase counts."),
        )
        given: dict[str, Any] = {
            "club": request.club.name_in(language),
            "branch": place.name_in(language) if place else "",
            "headline": programme.headline,
            "promise": programme.promise,
            "fine_print": _("Free. We keep your purchases to count for you and sell them to no one."),
        }
        numbers = (fmt.integer(1), fmt.integer(2), fmt.integer(3))
    address = join_page(request, request.club.slug, place.code if place else "")
    return Words(language=language, steps=steps, numbers=numbers, address=address, **given)
