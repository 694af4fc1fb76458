"""The first run in the browser: one page, six steps, one of them open."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import login as allauth_login
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vafa.base.clock import now
from vafa.base.errors import Refusal
from vafa.base.models import Club, Role, Staff
from vafa.doors.setup import code, walk, words
from vafa.doors.setup.forms import (
    STEPS,
    BranchesForm,
    OwnerForm,
    PlaceForm,
    ProgrammeForm,
    StepForm,
    time_zones_offered,
)
from vafa.doors.setup.given import answers, format_of
from vafa.doors.setup.preview import choices, preview
from vafa.doors.setup.walk import Walk
from vafa.opening.actions import open_first_shop
from vafa.opening.errors import NotTheFirst

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The address of the installation itself."""
    return redirect("setup:first_run" if code.needed() else "console:choose")


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Without a club there is nobody to sign in."""
    if code.needed():
        return redirect("setup:first_run")
    shown: Callable[[HttpRequest], HttpResponseBase] = allauth_login
    return shown(request)


@never_cache
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    steps = Walk(request.session, _language())
    if not code.needed():
        return _over(request, steps)
    given = request.POST.get("code", request.GET.get("code"))
    if given is not None:
        return _claim(request, steps, given)
    if not steps.allowed:
        return _gate(request, "", HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK)
    if request.method == "POST":
        return _take(request, steps)
    asked = request.GET.get("step", "")
    step = asked if asked in STEPS else steps.open_step
    return _page(request, steps, STEPS[step](steps.given, language=_language()))


@never_cache
@require_POST
def preview_panel(request: HttpRequest) -> HttpResponse:
    """The panel alone, for what is typed at this moment; nothing is kept."""
    steps = Walk(request.session, _language())
    step = request.POST.get("step", "")
    if not code.needed() or not steps.allowed or step not in STEPS:
        return _gate(request, "", HTTPStatus.FORBIDDEN)
    form = STEPS[step](steps.given, request.POST, _language())
    return render(request, "setup/preview.html", {"panel": preview(steps.given | form.kept(), _language())})


def _language() -> str:
    return translation.get_language() or "en"


def _claim(request: HttpRequest, steps: Walk, given: str) -> HttpResponse:
    """The code came, by the link or typed."""
    address = request.META.get("REMOTE_ADDR", "")
    if code.too_many(address):
        return _gate(request, _("Too many attempts. Wait five minutes, then try again."), HTTPStatus.TOO_MANY_REQUESTS)
    if not code.is_right(given):
        code.count_wrong(address)
        fault = _("This code is not the one of this installation. Copy the whole link, or the code from it.")
        return _gate(request, fault, HTTPStatus.FORBIDDEN)
    if not steps.allowed:
        steps.begin()
    return redirect("setup:first_run")


def _gate(request: HttpRequest, fault: str, status: int) -> HttpResponse:
    return render(request, "setup/gate.html", {"fault": fault}, status=status)


def _take(request: HttpRequest, steps: Walk) -> HttpResponse:
    """The open step was sent: to be kept, to be fitted to a country, to be left for another step, or as answered."""
    step = request.POST.get("step", "")
    form = STEPS[step if step in STEPS else steps.open_step](steps.given, request.POST, _language())
    if isinstance(form, PlaceForm) and ("fit" in request.POST or "again" in request.POST):
        steps.keep(form, form.fit() if "fit" in request.POST else form.kept())
        return _page(request, steps, PlaceForm(steps.given, language=_language()))
    if isinstance(form, BranchesForm) and "more" in request.POST:
        steps.keep(form, form.kept())
        return _page(request, steps, BranchesForm(steps.given | {"rows": form.rows}, language=_language()))
    going = request.POST.get("go", "")
    right = form.is_valid()
    was_done = form.key in steps.done
    steps.keep(form, form.kept())
    if right and (not going or was_done):
        steps.finish_step(form)
    if going in STEPS:
        return redirect(f"{reverse('setup:first_run')}?step={going}")
    if not right:
        return _page(request, steps, form)
    if steps.open_step != walk.LAST or not isinstance(form, OwnerForm):
        return _next(steps, form)
    return _open(request, steps, form)


def _next(steps: Walk, form: StepForm) -> HttpResponse:
    """Each step has an address of its own, for the browser's way back. The language chosen for the club is the page's
    from then on."""
    lang = f"&lang={steps.given['language']}" if form.key == "language" else ""
    return redirect(f"{reverse('setup:first_run')}?step={steps.open_step}{lang}")


def _open(request: HttpRequest, steps: Walk, form: OwnerForm) -> HttpResponse:
    if not set(STEPS) - {walk.LAST} <= set(steps.done):
        return redirect("setup:first_run")
    try:
        club = open_first_shop(answers=answers(steps.given, form.password), now=now())
    except NotTheFirst:
        return _over(request, steps)
    except Refusal as refusal:
        return _go_back(request, steps, refusal)
    code.forget()
    steps.end()
    _sign_in_the_owner(request, club)
    return redirect("console:overview", club.slug)


def _go_back(request: HttpRequest, steps: Walk, refusal: Refusal) -> HttpResponse:
    """What an answer was good for when it was given, and is not any more, is asked again where it belongs."""
    field = words.field_of(refusal)
    for step, kind in STEPS.items():
        form = kind(steps.given, steps.given, _language())
        if field in form.fields or (field == "branches" and step == "branches"):
            form.is_valid()
            return _page(request, steps, form)
    raise refusal


def _sign_in_the_owner(request: HttpRequest, club: Club) -> None:
    owner = Staff.objects.select_related("user").get(club=club, role=Role.OWNER).user
    login(request, owner, backend=_BACKEND)
    # The password was typed a moment ago: the second factor is set up without asking for it again.
    record_authentication(request, owner, "password", email=owner.email, reauthenticated=True)


def _over(request: HttpRequest, steps: Walk) -> HttpResponse:
    """There is a club. Whoever was still walking is told; everybody else is on the way to the sign-in."""
    if steps.walking:
        return render(request, "setup/over.html", status=HTTPStatus.CONFLICT)
    return redirect("account_login")


def _page(request: HttpRequest, steps: Walk, form: StepForm) -> HttpResponse:
    fmt = format_of(steps.given, _language(), now())
    context: dict[str, Any] = {
        "steps": [_row(number, step, steps, form, fmt) for number, step in enumerate(STEPS, 1)],
        "form": form,
        "fmt": fmt,
        "panel": preview(steps.given, _language()),
        "time_zones": time_zones_offered(),
        "honest": words.honest(),
    }
    if isinstance(form, ProgrammeForm):
        chosen = form.kept()["programme"]
        context["choices"] = [choice | {"on": choice["code"] == chosen} for choice in choices(steps.given, _language())]
        if not any(choice["on"] for choice in context["choices"]):
            context["choices"][0]["on"] = True
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    return render(request, "setup/first_run.html", context, status=status)


def _row(number: int, step: str, steps: Walk, form: StepForm, fmt: Any) -> dict[str, Any]:
    done = step in steps.done
    return {
        "number": number,
        "key": step,
        "title": walk.titles()[step],
        "open": step == form.key,
        "done": done,
        "said": walk.summary(step, steps.given, fmt) if done else walk.expected()[step],
    }
