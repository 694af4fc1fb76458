"""The poster: both scripts shaped by their own rules, our fonts inside, a code that opens the join page."""

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from tests.people import NOON, make_cast, make_club
from vafa.doors.look import qr
from vafa.doors.look.paper import fonts, poster

pytestmark = pytest.mark.django_db

A4_POINTS = (595, 842)


def pages_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return list(pypdfium2.PdfDocument(response.content))


def text_of(page):
    return page.get_textpage().get_text_range().replace("\r\n", " ").replace("\u00a0", " ")


def test_it_is_a4_once_in_each_language_with_our_own_fonts_in_it(desk):
    response = desk.owner.get(desk.at("poster.pdf"))
    pages = pages_of(response)
    assert [tuple(round(side) for side in page.get_size()) for page in pages] == [A4_POINTS] * 2
    assert "باشگاه" not in text_of(pages[1])
    assert "نارون" in text_of(pages[0]) and "Narvan" in text_of(pages[1])
    assert b"Vazirmatn" in response.content and b"Schibsted" in response.content
    assert b"Helvetica" not in response.content and b"/Subtype /Image" not in response.content


@pytest.mark.parametrize(("language", "words"), [("fa", "نارون"), ("en", "Narvan")])
def test_one_language_is_one_page(desk, language, words):
    (page,) = pages_of(desk.owner.get(desk.at("poster.pdf"), {"lang_of": language}))
    assert words in text_of(page)


def test_it_says_the_rule_that_is_published(desk):
    (page,) = pages_of(desk.owner.get(desk.at("poster.pdf"), {"lang_of": "en"}))
    assert "Collect points with every purchase" in text_of(page)
    assert "1 point for each 1 Toman" in text_of(page)


def test_each_branch_has_its_own(desk):
    (page,) = pages_of(desk.owner.get(desk.at("poster.pdf"), {"lang_of": "en", "store": "centre"}))
    assert "Centre" in text_of(page) and "/join/narvan/?store=centre" in text_of(page)


@pytest.mark.parametrize("given", [{"store": "nowhere"}, {"lang_of": "de"}])
def test_a_branch_or_language_that_is_none_has_no_poster(desk, given):
    assert desk.owner.get(desk.at("poster.pdf"), given).status_code == 404


def test_the_branch_of_another_club_has_none_here(desk):
    from vafa.partners.actions import name_operator, open_store

    other = make_club("dirin")
    open_store(partner=name_operator(club=other), code="theirs", name_fa="آن‌ها", name_en="Theirs")
    assert desk.owner.get(desk.at("poster.pdf"), {"store": "theirs"}).status_code == 404


def test_the_address_is_the_public_one(desk, settings):
    settings.URL = "https://club.example"
    (page,) = pages_of(desk.owner.get(desk.at("poster.pdf"), {"lang_of": "en"}))
    assert "https://club.example/join/narvan/" in text_of(page)
    assert b"https://club.example/join/narvan/" in desk.owner.get(desk.at("poster/")).content


def words_for(**given):
    sample = {
        "language": "fa", "club": "باشگاه نارون", "branch": "", "headline": "با هر خرید، امتیاز بگیرید",
        "promise": "می‌بینید", "steps": ("الف", "ب", "پ"), "numbers": ("۱", "۲", "۳"),
        "address": "https://club.example/join/narvan/", "fine_print": "رایگان",
    }  # fmt: skip
    return poster.Words(**sample | given)


def picture(page):
    return page.render(scale=2).to_pil().convert("L")


def test_persian_letters_are_joined_and_not_set_one_by_one():
    """Joined letters are narrower: the same letters held apart by half-spaces take more room."""
    widths = []
    for name in ("سسسسسس", "\u200c".join("سسسسسس")):
        page = pypdfium2.PdfDocument(poster.pdf([words_for(club=name)]))[0]
        band = picture(page).crop((0, 100, 1190, 180))
        left, _, right, _ = band.point(lambda tone: 255 if tone > 150 else 0).getbbox()
        widths.append(right - left)
    assert widths[0] < 0.8 * widths[1]


