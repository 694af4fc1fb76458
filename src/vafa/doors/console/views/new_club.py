"""Another club on this installation, opened by an owner of one: a name, a country, branches and a programme."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vafa.base.actions.clubs import remove_sample
from vafa.base.clock import now as wall_clock
from vafa.base.errors import Refusal
from vafa.base.models import Club, User
from vafa.doors.console.fields import required
from vafa.doors.console.frame import ClubRequest, format_of, kept, language, link, page, said, settings_pages
from vafa.doors.console.refusals import sentence
from vafa.doors.look import ready_words
from vafa.engine.earning.words import Name
from vafa.files import places
from vafa.insight.actions import lakes
from vafa.insight.actions.segments import refresh_segments
from vafa.opening.actions import open_shop
from vafa.opening.answers import Answers
from vafa.opening.places import COUNTRIES
from vafa.opening.programmes.choosing import LIBRARY, OWN
from vafa.opening.sample import open_sample


class NewClubForm(forms.Form):
    name_fa = forms.CharField(label=gettext_lazy("Name, Persian"), max_length=120, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name, English"), max_length=120, required=False)
    slug = forms.CharField(
        label=gettext_lazy("Short name"), max_length=50, required=False,
        help_text=gettext_lazy("In addresses, in Latin letters; it stays. Empty: made from the English name."),
    )  # fmt: skip
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Calendar, time zone and currency follow from it; they can change until a receipt."),
    )
    branches = forms.CharField(
        label=gettext_lazy("Branches"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line."),
        error_messages=required(gettext_lazy("Write one branch at least.")),
    )  # fmt: skip
    programme = forms.ChoiceField(label=gettext_lazy("First programme"))

    def __init__(self, club_country: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = [*((code, ready_words.name(code)) for code in LIBRARY), (OWN, _("Rules of my own"))]
        country, programme = cast(Any, self.fields["country"]), cast(Any, self.fields["programme"])
        country.choices = [(code, written(each.name)) for code, each in COUNTRIES.items()]
        country.initial, programme.choices = club_country, programmes
        for name, lang, direction in (("name_fa", "fa", "rtl"), ("name_en", "en", "ltr"), ("slug", "en", "ltr")):
            self.fields[name].widget.attrs |= {"lang": lang, "dir": direction}

    def answers(self, owner: User) -> Answers:
        given = self.cleaned_data
        country = COUNTRIES[given["country"]]
        lines = [line.strip() for line in given["branches"].splitlines() if line.strip()]
        return Answers(
            language=language(), name=Name(given["name_fa"].strip(), given["name_en"].strip()), slug=given["slug"],
            country=given["country"], calendar=country.calendar, time_zone=country.time_zone,
            currency=country.currency, money_shown=country.money_shown,
            branches=tuple(Name(line, line) for line in lines), programme=given["programme"],
            owner_name=owner.name, email=owner.email, password="",
        )  # fmt: skip


def written(name: Name) -> str:
    return name.fa if language() == "fa" else name.en


@require_http_methods(["GET", "POST"])
def new_club(request: ClubRequest) -> HttpResponse:
    """The one who opens it owns it; nobody else of this club works there."""
    form = NewClubForm(request.club.country, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opened = open_shop(answers=form.answers(request.staff.user), now=wall_clock())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal, format_of(request.club)))
        else:
            kept(request, "another_club_opened", "club", slug=opened.slug)
            said(request, _("Your club is open. What comes first stands here."))
            return redirect(reverse("console:overview", args=[opened.slug]))
    context = {"form": form, "sample": _own_sample(request), "settings_pages": settings_pages(request, "club")}
    return page(request, "console/new_club.html", "staff", context, 422 if form.errors else 200)


def _own_sample(request: ClubRequest) -> Club | None:
    posts = {"staff__user": request.staff.user, "staff__ended_at__isnull": True}
    return Club.objects.filter(is_sample=True, **posts).first()


@require_POST
def open_sample_club(request: ClubRequest) -> HttpResponse:
    """A club of made-up people, to look around in. One is enough: whoever has one is taken there."""
    there = _own_sample(request)
    if there is None:
        now = wall_clock()
        there = open_sample(
            owner=request.staff.user, language=language(), country=request.club.country or "IR", now=now
        )
        refresh_segments(club=there, now=now)
        kept(request, "sample_club_opened", "club", slug=there.slug)
    return redirect(reverse("console:overview", args=[there.slug]))


@require_POST
def remove_sample_club(request: ClubRequest) -> HttpResponse:
    """All of it is gone, and whoever removes it stands in another of their clubs."""
    try:
        remove_sample(club=request.club)
        places.remove_all(request.club.id)
        lakes.forget(club_id=request.club.id)
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
        return redirect(link(request, "overview"))
    messages.success(request, _("The sample club is gone, with all that was in it."))
    return redirect("console:choose")
