"""Steps from page to page."""


def follow(page, selector):
    """Clicks, and comes back when the next page is there: the page before must not be looked at in its place."""
    with page.expect_navigation():
        page.locator(selector).first.click()
