"""What staff change about a member: profile, consent, cards, merging; and keys for programs."""

import datetime as dt
import re

from tests.people import NOON
from vafa.base import api_keys
from vafa.base.models import ApiKey, Audit
from vafa.members import queries
from vafa.members.models import Card, Consent, Member
from vafa.members.queries import by_cards


def test_a_birthday_is_written_in_the_calendar_of_the_club(desk):
    form = {"given_name": "سارا", "family_name": "صالحی", "birthday": "۱۳۷۰/۵/۱۲", "tags": "قهوه، کتاب"}
    desk.manager.post(desk.at("profile/", "sara"), form)
    member = Member.objects.get(id=desk.cast.members["sara"])
    assert (member.birthday, member.tags, member.name) == (dt.date(1991, 8, 3), ["قهوه", "کتاب"], "سارا صالحی")
    assert Audit.objects.get().data == {"fields": ["birthday", "family_name", "given_name", "tags"]}
    assert "سارا" in desk.manager.get(desk.at("members/"), {"q": "صالح"}).content.decode()


def test_a_day_that_is_none_is_refused_with_an_example(desk):
    for day in ("1370/13/1", "yesterday", "1499/1/1"):
        response = desk.manager.post(desk.at("profile/", "sara"), {"given_name": "x", "birthday": day})
        assert response.status_code == 422
    assert Member.objects.get(id=desk.cast.members["sara"]).given_name == "sara"


def test_a_consent_is_kept_with_its_proof_and_who_took_it(desk):
    form = {"what": "sms marketing", "granted": "yes", "proof": "Form 12"}
    assert desk.manager.post(desk.at("consent/", "sara"), form | {"granted": ""}).status_code == 422
    assert desk.manager.post(desk.at("consent/", "sara"), form | {"proof": ""}).status_code == 422
    assert not Consent.objects.exists()
    desk.manager.post(desk.at("consent/", "sara"), form)
    word = Consent.objects.get()
    assert (word.granted, word.proof, word.staff_id) == (True, "Form 12", desk.posts["manager"].id)
    assert "Form 12" in desk.cashier.get(desk.at("", "sara")).content.decode()


def test_a_card_is_added_and_a_lost_one_ended(desk):
    club, sara = desk.cast.club, desk.cast.members["sara"]
    desk.manager.post(desk.at("cards/", "sara"), {"kind": "card", "value": "ab-۱۲۳"})
    assert by_cards(club, ["AB123"]) == {"AB123": sara}
    taken = desk.manager.post(desk.at("cards/", "negar"), {"kind": "card", "value": "AB123"})
    assert taken.status_code == 422 and "Another member shows this card" in taken.content.decode()
    card = Card.objects.get(member_id=sara, kind="card")
    desk.manager.post(desk.at(f"cards/{card.id}/end/", "sara"))
    assert by_cards(club, ["AB123"]) == {}


def test_a_card_of_another_member_is_not_ended_by_its_id(desk):
    card = Card.objects.get(member_id=desk.cast.members["negar"])
    assert desk.manager.post(desk.at(f"cards/{card.id}/end/", "sara")).status_code == 404
    card.refresh_from_db()
    assert card.ended_at is None


def test_two_memberships_become_one_and_two_again(desk):
    desk.cast.buys("sara", 1000, happened_at=desk.cast.now)
    desk.cast.buys("negar", 500, happened_at=desk.cast.now)
    other = str(desk.cast.members["negar"])
    preview = desk.manager.get(desk.at("merge/", "sara"), {"other": other}).content.decode()
    assert re.findall(r'<td class="r [^"]+">(\d+)</td>', preview) == ["100", "50", "150"]
    missing = desk.manager.post(desk.at("merge/", "sara"), {"other": other, "reason": ""})
    assert missing.status_code == 422 and "how you know" in missing.content.decode()
    assert desk.cast.active("sara") == 100

    desk.manager.post(desk.at("merge/", "sara"), {"other": other, "reason": "Both cards shown"})
    assert desk.cast.active("sara") == 150
    assert desk.manager.get(desk.at("", "negar"))["Location"] == desk.at("", "sara")
    page = desk.manager.get(desk.at("", "sara")).content.decode()
    assert "Both cards shown" in page and "+50" in page
    undo = re.search(r'action="([^"]+/undo/)"', page)[1]
    desk.manager.post(undo, {"reason": "Sisters"})
    assert (desk.cast.active("sara"), desk.cast.active("negar")) == (100, 50)
    assert [each.action for each in Audit.objects.order_by("id")] == ["members_merged", "merge_undone"]


def test_a_member_is_not_merged_with_itself(desk):
    form = {"other": str(desk.cast.members["sara"]), "reason": "x"}
    assert "This is the same member" in desk.manager.post(desk.at("merge/", "sara"), form).content.decode()


def test_a_key_is_shown_once_and_works_until_revoked(desk):
    form = {"name": "Till", "scopes": ["members:read", "quotes"], "store": ""}
    html = desk.owner.post(desk.at("keys/issue/"), form).content.decode()
    plain = re.search(r">(vafa_sk_\w+)<", html)[1]
    assert plain not in desk.owner.get(desk.at("keys/")).content.decode()
    key = api_keys.find(plain, desk.cast.now)
    assert (key.client.name, key.client.club, key.scopes) == ("Till", desk.cast.club, ["members:read", "quotes"])
    desk.owner.post(desk.at(f"keys/{key.id}/revoke/"))
    assert api_keys.find(plain, desk.cast.now) is None
    assert [each.action for each in Audit.objects.order_by("id")] == ["key_issued", "key_revoked"]


def test_a_key_that_may_nothing_is_not_made(desk):
    response = desk.owner.post(desk.at("keys/issue/"), {"name": "Till", "store": ""})
    assert response.status_code == 422 and "Choose at least one" in response.content.decode()
    assert not ApiKey.objects.exists()


def test_who_has_left_is_found_by_name_and_counted_no_more(desk):
    assert queries.count(desk.cast.club) == 3
    Member.objects.filter(id=desk.cast.members["sara"]).update(left_at=NOON)
    assert queries.count(desk.cast.club) == 2
    listed = desk.manager.get(desk.at("members/")).content.decode()
    assert "negar" in listed and "sara" not in listed
    assert "sara" in desk.manager.get(desk.at("members/"), {"q": "sara"}).content.decode()
