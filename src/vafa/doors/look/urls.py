"""Pages that show the kit itself, and pictures."""

from django.urls import path

from vafa.doors.look import pictures, views

urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/overview/", views.sample_overview, name="styleguide_overview"),
    path("states/", views.states, name="states"),
    path("pictures/<uuid:id>", pictures.picture, name="picture"),
]
