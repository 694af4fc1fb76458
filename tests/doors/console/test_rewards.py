"""A manager's day with rewards: written, listed, taken, handed over, given back; vouchers, gift cards, ways to pay."""

import html
import re
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import NOON
from tests.rooms.shop import Shop
from vafa.base.models import Audit
from vafa.checkout.models import Dispute, Settings
from vafa.engine import codes
from vafa.members.queries import issue_link
from vafa.rewards.models import Batch, Benefit, GiftCard, Redemption, Reward, Use, Voucher

COFFEE = {
    "name_en": "Filter coffee", "name_fa": "قهوهٔ دمی", "units": "۹۰", "unit": "points", "cost": "28,000",
    "keep_days": "14", "handed": "branch", "comes_back": "on", "limit_period": "lifetime", "stock": "",
}  # fmt: skip


def text(response):
    bare = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(bare).replace("\u00a0", " ").split())


def written(desk, kind="goods", **given):
    response = desk.manager.post(f"{desk.at('rewards/new/')}?kind={kind}", COFFEE | given)
    assert response.status_code == 302, text(response)
    return Reward.objects.order_by("-made_at", "-id").first()


def listed(desk, kind="goods", **given):
    made = written(desk, kind, **given)
    desk.manager.post(desk.at(f"rewards/{made.id}/list/"))
    return made


@pytest.fixture
def sara(desk):
    desk.cast.buys("sara", 10_000)
    return desk.at("rewards/", "sara")


def test_an_empty_catalogue_says_what_to_do(desk):
    assert "Write the first reward" in text(desk.manager.get(desk.at("rewards/")))
    assert "Nothing to hand over" in text(desk.manager.get(desk.at("rewards/queue/")))
    assert "No vouchers yet" in text(desk.manager.get(desk.at("vouchers/")))


def test_a_reward_is_a_draft_until_it_is_put_in_the_catalogue(desk, sara):
    made = written(desk)
    assert (made.state, made.units, made.cost_minor, made.stock.most) == ("draft", 90, 280_000, None)
    assert "Filter coffee" not in text(desk.manager.get(sara))
    desk.manager.post(desk.at(f"rewards/{made.id}/list/"))
    assert "Filter coffee" in text(desk.manager.get(sara))
    shown = text(desk.manager.get(desk.at("rewards/")))
    assert "1 member can take Filter coffee now." in shown and "Listed" in shown
    assert [row.action for row in Audit.objects.order_by("at", "id")] == ["reward_written", "reward_listed"]


def test_what_is_typed_becomes_what_a_basket_feels(desk):
    made = written(desk, "percent_off", percent="25", ceiling="50,000", products="coffee, tea", least="100,000")
    assert made.effect == {
        "type": "percent_off", "basis_points": 2500, "ceiling_minor": 500_000,
        "lines": {"skus": ["coffee", "tea"], "categories": ["coffee", "tea"]},
    }  # fmt: skip
    assert made.condition == {"type": "amount_at_least", "minor": 1_000_000}
    page = text(desk.manager.get(desk.at(f"rewards/{made.id}/")))
    assert "25.0% off, at most 50,000 Toman" in page or "25% off, at most 50,000 Toman" in page


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("goods", {"name_en": "", "name_fa": ""}, "Write the name in one language at least."),
        ("goods", {"units": "-5"}, "Write a number above zero."),
        ("goods", {"units": "many"}, "Write a whole number"),
        ("goods", {"cost": "cheap"}, "Write the amount in digits."),
        ("goods", {"ends": "yesterday"}, "Write year, month and day"),
        ("percent_off", {"percent": "101"}, "From 1 to 100."),
        ("percent_off", {}, "Write how much."),
        ("free_item", {}, "Name the product that is free."),
        ("pool_code", {}, "Bring the partner’s codes in first"),
    ],
)
def test_a_slip_is_said_under_its_field_and_nothing_is_kept(desk, kind, given, said):
    response = desk.manager.post(f"{desk.at('rewards/new/')}?kind={kind}", COFFEE | given)
    assert (response.status_code, said in text(response)) == (422, True)
    assert not Reward.objects.exists()


