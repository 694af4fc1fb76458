"""Pictures of rewards: made anew, one for each language or one for both."""

from io import BytesIO

import pytest
from PIL import Image

from tests.people import make_cast
from tests.rooms.shop import Shop
from vafa.rewards.actions import pictures
from vafa.rewards.errors import NotAPicture, UnknownReward
from vafa.rewards.models import Picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return Shop(make_cast())


def drawn(size=(1600, 1200), form="JPEG", colour="teal", **facts):
    written = BytesIO()
    Image.new("RGBA" if form in {"PNG", "WEBP"} else "RGB", size, colour).save(written, form, **facts)
    return written.getvalue()


def put(shop, reward, content, language="fa"):
    return pictures.put_picture(
        club=shop.club, reward_id=reward.id, language=language, content=content, now=shop.cast.now
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_it_is_made_smaller_and_written_anew(shop, form):
    kept = put(shop, shop.reward(), drawn(form=form))
    shown = Image.open(BytesIO(bytes(kept.content)))
    assert (shown.format, shown.size, (kept.width, kept.height)) == ("WEBP", (960, 720), (960, 720))
    assert len(kept.content) < 20_000


def test_nothing_of_an_upload_is_kept_but_what_one_sees(shop):
    facts = Image.Exif()
    facts[0x010F], facts[0x0112] = "a camera of Sara's", 6  # who made it; a quarter turn
    kept = put(shop, shop.reward(), drawn((800, 400), exif=facts))
    shown = Image.open(BytesIO(bytes(kept.content)))
    assert (shown.size, dict(shown.getexif())) == ((360, 720), {})
    assert b"Sara" not in bytes(kept.content)


def test_what_is_transparent_stands_on_white(shop):
    kept = put(shop, shop.reward(), drawn((40, 30), "PNG", (0, 0, 0, 0)))
    assert Image.open(BytesIO(bytes(kept.content))).convert("RGB").getpixel((20, 15)) == (255, 255, 255)


def test_one_serves_both_languages_and_each_may_have_its_own(shop):
    reward = shop.reward()
    assert reward.picture_in("fa") is None
    first = put(shop, reward, drawn(), "en")
    reward.refresh_from_db()
    assert (reward.picture_in("fa"), reward.picture_in("en")) == (first.id, first.id)
    second = put(shop, reward, drawn(colour="red"), "fa")
    reward.refresh_from_db()
    assert (reward.picture_in("fa"), reward.picture_in("en")) == (second.id, first.id)
    pictures.take_picture_off(club=shop.club, reward_id=reward.id, language="en")
    reward.refresh_from_db()
    assert (reward.picture_in("en"), Picture.objects.count()) == (second.id, 1)


def test_another_one_takes_the_place_of_the_first(shop):
    reward = shop.reward()
    put(shop, reward, drawn())
    second = put(shop, reward, drawn(colour="red"))
    assert [row.id for row in Picture.objects.all()] == [second.id]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "unreadable"),
        (b"GIF89a" + b"\0" * 50, "unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "unreadable"),
        (drawn()[:400], "unreadable"),
        (drawn((8_000, 6_000), "PNG"), "pixels"),
        (b"\xff\xd8" + b"\0" * 9_000_000, "bytes"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_one_before_stays(shop, content, why):
    reward = shop.reward()
    before = put(shop, reward, drawn())
    with pytest.raises(NotAPicture) as refused:
        put(shop, reward, content)
    assert refused.value.data["why"] == why
    assert Picture.objects.get().id == before.id


def test_another_club_s_reward_is_not_found(shop):
    other = Shop(make_cast(slug="dirin"))
    with pytest.raises(UnknownReward):
        put(shop, other.reward(), drawn())
