from django.urls import URLPattern, path

from vafa.doors.setup import views

app_name = "setup"

urlpatterns: list[URLPattern] = [
    path("first-run/", views.first_run, name="first_run"),
    path("first-run/preview/", views.preview_panel, name="preview"),
]
