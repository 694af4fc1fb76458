from datetime import timedelta

import pytest

from tests.people import NOON, after, make_cast, make_club, named, programme
from vafa.activities.actions.adjusting import adjust
from vafa.base.models import Outbox
from vafa.engine.earning.conditions import NthPurchase
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Rule
from vafa.ledger.queries.across import members_with_accounts
from vafa.ledger.queries.verifying import check, rows_of
from vafa.members import errors, queries
from vafa.members.actions.joining import Joining, Word, join
from vafa.members.actions.merging import merge, undo_merge
from vafa.members.actions.profile import add_card, change_profile, end_card, give_word
from vafa.members.models import CardLookup, Member

pytestmark = pytest.mark.django_db


def joins(club, **facts):
    (outcome,) = join(club=club, people=[Joining(NOON, "counter", **facts)], now=NOON)
    return outcome


@pytest.mark.parametrize(
    "typed", ["09121234567", "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢ ١٢٣ ٤٥٦٧", "+98 912 123 4567", "0098-912-123-4567"]
)
def test_a_phone_is_found_however_it_is_typed(typed):
    club = make_club()
    member = joins(club, phone="0912 123 4567")
    assert queries.by_card(club, typed) == member


def test_a_member_is_found_by_any_card():
    club = make_club()
    member = joins(club, phone="09121234567", cards=(("card", "9۳۴۲ 1111"), ("qr", "ab-12")))
    assert {queries.by_card(club, shown) for shown in ("93421111", "AB12", "9342-1111")} == {member}
    with pytest.raises(errors.UnknownCard):
        queries.by_card(club, "93421112")


def test_a_card_of_another_club_is_unknown():
    club, other = make_club(), make_club("other")
    joins(other, phone="09121234567")
    with pytest.raises(errors.UnknownCard):
        queries.by_card(club, "09121234567")


@pytest.mark.parametrize(
    ("facts", "code"),
    [({}, "card_missing"), ({"phone": "12"}, "not_a_phone"), ({"phone": "09121110001"}, "card_taken")],
)
def test_who_cannot_join_is_refused_alone(facts, code):
    cast = make_cast()
    people = [Joining(NOON, "counter", **facts), Joining(NOON, "counter", phone="09128887766")]
    refusal, member = join(club=cast.club, people=people, now=NOON)
    assert refusal.code == code
    assert queries.by_card(cast.club, "09128887766") == member


def test_two_people_with_one_phone_in_a_batch_are_one_and_a_refusal():
    club = make_club()
    people = [Joining(NOON, "counter", phone="09121234567")] * 2
    first, second = join(club=club, people=people, now=NOON)
    assert (second.code, Member.objects.get().id) == ("card_taken", first)


def test_nobody_joins_tomorrow():
    club = make_club()
    (refusal,) = join(club=club, people=[Joining(after(1), "counter", phone="09121234567")], now=NOON)
    assert refusal.code == "from_the_future"


@pytest.mark.parametrize("typed", ["علي", "كريمي", "علی کریمی", "کریمي"])
def test_a_name_is_found_in_letters_of_either_keyboard(typed):
    club = make_club()
    member = joins(club, phone="09121234567", given_name="علی", family_name="كریمی")
    assert [each.id for each in queries.search(club, typed, 10)] == [member]


def test_names_are_kept_as_typed():
    club = make_club()
    member = joins(club, phone="09121234567", given_name="علي")
    assert queries.get(club, member).given_name == "علي"


def test_the_latest_word_for_a_channel_and_purpose_counts():
    club = make_club()
    member = joins(club, phone="09121234567", consents=(Word("sms", "marketing", True, NOON, "form 7"),))
    assert queries.consents(member, "sms", "marketing")
    give_word(
        club=club, member_id=member, channel="sms", purpose="marketing", granted=False, proof="STOP", now=after(1)
    )
    assert not queries.consents(member, "sms", "marketing")
    assert not queries.consents(member, "email", "marketing")
    assert [(word.granted, word.proof) for word in queries.latest_consents(member)] == [(False, "STOP")]


