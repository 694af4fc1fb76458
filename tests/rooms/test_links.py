import base64
from datetime import timedelta

import pytest

from tests.people import NOON, after, make_cast
from vafa.base.ids import new_id
from vafa.doors.worker.schedule import NIGHTLY
from vafa.members import errors, links, queries
from vafa.members.actions.joining import Joining, Word, join
from vafa.members.actions.links import close_links, report_wrong_number, settle_wrong_number, stop_messages
from vafa.members.actions.merging import merge, undo_merge
from vafa.members.actions.profile import give_word
from vafa.members.models import Consent, Member, WrongNumber

pytestmark = pytest.mark.django_db

PROOF = "member's page"


def token_of(cast, who="sara"):
    return queries.issue_link(cast.club, cast.members[who], cast.now)[0]


def opens(token):
    return queries.by_link(token)[0].id


def merged(cast):
    return merge(
        club=cast.club, absorbed=cast.members["sara"], surviving=cast.members["negar"], units=["points"],
        reason="one person", now=cast.now,
    )  # fmt: skip


def test_a_link_names_its_member_and_works_for_fourteen_days():
    cast = make_cast()
    token, until = queries.issue_link(cast.club, cast.members["sara"], NOON)
    member, told = queries.by_link(token)
    assert (member.id, told.issued_at, told.until, until) == (cast.members["sara"], NOON, after(14), after(14))
    assert len(token) == links.LENGTH == 48


def test_a_link_altered_in_any_letter_opens_nothing():
    token = token_of(make_cast())
    for place, letter in enumerate(token):
        altered = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(errors.BadLink):
            queries.by_link(altered)


@pytest.mark.parametrize("given", ["", "x", "ی" * 48, "=" * 48, "A" * 48, "A" * 49, "A" * 10_000, "+/" * 24])
def test_rubbish_opens_nothing(given):
    make_cast()
    with pytest.raises(errors.BadLink):
        queries.by_link(given)


def test_a_cut_link_opens_nothing():
    token = token_of(make_cast())
    for cut in (token[:-1], token[1:], token[:24], token + "A"):
        with pytest.raises(errors.BadLink):
            queries.by_link(cut)


def test_a_link_signed_with_another_key_opens_nothing(settings):
    cast = make_cast()
    settings.SECRET_KEY = "another key"
    token = token_of(cast)
    settings.SECRET_KEY = "the key of this house"
    with pytest.raises(errors.BadLink):
        queries.by_link(token)
    settings.SECRET_KEY_FALLBACKS = ["another key"]
    assert opens(token) == cast.members["sara"]


def test_a_signed_link_of_nobody_is_told_like_a_forged_one():
    cast = make_cast()
    with pytest.raises(errors.BadLink):
        queries.by_link(links.write(new_id(), 0, NOON))
    with pytest.raises(errors.UnknownMember):
        queries.issue_link(cast.club, new_id(), NOON)


def test_closing_ends_every_link_made_so_far_and_of_nobody_else():
    cast = make_cast()
    old, other = token_of(cast), token_of(cast, "negar")
    close_links(club=cast.club, member_id=cast.members["sara"], now=NOON)
    with pytest.raises(errors.LinkOver):
        queries.by_link(old)
    assert (opens(token_of(cast)), opens(other)) == (cast.members["sara"], cast.members["negar"])


def test_a_club_cannot_close_the_links_of_anothers_member():
    cast, other = make_cast(), make_cast(slug="other")
    token = token_of(cast)
    with pytest.raises(errors.UnknownMember):
        close_links(club=other.club, member_id=cast.members["sara"], now=NOON)
    with pytest.raises(errors.UnknownMember):
        queries.issue_link(other.club, cast.members["sara"], NOON)
    assert opens(token) == cast.members["sara"]


def test_after_a_merge_a_link_opens_the_membership_that_stays_and_after_its_undo_its_own():
    cast = make_cast()
    token = token_of(cast)
    made = merged(cast)
    assert opens(token) == cast.members["negar"]
    undo_merge(club=cast.club, merge_id=made.id, reason="two people", now=NOON)
    assert opens(token) == cast.members["sara"]


def test_closing_after_a_merge_closes_what_the_absorbed_one_was_sent():
    cast = make_cast()
    token = token_of(cast)
    merged(cast)
    close_links(club=cast.club, member_id=cast.members["negar"], now=NOON)
    with pytest.raises(errors.LinkOver):
        queries.by_link(token)


