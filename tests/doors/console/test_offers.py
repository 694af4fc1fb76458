"""A manager's offers: written, read in a sentence, let into baskets, changed, ended."""

import pytest

from tests.doors.console.test_rewards import text
from tests.rooms.shop import Shop, percent
from vafa.base.models import Audit
from vafa.offers.models import Offer

QUIET = {
    "name_en": "Quiet hour", "name_fa": "ساعت خلوت", "percent": "۲۰", "ceiling": "50,000", "least": "", "products": "",
    "nth": "", "weekdays": ["0", "1"], "hour_from": "15", "hour_to": "۱۸", "limit_count": "1", "limit_period": "day",
    "stacking": "exclusive", "priority": "50", "budget": "1,000,000",
}  # fmt: skip


def written(desk, kind="percent_off", **given):
    response = desk.manager.post(f"{desk.at('rewards/offers/new/')}?kind={kind}", QUIET | given)
    assert response.status_code == 302, text(response)
    return Offer.objects.order_by("-made_at", "-id").first()


def page(desk, made, rest=""):
    return desk.at(f"rewards/offers/{made.id}/{rest}")


def test_an_empty_list_says_what_to_do_and_the_kind_comes_first(desk):
    assert "No offer yet" in text(desk.manager.get(desk.at("rewards/offers/")))
    assert "What comes off? A share off the basket" not in text(desk.manager.get(desk.at("rewards/")))
    kinds = text(desk.manager.get(desk.at("rewards/offers/new/")))
    assert "What comes off?" in kinds
    assert "Voucher for the next purchase" not in kinds


def test_an_offer_is_a_draft_read_in_a_sentence_then_met_by_the_next_basket(desk):
    shop = Shop(desk.cast)
    made = written(desk, weekdays=[], hour_from="", hour_to="")
    assert (made.state, made.effect["basis_points"], made.budget.most) == ("draft", 2_000, 10_000_000)
    assert shop.quote("sara", 5_000).bill.payable_minor == 5_000
    shown = text(desk.manager.get(page(desk, made)))
    assert "20% off, at most 50,000 Toman" in shown
    assert "all branches, once a day" in shown
    desk.manager.post(page(desk, made, "list/"))
    assert shop.quote("sara", 5_000).bill.payable_minor == 4_000
    shop.pays(shop.hold("sara", 5_000))
    assert "Used 1 time, 100 Toman taken off." in text(desk.manager.get(desk.at("rewards/offers/")))
    assert shop.quote("sara", 5_000).bill.payable_minor == 5_000  # once a day
    desk.manager.post(page(desk, made, "end/"))
    assert "Ended" in text(desk.manager.get(desk.at("rewards/offers/")))
    noted = Audit.objects.filter(action__startswith="offer_").order_by("at").values_list("action", flat=True)
    assert list(noted) == ["offer_written", "offer_listed", "offer_ended"]


def test_what_was_typed_comes_back_as_it_was_and_saving_it_changes_nothing(desk):
    made = written(desk, least="20,000", nth="3", products="latte, tea")
    before = (made.effect, made.condition, made.stacking, made.priority, made.limit_count)
    assert [each["type"] for each in made.condition["conditions"]] == [
        "amount_at_least", "nth_purchase", "on_weekday", "between_hours",
    ]  # fmt: skip
    form = desk.manager.get(page(desk, made)).context["form"]
    typed = {name: form.initial.get(name, "") for name in QUIET} | {"products": "latte, tea", "least": "20,000"}
    assert (typed["hour_from"], typed["hour_to"], typed["weekdays"], typed["nth"]) == ("15", "18", ["0", "1"], "3")
    assert desk.manager.post(page(desk, made), typed).status_code == 302
    made.refresh_from_db()
    assert (made.effect, made.condition, made.stacking, made.priority, made.limit_count) == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"percent": ""}, "Write how much."),
        ({"percent": "101"}, "From 1 to 100."),
        ({"name_en": "", "name_fa": ""}, "Write the name in one language at least."),
        ({"hour_to": ""}, "Write both hours, or neither."),
        ({"hour_from": "25"}, "From 0 to 23."),
        ({"priority": "0"}, "From 1 to 1,000."),
        ({"limit_count": "-1"}, "Write a number above zero."),
        ({"nth": "many"}, "Write a whole number"),
        ({"priority": ""}, "This field is required."),
        ({"ends": "2020/13/45"}, "Write year, month and day"),
    ],
)
def test_what_cannot_be_an_offer_is_said_beside_its_field(desk, given, told):
    response = desk.manager.post(f"{desk.at('rewards/offers/new/')}?kind=percent_off", QUIET | given)
    assert response.status_code == 422
    assert told in text(response)
    assert not Offer.objects.exists()


def test_a_budget_below_what_is_taken_is_refused(desk):
    shop = Shop(desk.cast)
    made = written(desk, weekdays=[], hour_from="", hour_to="")
    desk.manager.post(page(desk, made, "list/"))
    shop.pays(shop.hold("sara", 5_000))
    low = QUIET | {"weekdays": [], "hour_from": "", "hour_to": "", "budget": "50"}
    assert "More is taken already" in text(desk.manager.post(page(desk, made), low))


def test_an_offer_that_a_program_wrote_is_not_cut_down_to_the_form(desk):
    shop = Shop(desk.cast)
    asked = {"type": "all", "conditions": [{"type": "by_channel", "channels": ["app"]}]}
    made = shop.offer(percent(1_000), condition=asked)
    shown = text(desk.manager.get(page(desk, made)))
    assert "A program wrote this offer with more than this form knows." in shown
    desk.manager.post(page(desk, made), QUIET)
    made.refresh_from_db()
    assert made.condition == asked
    desk.manager.post(page(desk, made, "end/"))
    assert Offer.objects.get().state == "off"


def test_an_analyst_reads_the_list_and_writes_nothing(desk):
    made = written(desk)
    assert "Quiet hour" in text(desk.analyst.get(desk.at("rewards/offers/")))
    for rest in ("", "list/", "end/"):
        assert desk.analyst.post(page(desk, made, rest), QUIET).status_code == 403
