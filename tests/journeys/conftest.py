"""A real browser on a real server: what a person meets."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tools import chromium

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHT = 900
START_MS_MAX = 60_000


# One browser a file: Playwright keeps an event loop in this thread, and the tests that follow must not meet it.
@pytest.fixture(scope="module")
def browser():
    executable = chromium.find()
    if not executable:
        missing = "no Chromium: set CHROMIUM or install chromium"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Django takes that loop for a sign of asynchronous code and would refuse the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS, timeout=START_MS_MAX)
        yield browser
        browser.close()


@pytest.fixture
def live(live_server, settings):
    """The server; `live.url` is its address. It answers from the test's own database."""
    settings.ALLOWED_HOSTS = ["*"]
    return live_server


@pytest.fixture
def page(browser, live):
    """A function that opens a page: `page(language="fa", theme="dark", width=390).goto("/")`.

    The test fails at its end when a script failed, the security policy stopped something, or a page asked
    another server for anything.
    """
    contexts, faults = [], []

    def open_page(*, language="en", theme="light", width=1280):
        context = browser.new_context(
            base_url=live.url,
            locale={"fa": "fa-IR", "en": "en-GB"}[language],
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHT},
            reduced_motion="reduce",
        )
        contexts.append(context)
        # A cookie, since a person's own language would win over the browser's.
        context.add_cookies([{"name": "vafa_language", "value": language, "url": live.url}])
        opened = context.new_page()
        _watch(opened, live.url, faults)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _watch(page, home, faults):
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: "Content Security Policy" in message.text and faults.append(message.text))
    page.on("request", lambda request: _is_elsewhere(request.url, home) and faults.append(f"asked {request.url}"))


def _is_elsewhere(url, home):
    return not url.startswith((home, "data:", "blob:", "about:"))


@pytest.fixture
def axe():
    """A function that fails when a page is not accessible: `axe(page)`. The rules are axe-core's, from a local copy."""

    def check(page):
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return check
