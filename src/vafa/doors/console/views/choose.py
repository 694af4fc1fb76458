"""The first page after signing in: the club, or the clubs, one works for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from vafa.base.models import Staff
from vafa.doors.console.frame import language, post_name
from vafa.doors.look.permissions import opens


def choose(request: HttpRequest) -> HttpResponse:
    assert request.user.is_authenticated
    posts = Staff.objects.select_related("club").filter(user=request.user, ended_at=None).order_by("club__created_at")
    clubs = [
        {
            "name": post.club.name_in(language()),
            "role": post_name(post),
            "url": reverse(
                "console:overview" if opens(post, "console:overview") else "counter:counter", args=[post.club.slug]
            ),
        }
        for post in posts
    ]
    if len(clubs) == 1:
        return redirect(clubs[0]["url"])
    return render(request, "console/choose.html", {"clubs": clubs})
