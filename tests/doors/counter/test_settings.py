"""The console's page about the counter: favourites, branches, phones; and the PINs on the page of the staff."""

import pytest

from tests.doors.counter.bar import browser, hand_over, logged, text, types_pin
from tests.people import make_cast
from vafa.base.models import Club, Staff
from vafa.partners.actions import FAVOURITES_MAX, add_favourite
from vafa.partners.models import Favourite, Store
from vafa.partners.queries import favourites_of


def at(rest=""):
    return f"/console/narvan/{rest}"


TEA = {"name_fa": "چای", "name_en": "Tea", "price": "۷۵٬۰۰۰", "sku": "t", "category": "tea", "place": "2"}


def test_a_favourite_is_added_changed_and_dropped(bar):
    bar.manager.post(at("counter/favourites/"), TEA)
    tea = Favourite.objects.get(sku="t")
    assert (tea.name_fa, tea.name_en, tea.price_minor, tea.category, tea.place) == ("چای", "Tea", 750_000, "tea", 2)
    assert [each.sku for each in favourites_of(bar.cast.club.id)] == ["l", "c", "t"]
    bar.owner.post(at(f"counter/favourites/{tea.id}/"), TEA | {"price": "80000", "place": "0", "name_fa": ""})
    tea.refresh_from_db()
    assert (tea.name_fa, tea.price_minor, tea.place) == ("Tea", 800_000, 0)
    assert "80,000" in text(bar.cashier.get(bar.at("", "sara")))
    bar.owner.post(at(f"counter/favourites/{tea.id}/drop/"))
    assert not Favourite.objects.filter(sku="t").exists()
    assert logged("favourite_added") == [bar.posts["manager"].id]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"price": ""}, "Write what one costs."),
        ({"price": "0"}, "Write what one costs, in digits."),
        ({"price": "x"}, "Write what one costs, in digits."),
        ({"name_fa": "", "name_en": ""}, "Write the name in one language at least."),
        ({"place": "x"}, "Write a whole number"),
    ],
)
def test_a_favourite_that_cannot_be_is_refused_under_its_field(bar, wrong, said):
    for place in ("counter/favourites/", f"counter/favourites/{bar.latte.id}/"):
        response = bar.owner.post(at(place), TEA | wrong)
        assert response.status_code == 422
        assert said in text(response) and 'value="t"' in response.content.decode()
    assert sorted(Favourite.objects.values_list("sku", flat=True)) == ["c", "l"]


def test_the_counter_shows_so_many_favourites_and_no_more(bar):
    for number in range(FAVOURITES_MAX - 2):
        add_favourite(club=bar.cast.club, name_fa="x", name_en="x", price_minor=1, sku=str(number))
    response = bar.owner.post(at("counter/favourites/"), TEA)
    assert "The counter shows 24. Take one off before you add another." in text(response)
    assert Favourite.objects.count() == FAVOURITES_MAX


def test_favourites_and_branches_of_another_club_are_out_of_reach(bar):
    other = make_cast(slug="dirin")
    theirs = add_favourite(club=other.club, name_fa="x", name_en="x", price_minor=1)
    store = Store.objects.get(club=other.club)
    assert bar.owner.post(at(f"counter/favourites/{theirs.id}/"), TEA).status_code == 404
    bar.owner.post(at(f"counter/favourites/{theirs.id}/drop/"))
    assert bar.owner.post(at(f"counter/branches/{store.id}/"), {"name_fa": "y"}).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.price_minor, Store.objects.get(id=store.id).name_en) == (1, "Centre")


def test_a_branch_is_opened_with_a_code_of_its_own_and_renamed_without_changing_it(bar):
    for _ in range(2):
        bar.owner.post(at("counter/branches/"), {"name_fa": "ونک", "name_en": "Vanak Square"})
    bar.owner.post(at("counter/branches/"), {"name_fa": "تجریش"})
    codes = Store.objects.filter(club=bar.cast.club).values_list("code", flat=True)
    assert sorted(codes) == ["branch", "centre", "vanak-square", "vanak-square-2"]
    store = Store.objects.get(code="vanak-square")
    bar.owner.post(at(f"counter/branches/{store.id}/"), {"name_fa": "میدان ونک", "name_en": "Vanak"})
    store.refresh_from_db()
    assert (store.code, store.name_fa, store.name_en) == ("vanak-square", "میدان ونک", "Vanak")


def test_the_page_shows_the_phones_and_how_soon_they_ask_again(bar):
    hand_over(bar)
    shown = text(bar.owner.get(at("counter/")))
    assert "white Samsung" in shown and "3 people have a PIN." in shown
    bar.owner.post(at("counter/idle/"), {"minutes": "۲۵"})
    assert Club.objects.get(id=bar.cast.club.id).counter_idle_minutes == 25
    assert bar.owner.post(at("counter/idle/"), {"minutes": "0"}).status_code == 422
    assert bar.owner.post(at("counter/idle/"), {"minutes": "241"}).status_code == 422


def test_the_owner_gives_and_clears_pins_on_the_page_of_the_staff(bar):
    cashier = bar.posts["cashier"]
    bar.owner.post(at(f"staff/{cashier.id}/pin/"), {"pin": "۷۳۹۱"})
    phone = hand_over(bar)
    assert types_pin(bar, phone, pin="7391").status_code == 302
    assert "7391" not in text(bar.owner.get(at("staff/")))
    bar.owner.post(at(f"staff/{cashier.id}/pin/"), {"pin": "1234"})
    assert "This PIN is guessed first." in text(bar.owner.get(at("staff/")))
    bar.owner.post(at(f"staff/{cashier.id}/pin/clear/"))
    assert Staff.objects.get(id=cashier.id).pin == ""
    assert logged("pin_set") == logged("pin_cleared") == [bar.posts["owner"].id]


def test_only_who_runs_the_club_meets_these_pages(bar):
    for place in ("counter/", "counter/favourites/", "counter/branches/", f"staff/{bar.posts['cashier'].id}/pin/"):
        assert bar.cashier.post(at(place), TEA).status_code == 403, place
        assert browser().post(at(place), TEA).status_code == 302, place
    assert bar.manager.post(at(f"staff/{bar.posts['cashier'].id}/pin/"), {"pin": "7391"}).status_code == 403


def test_the_log_tells_of_the_counter(bar):
    bar.owner.post(at("counter/favourites/"), TEA)
    shown = text(bar.owner.get(at("audit/")))
    assert "Added a favourite" in shown and "75,000 Toman" in shown
