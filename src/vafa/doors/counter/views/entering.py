"""Coming to the counter: which club, which branch, a phone handed over, and the PIN of who stands at it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vafa.base.actions import phones, pins
from vafa.base.clock import now as wall_clock
from vafa.base.errors import Refusal
from vafa.base.models import CounterPhone, Staff
from vafa.doors.counter.desk import Desk, frame, written
from vafa.doors.counter.refusals import sentence
from vafa.doors.look import at_counter
from vafa.doors.look.formats import format_of, language
from vafa.doors.look.language import COOKIE
from vafa.doors.look.permission_table import AT_COUNTER
from vafa.partners.queries import Place, stores_of


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The club one works at the counter of; who works for one goes straight there."""
    posts = Staff.objects.select_related("club").filter(user=request.user, ended_at=None, role__in=AT_COUNTER)  # type: ignore[misc]
    clubs = [(post.club.name_in(language()), post.club.slug) for post in posts.order_by("club__created_at")]
    if len(clubs) == 1:
        return redirect("counter:counter", clubs[0][1])
    return render(request, "counter/choose.html", {"clubs": clubs})


@require_http_methods(["GET", "POST"])
def branch(request: HttpRequest) -> HttpResponse:
    """Where one stands today; from here the phone can be handed over too."""
    desk = Desk(request)
    if desk.phone or desk.staff.store_id:
        return redirect(desk.link("counter"))
    if request.method == "POST" and (place := _place(desk, request.POST.get("branch", ""))):
        desk.stand_at(place)
        return redirect(desk.link("counter"))
    return desk.page("branch.html", {"branches": list(desk.names.places.values())})


def _place(desk: Desk, code: str) -> Place | None:
    return stores_of(desk.club.id).get(code)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """From here on the session is the phone's: the person is signed out, and the console is closed to it."""
    desk = Desk(request)
    if desk.phone:
        return redirect(desk.link("counter"))
    own = desk.staff.store_id
    places = [each for each in desk.names.places.values() if own in (None, each.id)]
    place = _place(desk, request.POST.get("branch", ""))
    place = place if place in places else None
    if request.method == "GET" or (places and place is None):
        context = {"branches": places, "with_pin": _who_can(desk.club.id), "typed": request.POST.get("name", "")}
        context["fault"] = _("Choose the branch the phone stands at.") if request.method == "POST" else ""
        return desk.page("hand_over.html", context, 422 if request.method == "POST" else 200)
    name = written(request.POST, "name", 80) or _("Phone at the counter")
    with transaction.atomic():
        phone = phones.hand_over(
            club=desk.club, store_id=place.id if place else None, name=name, staff=desk.staff, now=wall_clock()
        )
        desk.kept("phone_handed_over", f"phone:{phone.id}", after={"name": name})
    at_counter.hand_to(request, phone)
    response = redirect(desk.link("pin"))
    response.set_cookie(COOKIE, language(), max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """By whoever may hand phones over and stands at it with their PIN."""
    desk = Desk(request)
    if desk.phone:
        with transaction.atomic():
            phones.take_back(club=desk.club, phone_id=desk.phone.id, now=wall_clock())
            desk.kept("phone_taken_back", f"phone:{desk.phone.id}", before={"name": desk.phone.name})
        request.session.flush()
    return redirect("account_login")


@never_cache
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    phone: CounterPhone = request.phone  # type: ignore[attr-defined]
    chosen = request.POST.get("who", "") or at_counter.last_at_work(request)
    fault, onward = "", _onward(request, phone)
    if request.method == "POST":
        try:
            post = pins.enter(phone=phone, post_id=_id(chosen), pin=request.POST.get("pin", "")[:20], now=wall_clock())
        except Refusal as refusal:
            fault = sentence(refusal, format_of(phone.club))
        else:
            at_counter.begin(request, post)
            return redirect(onward or _start(phone))
    return _pin_page(request, phone, {"chosen": chosen, "fault": fault, "next": onward}, 422 if fault else 200)


def _pin_page(request: HttpRequest, phone: CounterPhone, context: dict[str, Any], status: int) -> HttpResponse:
    place = (
        {each.id: each for each in stores_of(phone.club_id).values()}.get(phone.store_id) if phone.store_id else None
    )
    own = {"people": _who_can(phone.club_id), "branch": place, "start_url": _start(phone), "phone": phone}
    return frame(request, "counter/pin.html", phone.club, format_of(phone.club), own | context, status)


def _who_can(club_id: UUID) -> list[tuple[str, str]]:
    """Who has a PIN: id and name."""
    posts = Staff.objects.select_related("user").filter(club_id=club_id, ended_at=None, role__in=AT_COUNTER)
    return [(str(post.id), post.user.name) for post in posts.exclude(pin="").order_by("user__name")[:60]]


def _start(phone: CounterPhone) -> str:
    return f"/counter/{phone.club.slug}/"


def _onward(request: HttpRequest, phone: CounterPhone) -> str:
    """Only ever a page of this counter."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith(_start(phone)) and "/pin/" not in wanted else ""


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The next cashier takes over with one tap and a PIN."""
    phone: CounterPhone = request.phone  # type: ignore[attr-defined]
    at_counter.leave(request)
    messages.info(request, _("Whose turn is it?"))
    return redirect("counter:pin", phone.club.slug)
