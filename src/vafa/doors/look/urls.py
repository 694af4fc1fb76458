"""Pages that show the kit itself."""

from django.urls import path

from vafa.doors.look import views

urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/overview/", views.sample_overview, name="styleguide_overview"),
    path("states/", views.states, name="states"),
]