def test_a_reward_is_taken_handed_over_and_said_so_once(desk, sara):
    made = listed(desk)
    form = {"reward": str(made.id), "reference": "a", "store": "centre"}
    desk.manager.post(sara, form)
    desk.manager.post(sara, form)
    taken = Redemption.objects.get()
    assert (taken.state, desk.cast.active("sara")) == ("waiting", 910)
    queue = text(desk.manager.get(desk.at("rewards/queue/")))
    assert "1 reward to hand over" in queue and taken.code in queue and "Handed over" in queue
    desk.manager.post(desk.at(f"rewards/queue/{taken.id}/handed/"))
    again = desk.manager.post(desk.at(f"rewards/queue/{taken.id}/handed/"), follow=True)
    assert "This was settled meanwhile." in text(again)
    assert "Nothing to hand over" in text(desk.manager.get(desk.at("rewards/queue/")))
    assert "Done" in text(desk.manager.get(f"{desk.at('rewards/queue/')}?code={taken.code.lower()}"))


def test_giving_back_asks_why_and_returns_the_units(desk, sara):
    made = listed(desk, stock="1")
    desk.manager.post(sara, {"reward": str(made.id), "reference": "a", "store": "centre"})
    taken = Redemption.objects.get()
    back = desk.at(f"rewards/queue/{taken.id}/back/")
    assert desk.manager.post(back, {"reason": " "}).status_code == 422
    assert desk.cast.active("sara") == 910
    desk.manager.post(back, {"reason": "cake was gone"})
    assert desk.cast.active("sara") == 1_000
    assert "cake was gone" in text(desk.manager.get(desk.at("rewards/queue/")))


def test_who_cannot_have_it_reads_why(desk, sara):
    listed(desk, units="1,200")
    assert "200 points more to go" in text(desk.manager.get(sara))
    assert "Take it" not in text(desk.manager.get(sara))


def test_vouchers_are_made_shown_printed_downloaded_stopped(desk):
    form = {"name_en": "Yalda", "name_fa": "یلدا", "count": "20", "off": "100,000", "least": "400,000", "uses": "1",
            "limit_period": "lifetime"}  # fmt: skip
    desk.manager.post(f"{desk.at('vouchers/new/')}?kind=amount_off", form)
    batch = Batch.objects.get()
    page = text(desk.manager.get(desk.at(f"vouchers/{batch.id}/")))
    assert "20 Yalda, 0 used" in page and "on purchases from 400,000 Toman" in page
    file = b"".join(desk.manager.get(desk.at(f"vouchers/{batch.id}/codes.csv")).streaming_content).decode("utf-8-sig")
    assert len(file.split()) == 21
    assert all(codes.is_code(codes.normal(line)) for line in file.split()[1:])
    sheets = pypdfium2.PdfDocument(desk.manager.get(desk.at(f"vouchers/{batch.id}/sheet.pdf")).content)
    assert len(sheets) == 3
    assert codes.shown(Voucher.objects.order_by("code").first().code) in sheets[0].get_textpage().get_text_range()
    desk.manager.post(desk.at(f"vouchers/{batch.id}/stop/"))
    assert "Ended" in text(desk.manager.get(desk.at("vouchers/")))


def test_a_partners_codes_come_in_from_a_file_with_what_stays_out(desk):
    content = "\ufeffکد\nABC-1001;x\nabc1001\nABC-1002\n".encode()
    sent = {"name": "Parseh", "file": SimpleUploadedFile("codes.csv", content)}
    page = text(desk.manager.post(desk.at("vouchers/pool/"), sent, follow=True))
    assert "2 codes taken in." in page and "Line 3 stays out" in page
    pool = Batch.objects.get()
    reward = written(desk, "pool_code", pool=str(pool.id))
    assert reward.pool_id == pool.id
    empty = {"name": "Parseh", "file": SimpleUploadedFile("codes.csv", b"x\n")}
    assert "Nothing was taken in" in text(desk.manager.post(desk.at("vouchers/pool/"), empty, follow=True))
    assert Batch.objects.count() == 1


