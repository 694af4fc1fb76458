"""A draft: written edition by edition, by two people at once, undone, and published from a day on."""

from dataclasses import replace

import pytest

from tests.people import BASE, after, make_cast, named
from vafa.base.models import Outbox
from vafa.earning.errors import StartsBeforeTheLast, StartsInThePast
from vafa.earning.models import Version
from vafa.earning.queries import Judges
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Rule
from vafa.engine.tiers import Ladder, Tier
from vafa.programmes import editing
from vafa.programmes.actions import drafting, publishing
from vafa.programmes.errors import (
    DraftChanged,
    DraftClosed,
    DraftFaulty,
    NotAShare,
    NothingChanged,
    NothingToUndo,
    PaysTooMuch,
    UnknownDraft,
    UnknownVersion,
)
from vafa.programmes.models import Edition
from vafa.programmes.queries import drafts
from vafa.programmes.queries.guard import Paid, limit_of
from vafa.tiers.queries import ladder_on

pytestmark = pytest.mark.django_db

GIFT = Rule("gift", named("gift"), FixedUnits("points", 7), priority=200)
LADDER = Ladder((Tier("ashna", named("Ashna"), 0), Tier("yaar", named("Yaar"), 1_000)), window="rolling_days")


@pytest.fixture
def cast():
    return make_cast()


def begun(cast):
    content = drafts.published(cast.club, 1, cast.now)
    return drafting.begin(club=cast.club, content=content, based_on=1, staff=None, now=cast.now)


def changed(cast, draft, content, edition=None):
    return drafting.change(
        club=cast.club, draft_id=draft.id, edition=edition or draft.edition, content=content, staff=None, now=cast.now
    )


def with_gift(cast, draft):
    return changed(cast, draft, editing.put_rule(drafts.content(draft), GIFT))


def publish(cast, draft, starts_at, **facts):
    return publishing.publish(
        club=cast.club, draft_id=draft.id, edition=draft.edition, starts_at=starts_at, staff=None, now=cast.now, **facts
    )


def test_a_draft_begins_as_what_is_published_and_has_the_next_number(cast):
    draft = begun(cast)
    assert (draft.number, draft.based_on, draft.edition) == (2, 1, 1)
    assert [rule.id for rule in drafts.content(draft).rules] == ["base"]
    assert begun(cast).number == 3
    assert [each.number for each in drafts.open_of(cast.club)] == [3, 2]


def test_of_two_who_change_one_edition_the_later_is_told_and_nothing_is_lost(cast):
    draft = begun(cast)
    first = with_gift(cast, draft)
    assert first.edition == 2
    with pytest.raises(DraftChanged) as refused:
        changed(cast, draft, editing.drop_rule(drafts.content(draft), "base"), edition=1)
    assert refused.value.data == {"edition": 2}
    assert [rule.id for rule in drafts.content(drafts.get(cast.club, draft.id)).rules] == ["base", "gift"]


def test_undo_goes_back_step_by_step_and_keeps_every_edition(cast):
    draft = with_gift(cast, begun(cast))
    draft = changed(cast, draft, editing.switch(drafts.content(draft), "base"))

    def undone(edition):
        return drafting.undo(club=cast.club, draft_id=draft.id, edition=edition, staff=None, now=cast.now)

    assert [drafts.content(undone(3)).is_on("base"), drafts.content(undone(4)).rules == (BASE,)] == [True, True]
    with pytest.raises(NothingToUndo):
        undone(5)
    assert Edition.objects.count() == 5


def test_a_published_draft_judges_from_its_day_on_and_is_no_draft_any_more(cast):
    draft = with_gift(cast, begun(cast))
    version = publish(cast, draft, after(2))
    assert (version.number, drafts.get(cast.club, draft.id).state) == (2, "published")
    assert Outbox.objects.filter(event="programme_published").count() == 2  # the club's first, and this
    cast.buys("sara", 1_000)
    assert cast.active("sara") == 100
    cast.at(after(3)).buys("sara", 1_000)
    assert cast.active("sara") == 207
    with pytest.raises(DraftClosed):
        with_gift(cast, drafts.get(cast.club, draft.id))
    assert [(each.number, each.state) for each in drafts.versions(cast.club, cast.now)] == [
        (2, "in_force"), (1, "over"),
    ]  # fmt: skip


def test_an_older_version_is_published_again_to_go_back(cast):
    publish(cast, with_gift(cast, begun(cast)), cast.now)
    again = drafting.begin(
        club=cast.club, content=drafts.published(cast.club, 1, cast.now), based_on=1, staff=None, now=cast.now
    )
    cast.at(after(1))
    assert publish(cast, again, cast.now).number == 3
    cast.buys("sara", 1_000)
    assert cast.active("sara") == 100


