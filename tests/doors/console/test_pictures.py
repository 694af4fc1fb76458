"""A picture on a reward: uploaded, seen by members, taken off."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.doors.console.test_rewards import listed, text
from tests.people import NOON
from tests.rooms.test_pictures import drawn
from vafa.base.models import Audit
from vafa.members.queries import issue_link
from vafa.rewards.models import Picture


def put(desk, made, content, client=None, **given):
    file = SimpleUploadedFile("coffee.jpg", content, "image/jpeg")
    form = {"file": file, "language": "fa"} | given
    return (client or desk.manager).post(desk.at(f"rewards/{made.id}/picture/"), form, follow=True)


def test_it_is_uploaded_seen_by_everybody_and_taken_off(desk):
    desk.cast.buys("sara", 10_000)
    made = listed(desk)
    assert "Kept. Members see it now." in text(put(desk, made, drawn()))
    address = f"/pictures/{Picture.objects.get().id}"
    token, _ = issue_link(desk.cast.club, desk.cast.members["sara"], NOON)
    stranger = Client(HTTP_ACCEPT_LANGUAGE="en")
    pages = [
        stranger.get(f"/m/{token}"),
        desk.manager.get(desk.at("rewards/")),
        desk.manager.get(desk.at(f"rewards/{made.id}/")),
    ]
    assert all(address in response.content.decode() for response in pages)
    sent = stranger.get(address)
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in sent["Cache-Control"]
    off = desk.manager.post(desk.at(f"rewards/{made.id}/picture/off/"), {"language": "fa"}, follow=True)
    assert "Taken off." in text(off)
    assert stranger.get(address).status_code == 404
    noted = Audit.objects.filter(action__startswith="reward_picture").order_by("at").values_list("action", flat=True)
    assert list(noted) == ["reward_pictured", "reward_picture_off"]


def test_what_is_no_picture_and_who_may_not_is_refused(desk):
    made = listed(desk)
    assert "Choose a picture: JPEG, PNG, WebP or AVIF" in text(put(desk, made, b"<svg/>"))
    nothing = desk.manager.post(desk.at(f"rewards/{made.id}/picture/"), {"language": "fa"}, follow=True)
    assert "Choose a picture" in text(nothing)
    assert put(desk, made, drawn(), desk.analyst).status_code == 403
    assert not Picture.objects.exists()
