"""The ladder of a draft: what its form does not let through."""

from tests.doors.console.test_programme import LADDER, begun, content, page, put
from tests.doors.console.test_programme import desk as desk
from tests.doors.console.test_rewards import text


def test_the_last_tier_is_not_taken_away_since_publishing_would_not_end_the_ladder(desk):
    draft = begun(desk)
    form = desk.manager.get(page(desk, draft) + "?part=ladder").context["shown"].form
    typed = {name: form.initial[name] for name in form.fields if form.initial.get(name) not in (None, False)}
    bare = {name: "" if name.startswith(("fa_", "en_")) else value for name, value in typed.items()}
    assert "A ladder has one tier at least." in text(put(desk, draft, "ladder", 422, **bare))
    assert content(draft).ladder == LADDER