def test_what_is_switched_off_is_not_published_and_is_there_in_the_next_draft(cast):
    draft = with_gift(cast, begun(cast))
    draft = changed(cast, draft, editing.switch(drafts.content(draft), "gift"))
    draft = changed(
        cast, draft, editing.put_rule(drafts.content(draft), replace(BASE, effect=UnitsPerMoney("points", 2, 10)))
    )
    publish(cast, draft, cast.now)
    assert [rule["id"] for rule in Version.objects.get(number=2).programme["rules"]] == ["base"]
    following = drafts.published(cast.club, 2, cast.now)
    assert [(rule.id, following.is_on(rule.id)) for rule in following.rules] == [("base", True), ("gift", False)]


def test_a_ladder_is_published_with_its_rules_and_comes_back_with_its_version(cast):
    draft = begun(cast)
    draft = changed(cast, draft, editing.put_ladder(drafts.content(draft), LADDER))
    publish(cast, draft, after(1))
    assert (ladder_on(cast.club, cast.now), ladder_on(cast.club, after(1))) == (None, LADDER)
    assert drafts.published(cast.club, 2, cast.now).ladder == LADDER
    assert drafts.published(cast.club, 1, cast.now).ladder is None


def test_publishing_refuses_the_past_faults_and_what_changes_nothing(cast):
    draft = begun(cast)
    with pytest.raises(NothingChanged):
        publish(cast, draft, after(1))
    draft = with_gift(cast, draft)
    with pytest.raises(StartsInThePast):
        publish(cast, draft, after(-1))
    with pytest.raises(DraftChanged):
        publish(cast, replace_edition(draft, 1), after(1))
    draft = drafts.get(cast.club, draft.id)
    faulty = changed(cast, draft, editing.put_rule(drafts.content(draft), replace(GIFT, effect=FixedUnits("x", 0))))
    with pytest.raises(DraftFaulty) as refused:
        publish(cast, faulty, after(1))
    assert refused.value.data == {"places": ["rule:gift:effect", "rule:gift:effect"]}
    assert Version.objects.count() == 1
    drafting.drop(club=cast.club, draft_id=draft.id, now=cast.now)
    with pytest.raises(DraftClosed):
        publish(cast, faulty, after(1))


def replace_edition(draft, edition):
    draft.edition = edition
    return draft


def test_a_version_to_come_is_not_overtaken(cast):
    publish(cast, with_gift(cast, begun(cast)), after(5))
    other = begun(cast)
    other = changed(cast, other, editing.drop_rule(drafts.content(other), "base"))
    with pytest.raises(StartsBeforeTheLast):
        publish(cast, other, after(4))
    assert [(each.number, each.state) for each in drafts.versions(cast.club, cast.now)] == [
        (2, "to_come"), (1, "in_force"),
    ]  # fmt: skip


def test_a_rule_that_gives_more_than_the_guard_lets_it_is_not_published(cast):
    draft = with_gift(cast, begun(cast))
    half_known = Paid("gift", worth_minor=300, sales_minor=2_000, costed_minor=1_000, margin_minor=250)
    assert (half_known.of_margin, limit_of(cast.club)) == (0.6, 10_000)
    publishing.set_guard(club=cast.club, margin_basis_points=5_900)
    with pytest.raises(PaysTooMuch) as refused:
        publish(cast, draft, after(1), paid=[half_known])
    assert refused.value.data == {"rules": ["gift"], "most_basis_points": 5_900}
    publishing.set_guard(club=cast.club, margin_basis_points=6_000)
    assert publish(cast, draft, after(1), paid=[half_known]).number == 2


@pytest.mark.parametrize(
    ("paid", "share"),
    [
        (Paid("r", 10, 100, 0, 0), None),
        (Paid("r", 10, 0, 0, 0), None),
        (Paid("r", 10, 100, 100, -5), float("inf")),
        (Paid("r", 0, 100, 100, 0), 0.0),
        (Paid("r", 10, 100, 100, 40), 0.25),
    ],
)
def test_the_share_of_margin_is_of_what_the_rule_gave_for(paid, share):
    assert paid.of_margin == share


@pytest.mark.parametrize("share", [0, -1, 100_001])
def test_a_guard_is_a_share(cast, share):
    with pytest.raises(NotAShare):
        publishing.set_guard(club=cast.club, margin_basis_points=share)


def test_another_club_s_draft_and_a_version_that_is_none_are_unknown(cast):
    foreign = begun(make_cast(slug="dirin"))
    with pytest.raises(UnknownDraft):
        drafts.get(cast.club, foreign.id)
    with pytest.raises(UnknownVersion):
        drafts.published(cast.club, 9, cast.now)


def test_ids_of_the_past_are_taken_for_ever(cast):
    draft = with_gift(cast, begun(cast))
    draft = changed(cast, draft, editing.drop_rule(drafts.content(draft), "base"))
    assert drafts.ids_ever(cast.club) == {"base", "gift", "points"}
    assert Judges(cast.club).units() == ["points"]