def test_a_gift_card_is_issued_found_and_stopped(desk):
    form = {"amount": "300,000", "bought": "yes", "reference": "r"}
    desk.manager.post(desk.at("gift-cards/"), form)
    desk.manager.post(desk.at("gift-cards/"), form)
    card = GiftCard.objects.get()
    page = text(desk.manager.get(f"{desk.at('gift-cards/')}?code={codes.shown(card.code).lower()}"))
    assert "300,000 Toman" in page and "Found" in page
    assert "no such gift card" in text(desk.manager.get(f"{desk.at('gift-cards/')}?code=NOPE"))
    desk.manager.post(desk.at(f"gift-cards/{card.holder_id}/stop/"))
    assert GiftCard.objects.get().ended_at == NOON


def test_a_dispute_is_answered_once_and_the_member_reads_it(desk, sara):
    visitor = Client(HTTP_ACCEPT_LANGUAGE="en")
    listed(desk)
    desk.manager.post(sara, {"reward": str(Reward.objects.get().id), "reference": "r", "store": "centre"})
    desk.manager.post(desk.at(f"rewards/queue/{Redemption.objects.get().id}/handed/"))
    token, _ = issue_link(desk.cast.club, desk.cast.members["sara"], NOON)
    own = f"/m/{token}"
    assert "I did not do this" in text(visitor.get(own))
    debit = Redemption.objects.get().movement_id
    visitor.post(f"{own}/dispute/{debit}", {"text": "<b>Not me</b>"})
    assert "The club looks into it" in text(visitor.get(own))
    assert "I did not do this" not in text(visitor.get(own))
    page = text(desk.manager.get(desk.at("rewards/disputes/")))
    assert "1 debit is disputed" in page and "“<b>Not me</b>”" in page and "Filter coffee" in page
    decide = desk.at(f"rewards/disputes/{Dispute.objects.get().id}/")
    desk.manager.post(decide, {"right": "yes", "answer": " "})
    assert Dispute.objects.get().state == "open"
    assert desk.cashier.post(decide, {"right": "yes", "answer": "x"}).status_code == 403
    desk.manager.post(decide, {"right": "yes", "answer": "Our mistake"})
    told = desk.manager.post(decide, {"right": "no", "answer": "Other"}, follow=True)
    assert "Somebody has decided this meanwhile" in text(told)
    assert (Dispute.objects.get().answer, desk.cast.active("sara")) == ("Our mistake", 1_000)
    shown = text(visitor.get(own))
    assert "The club gave it back. Our mistake" in shown and "Given back" in shown
    assert Audit.objects.filter(action="dispute_decided").count() == 1


def test_what_was_not_spent_cannot_be_disputed(desk, sara):
    visitor = Client(HTTP_ACCEPT_LANGUAGE="en")
    token, _ = issue_link(desk.cast.club, desk.cast.members["sara"], NOON)
    assert visitor.post(f"/m/{token}/dispute/{uuid4()}").status_code == 404
    assert visitor.post(f"/m/nonsense/dispute/{uuid4()}").status_code == 404
    assert "Nothing is disputed" in text(desk.manager.get(desk.at("rewards/disputes/")))


def test_an_owner_says_how_units_pay(desk):
    form = {"pay_unit": "points", "pay_units": "1", "pay_minor": "100", "share": "50", "least": "10", "step": "1,000",
            "transfer": "0", "dispute": "20"}  # fmt: skip
    assert desk.manager.get(desk.at("rewards/pay/")).status_code == 403
    desk.owner.post(desk.at("rewards/pay/"), form)
    kept = Settings.objects.get()
    assert (kept.pay_unit, kept.pay_minor, kept.pay_share_basis_points, kept.charge_step_minor) == (
        "points", 1_000, 5_000, 10_000,
    )  # fmt: skip
    assert kept.dispute_days == 20
    assert desk.owner.post(desk.at("rewards/pay/"), form | {"share": "101"}).status_code == 422