def test_who_left_has_no_page():
    cast = make_cast()
    token = token_of(cast)
    Member.objects.filter(id=cast.members["sara"]).update(left_at=NOON)
    with pytest.raises(errors.LinkOver):
        queries.by_link(token)


def test_the_round_of_links_survives_its_own_limit():
    cast = make_cast()
    Member.objects.filter(id=cast.members["sara"]).update(links_round=2**16)
    assert opens(token_of(cast)) == cast.members["sara"]


def test_a_token_holds_no_name_and_no_phone():
    raw = base64.urlsafe_b64decode(token_of(make_cast()))
    assert b"sara" not in raw and b"9121110001" not in raw and len(raw) == 36


def test_stopping_takes_back_every_offer_with_its_proof_and_leaves_the_rest():
    cast = make_cast()
    words = tuple(
        Word(channel, purpose, True, NOON, "form 7")
        for channel, purpose in (("sms", "marketing"), ("email", "marketing"), ("partners", "sharing"))
    )
    (member,) = join(club=cast.club, people=[Joining(NOON, "counter", phone="09128887766", consents=words)], now=NOON)
    stop_messages(club=cast.club, member_id=member, proof=PROOF, now=after(1))
    assert [(word.channel, word.granted, word.proof) for word in queries.latest_consents(member)] == [
        ("email", False, PROOF),
        ("partners", True, "form 7"),
        ("sms", False, PROOF),
    ]
    stop_messages(club=cast.club, member_id=member, proof=PROOF, now=after(2))
    assert Consent.objects.filter(member_id=member).count() == 5


def test_who_was_never_asked_and_says_stop_has_said_no():
    cast = make_cast()
    stop_messages(club=cast.club, member_id=cast.members["sara"], proof=PROOF, now=NOON)
    (word,) = queries.latest_consents(cast.members["sara"])
    assert (word.channel, word.purpose, word.granted) == ("sms", "marketing", False)


def reports(cast, now=NOON):
    report_wrong_number(club=cast.club, member_id=cast.members["sara"], proof=PROOF, now=now)


def test_a_wrong_number_is_told_to_staff_closes_the_links_and_stops_messages():
    cast = make_cast()
    sara, token = cast.members["sara"], token_of(cast)
    give_word(club=cast.club, member_id=sara, channel="sms", purpose="marketing", granted=True, proof="form", now=NOON)
    reports(cast, after(1))
    (report,) = queries.wrong_numbers(cast.club, 10)
    assert (report.member_id, report.phone, report.told_at) == (sara, "+989121110001", after(1))
    assert not queries.consents(sara, "sms", "marketing")
    with pytest.raises(errors.LinkOver):
        queries.by_link(token)


def test_saying_it_again_leaves_one_report_and_closes_the_new_link_too():
    cast = make_cast()
    reports(cast)
    token = token_of(cast)
    reports(cast, NOON + timedelta(hours=1))
    assert queries.wrong_numbers_count(cast.club) == 1
    with pytest.raises(errors.LinkOver):
        queries.by_link(token)


def test_a_settled_report_is_off_the_list_once_and_only_for_its_club():
    cast, other = make_cast(), make_cast(slug="other")
    reports(cast)
    (report,) = queries.wrong_numbers(cast.club, 10)
    for club, code in ((other.club, "unknown_wrong_number"), (cast.club, None), (cast.club, "unknown_wrong_number")):
        settle = {"club": club, "report_id": report.id, "staff_id": new_id(), "now": after(1)}
        if code is None:
            assert settle_wrong_number(**settle).settled_at == after(1)
        else:
            with pytest.raises(errors.UnknownReport):
                settle_wrong_number(**settle)
    reports(cast, after(2))
    assert (queries.wrong_numbers_count(cast.club), WrongNumber.objects.count()) == (1, 2)


def test_a_settled_number_is_forgotten_after_ninety_days_and_an_open_one_is_not():
    cast = make_cast()
    reports(cast)
    (report,) = queries.wrong_numbers(cast.club, 10)
    settle_wrong_number(club=cast.club, report_id=report.id, staff_id=new_id(), now=after(1))
    reports(cast, after(2))
    NIGHTLY["forget_join_requests"][1](cast.club, {}, after(90))
    assert WrongNumber.objects.count() == 2
    NIGHTLY["forget_join_requests"][1](cast.club, {}, after(91))
    assert [each.told_at for each in WrongNumber.objects.all()] == [after(2)]
