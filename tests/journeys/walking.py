"""Steps from page to page."""


def follow(page, selector):
    """Clicks, and comes back when the next page is there: the page before must not be looked at in its place."""
    with page.expect_navigation():
        page.locator(selector).first.click()


OWN = "a sentence of his own"


def comes_in(owner, opened, home):
    """Reza by the link that the staff page shows once, up to where a cashier works; `opened` is his page."""
    given = owner.locator(".once code").inner_text()
    opened.goto(given.replace(given.split("/console/")[0], home))
    for field in opened.locator("input[type=password]").all():
        field.fill(OWN)
    follow(opened, "main button.primary")
    opened.goto("/console/")
    if opened.locator("[name=login]").count():
        opened.fill("[name=login]", "reza@example.com")
        opened.fill("[name=password]", OWN)
        follow(opened, "main button.primary")


def is_a_cashier(opened, home, at, slug):
    """He stands at the counter, and nothing of the console opens."""
    assert f"/counter/{slug}/" in opened.url
    for closed in ("", "programme/", "staff/", "audit/", "members.csv"):
        assert opened.request.get(f"{home}{at}{closed}").status == 403