def test_a_card_is_added_once_and_a_lost_one_is_shown_no_more():
    cast = make_cast()
    sara, negar = cast.members["sara"], cast.members["negar"]
    card = add_card(club=cast.club, member_id=sara, kind="card", value="9342", now=NOON)
    with pytest.raises(errors.CardTaken):
        add_card(club=cast.club, member_id=negar, kind="card", value="۹۳۴۲", now=NOON)
    end_card(club=cast.club, member_id=sara, card_id=card.id, now=NOON)
    add_card(club=cast.club, member_id=negar, kind="card", value="9342", now=NOON)
    assert queries.by_card(cast.club, "9342") == negar


def test_a_changed_profile_is_told_without_personal_data():
    cast = make_cast()
    change_profile(club=cast.club, member_id=cast.members["sara"], given_name="سارا", now=NOON)
    told = Outbox.objects.filter(event="member_changed").get()
    assert told.data == {"member": str(cast.members["sara"]), "fields": ["given_name"]}


EACH = Rule("base", named("base"), UnitsPerMoney("points", 1, 1))


def merged(cast, absorbed="sara", surviving="negar"):
    return merge(
        club=cast.club, absorbed=cast.members[absorbed], surviving=cast.members[surviving], units=["points"],
        reason="one person", now=cast.now,
    )  # fmt: skip


def verifies(cast):
    return all(check(rows) is None for members in members_with_accounts(cast.club.id) for rows in rows_of(members))


def test_a_merge_carries_units_cards_and_counts_and_an_undo_returns_them():
    cast = make_cast(programme(EACH, Rule("third", named("third"), FixedUnits("points", 50), NthPurchase(3))))
    cast.buys("sara", 100, reference="A")
    cast.buys("negar", 10)
    made = merged(cast)
    assert (cast.active("negar"), cast.units("sara").active) == (110, 0)
    assert queries.by_card(cast.club, "09121110001") == cast.members["negar"]
    assert [award.units for award in cast.buys("sara", 5).awards] == [5, 50]
    assert cast.active("negar") == 165
    undo_merge(club=cast.club, merge_id=made.id, reason="two people", now=cast.at(after(1)).now)
    assert (cast.active("sara"), cast.active("negar")) == (100, 65)
    assert queries.by_card(cast.club, "09121110001") == cast.members["sara"]
    assert verifies(cast)


def test_caps_count_both_memberships_after_a_merge():
    cast = make_cast(programme(EACH, caps=(Cap("day", named("day"), "points", 100, "day"),)))
    cast.buys("sara", 70)
    merged(cast)
    assert cast.buys("negar", 70).awards[0].units == 30


def test_a_return_after_a_merge_takes_from_the_account_that_has_the_units():
    cast = make_cast(programme(EACH))
    cast.buys("sara", 100, reference="A")
    merged(cast)
    assert cast.returns("A").taken_back[0].collected == 100
    assert (cast.active("negar"), cast.units("negar").owed) == (0, 0)
    assert verifies(cast)


def test_owed_units_follow_a_merge_and_are_paid():
    cast = make_cast(programme(EACH))
    cast.buys("sara", 100, reference="A")
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-100, reason="spent", reference="S")
    cast.returns("A")
    cast.buys("negar", 30)
    merged(cast)
    assert (cast.active("negar"), cast.units("negar").owed) == (0, 70)
    assert verifies(cast)


def test_consent_holds_only_where_neither_side_refused():
    cast = make_cast()
    for who, granted in (("sara", False), ("negar", True)):
        give_word(
            club=cast.club,
            member_id=cast.members[who],
            channel="sms",
            purpose="marketing",
            granted=granted,
            proof="form",
            now=NOON,
        )
    merged(cast)
    assert not queries.consents(cast.members["negar"], "sms", "marketing")


def test_merges_that_cannot_be_are_refused():
    cast = make_cast()
    with pytest.raises(errors.SameMember):
        merged(cast, "sara", "sara")
    made = merged(cast)
    with pytest.raises(errors.AlreadyMerged):
        merged(cast, "sara", "omid")
    with pytest.raises(errors.UndoTooLate):
        undo_merge(club=cast.club, merge_id=made.id, reason="late", now=NOON + timedelta(days=31))
    undo_merge(club=cast.club, merge_id=made.id, reason="two people", now=NOON)
    with pytest.raises(errors.UnknownMerge):
        undo_merge(club=cast.club, merge_id=made.id, reason="again", now=NOON)


def test_every_card_has_one_owner():
    cast = make_cast()
    merged(cast)
    assert CardLookup.objects.filter(member_id=cast.members["negar"]).count() == 2
