"""The kit's own pages, and the rules every page lives by."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

PATHS = ["/styleguide/", "/styleguide/overview/", "/states/"]


@pytest.fixture(autouse=True)
def only_the_kit(settings):
    settings.ROOT_URLCONF = "vafa.doors.look.urls"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("language", "direction", "font"), [("fa", "rtl", "vazirmatn"), ("en", "ltr", "schibsted")])
def test_a_page_is_whole_in_its_language(client, path, language, direction, font):
    response = client.get(path, {"lang": language})
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert re.findall(r'rel="preload"[^>]*href="[^"]*fonts/(\w+)', html) == [font]
    assert 'id="main"' in html and 'aria-live="polite"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("path", PATHS)
def test_a_page_obeys_the_security_policy_and_asks_no_third_party(client, path):
    response = client.get(path)
    html = response.content.decode()
    assert "style-src 'self'" in response["Content-Security-Policy"]
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r'\son\w+="', html) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []


@pytest.mark.parametrize("path", PATHS)
def test_no_latin_digit_is_read_in_persian(client, path):
    html = client.get(path, {"lang": "fa"}).content.decode().partition("</head>")[2]
    html = re.sub(r'<([a-z]+)[^>]* lang="en".*?</\1>', "", html, flags=re.S)
    assert re.findall(r"[0-9]", re.sub(r"<[^>]*>", "", html)) == []


@pytest.mark.parametrize("path", PATHS)
def test_ids_are_given_once_and_every_reference_finds_its_own(client, path):
    html = client.get(path).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    references = re.findall(r'(?:for|popovertarget|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {name for reference in references for name in reference.split()} <= set(ids)


def test_the_rail_lists_what_works_and_marks_where_we_are(client):
    html = client.get("/styleguide/overview/", {"lang": "en"}).content.decode()
    assert re.findall(r'aria-current="page">.*?</svg>([^<]+)', html) == ["Overview"]
    assert "lang=fa" in re.search(r'<a class="end tiny other" href="([^"]+)"', html)[1]


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html", "403_csrf.html"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_error_page_needs_no_request(name, language):
    with translation.override(language):
        html = render_to_string(name)
    assert html.count("<h1") == 1
    assert 'class="btn primary"' in html