def test_an_analyst_looks_and_changes_nothing(desk):
    made = written(desk)
    assert desk.analyst.get(desk.at("rewards/")).status_code == 200
    assert desk.analyst.post(desk.at(f"rewards/{made.id}/list/")).status_code == 403
    assert "New reward" not in text(desk.analyst.get(desk.at("rewards/")))


def test_a_benefit_holds_for_its_tier_and_is_seen_where_it_counts(desk, sara):
    assert "No benefit yet" in text(desk.manager.get(desk.at("rewards/benefits/")))
    form = {"name_en": "Served first", "name_fa": "بی‌نوبت", "text_en": "No queue."}
    assert desk.manager.post(desk.at("rewards/benefits/new/?kind=nonsense"), form).status_code == 404
    assert desk.manager.post(desk.at("rewards/benefits/new/?kind=priority"), {}).status_code == 422
    desk.manager.post(desk.at("rewards/benefits/new/?kind=priority"), form)
    made = Benefit.objects.get()
    assert (made.kind, made.icon, made.effect, made.state) == ("priority", "clock", None, "listed")
    token, _ = issue_link(desk.cast.club, desk.cast.members["sara"], NOON)
    visitor = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert "Yours without units Served first No queue." in text(visitor.get(f"/m/{token}"))
    off = desk.at(f"rewards/benefits/{made.id}/off/")
    assert desk.analyst.post(off).status_code == 403
    desk.manager.post(off)
    assert "Served first" not in text(visitor.get(f"/m/{token}"))
    assert "Take away" not in text(desk.manager.get(desk.at("rewards/benefits/")))


def test_free_delivery_for_all_is_felt_by_a_basket(desk):
    desk.manager.post(desk.at("rewards/benefits/new/?kind=free_delivery"), {"name_en": "We come to you"})
    shop = Shop(desk.cast)
    assert shop.quote("sara", 5_000, delivery_minor=700).bill.payable_minor == 5_000


def test_a_benefit_of_which_there_are_so_many_is_given_by_the_piece(desk, sara):
    form = {"name_en": "Lounge", "limit_count": "۲", "limit_period": "month", "capacity": "10"}
    refused = desk.manager.post(desk.at("rewards/benefits/new/?kind=lounge"), form | {"capacity": "0"})
    assert (refused.status_code, Benefit.objects.count()) == (422, 0)
    desk.manager.post(desk.at("rewards/benefits/new/?kind=lounge"), form)
    made = Benefit.objects.get()
    assert (made.claimed, made.limit_count, made.limit_period, made.capacity.most) == (True, 2, "month", 10)
    assert "2 times a month 0 of 10 Holds" in text(desk.manager.get(desk.at("rewards/benefits/")))
    give = desk.at(f"benefits/{made.id}/claim/", "sara")
    assert "Lounge 2 times a month, 2 left Give one" in text(desk.manager.get(sara))
    assert "Give one" not in text(desk.analyst.get(sara))
    assert desk.analyst.post(give, {"reference": "x"}).status_code == 403
    told = desk.manager.post(give, {"reference": "a", "store": "centre"}, follow=True)
    assert "2 times a month, 1 left Undo Lounge Give one" in text(told)
    desk.manager.post(give, {"reference": "a", "store": "centre"})
    assert "1 of 10" in text(desk.manager.get(desk.at("rewards/benefits/")))
    claim = Use.objects.get()
    back = desk.manager.post(desk.at(f"benefits/claims/{claim.id}/back/", "sara"), follow=True)
    assert "2 times a month, 2 left Give one" in text(back)
    noted = Audit.objects.filter(action__startswith="benefit_").order_by("at").values_list("action", flat=True)
    assert list(noted) == ["benefit_written", "benefit_claimed", "benefit_claimed", "benefit_put_back"]