def test_persian_begins_at_the_right_and_english_at_the_left():
    for language, side in (("fa", "right"), ("en", "left")):
        club = {"fa": "نارون", "en": "Narvan"}[language]
        page = pypdfium2.PdfDocument(poster.pdf([words_for(language=language, club=club)]))[0]
        left, _, right, _ = picture(page).crop((0, 100, 1190, 180)).point(lambda t: 255 if t > 150 else 0).getbbox()
        assert (right > 1060) == (side == "right") and (left < 130) == (side == "left")


def test_the_code_on_paper_is_the_code_of_the_address():
    """Square by square: what is printed dark is dark in the code, and there is white around it."""
    words = words_for()
    image = pypdfium2.PdfDocument(poster.pdf([words]))[0].render(scale=4).to_pil().convert("L")
    rows = qr.modules(words.address)
    dot = 4 * 72 / 25.4
    cell = poster._CODE_MM / (len(rows) + 2 * qr.QUIET)
    read = []
    for y in range(-2, len(rows) + 2):
        top = poster._TOP + 16 + (y + qr.QUIET + 0.5) * cell
        read.append(
            [
                image.getpixel((int((poster._EDGE + (x + qr.QUIET + 0.5) * cell) * dot), int(top * dot))) < 128
                for x in range(-2, len(rows) + 2)
            ]
        )
    light = [False] * (len(rows) + 4)
    assert read == [light, light, *([False, False, *row, False, False] for row in rows), light, light]


@pytest.mark.parametrize(
    "name",
    [
        "A" * 120,
        "باشگاه " * 17,
        "Café «Narvan» باشگاه",
        "کافه‌ی من & Friends",
        "Café \u200eکافه‌ها\u200f 2",
        "\u200c",
        "☕ 喫茶",
        "",
    ],
)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_any_name_a_club_may_have_can_be_printed(name, language):
    made = poster.pdf([words_for(language=language, club=name, branch=name, headline=name, promise=name)])
    assert len(pypdfium2.PdfDocument(made)) == 1


@pytest.mark.parametrize("language", fonts.LANGUAGES)
def test_the_fonts_of_paper_have_every_letter_of_the_screens(language):
    wanted = set(TTFont(fonts.web(language)).getBestCmap())
    for style, weight in fonts.WEIGHTS.items():
        font = TTFont(fonts.face(language, style))
        assert (set(font.getBestCmap()), font["OS/2"].usWeightClass, font.flavor) == (wanted, weight, None)


def test_the_page_of_the_poster_warns_when_nothing_is_published(desk, client):
    assert "Nothing is published yet" not in desk.owner.get(desk.at("poster/")).content.decode()
    from tests.doors.console.desks import employ, signed_in

    club = make_club("empty", is_demo=True, stands_at=NOON)
    owner = signed_in(employ(club, "founder", "owner"))
    assert "Nothing is published yet" in owner.get("/console/empty/poster/").content.decode()
    assert len(pages_of(owner.get("/console/empty/poster.pdf"))) == 2


def test_another_club_has_its_own_poster(desk):
    make_cast(slug="dirin", name_en="Dirin")
    assert desk.owner.get("/console/dirin/poster.pdf").status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost"])
def test_a_code_that_no_phone_can_open_is_said_before_it_is_printed(desk, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    warning = "Only this computer can open this address"
    for page in ("poster/", "counter/"):
        assert warning in desk.owner.get(desk.at(page), HTTP_HOST=host).content.decode()
        assert warning not in desk.owner.get(desk.at(page), HTTP_HOST="club.example").content.decode()
    settings.URL = "https://club.example"
    assert warning not in desk.owner.get(desk.at("poster/"), HTTP_HOST=host).content.decode()
