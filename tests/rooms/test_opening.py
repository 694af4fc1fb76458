"""Opening a club from nothing: whole or not at all, with programmes whose figures the engine finds."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from tests.people import Cast
from vafa.activities.shapes import Line, Purchase, Source
from vafa.base.errors import Refusal
from vafa.base.models import Audit, Club, Staff, User
from vafa.earning.models import Version
from vafa.earning.queries import Judges
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Rolling
from vafa.engine.tiers import Ladder
from vafa.members.actions.joining import Joining, join
from vafa.opening import errors
from vafa.opening.actions import Settings, change_club, open_first_shop, open_shop, settings_of
from vafa.opening.answers import Answers, branch_codes, checked
from vafa.opening.forecast import forecast
from vafa.opening.places import COUNTRIES, TRADES
from vafa.opening.programmes.choosing import CODES, ready
from vafa.partners.models import Partner, Store
from vafa.tiers.queries import ladder_on

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TABLES = (Club, Partner, Store, Version, User, Staff, Audit)
BAHAR = Answers(
    language="fa", name=Name("کافه بهار", "Bahar Cafe"), country="IR", calendar="jalali", time_zone="Asia/Tehran",
    currency="IRR", money_shown="toman", branches=(Name("مرکزی", "Centre"), Name("ونک", "")), programme="points",
    owner_name="سارا رستمی", email="sara@example.com", password="a sentence for a password",
)  # fmt: skip


def rows():
    return {table.__name__: table.objects.count() for table in TABLES}


def a_year_in(club, *, programme="points"):
    """The club with Sara, who joined as it opened."""
    cast = Cast(club, now=NOW + timedelta(hours=1))
    joined = join(club=club, people=[Joining(NOW, "counter", phone="09121110001")], now=NOW)
    cast.members["sara"] = joined[0]
    return cast


# ---- Opening ----


@pytest.mark.django_db
def test_a_club_opens_with_its_branches_programme_ladder_and_owner():
    club = open_first_shop(answers=BAHAR, now=NOW)
    assert (club.slug, club.name_fa, club.name_en) == ("bahar-cafe", "کافه بهار", "Bahar Cafe")
    assert (club.calendar, club.currency, club.money_shown, club.country) == ("jalali", "IRR", "toman", "IR")
    assert (club.largest_receipt_minor, club.adjust_limit) == (2_000_000_000, 1000)
    stores = Store.objects.filter(club=club, partner__is_operator=True).order_by("code")
    assert list(stores.values_list("code", "name_fa", "name_en")) == [
        ("branch-2", "ونک", "ونک"),
        ("centre", "مرکزی", "Centre"),
    ]
    owner = Staff.objects.select_related("user").get(club=club)
    assert (owner.role, owner.user.email, owner.user.name) == ("owner", "sara@example.com", "سارا رستمی")
    assert owner.user.check_password("a sentence for a password")
    kept = Audit.objects.get(club=club)
    assert (kept.action, kept.staff_id, kept.data["programme"]) == ("club_opened", owner.id, "points")
    assert [tier.reach for tier in ladder_on(club, NOW).tiers] == [0, 60_000_000, 180_000_000]


@pytest.mark.django_db
def test_a_programme_without_rules_began_long_ago_and_the_chosen_one_begins_now():
    club = open_shop(answers=BAHAR, now=NOW)
    versions = Version.objects.filter(club=club).order_by("number")
    starts = list(versions.values_list("number", "starts_at"))
    assert starts == [(1, datetime(1969, 12, 31, 20, 30, tzinfo=UTC)), (2, NOW)]
    before, chosen = (Judges(club).numbered(number).programme for number in (1, 2))
    assert (len(before.rules), len(chosen.rules)) == (0, 4)
    assert before.units == chosen.units


@pytest.mark.django_db
def test_receipts_of_the_past_give_nothing_and_the_first_of_today_gives():
    cast = a_year_in(open_shop(answers=BAHAR, now=NOW))
    history = Source(name="import", history=True)
    past = Purchase("P1", (Line(9_000_000),), card="09121110001", happened_at=NOW - timedelta(days=400))
    assert cast.record(past, source=history)[0].activity
    assert cast.active("sara") == 0
    cast.record(Purchase("P2", (Line(6_400_000),), card="09121110001", store="centre"))
    assert cast.active("sara") == 64  # the second purchase in all: no welcome gift


REFUSED = [
    (replace(BAHAR, language="de"), errors.UnknownLanguage),
    (replace(BAHAR, name=Name(" ", "")), errors.NameMissing),
    (replace(BAHAR, name=Name("ب" * 121, "")), errors.NameTooLong),
    (replace(BAHAR, name=Name("بهار", "")), errors.SlugMissing),
    (replace(BAHAR, slug="a/b"), errors.SlugUnfit),
    (replace(BAHAR, country="XX"), errors.UnknownCountry),
    (replace(BAHAR, calendar="lunar"), errors.UnknownCalendar),
    (replace(BAHAR, time_zone="Asia/Nowhere"), errors.UnknownTimeZone),
    (replace(BAHAR, currency="XAU"), errors.UnknownCurrency),
    (replace(BAHAR, currency="EUR"), errors.NotShownSo),
    (replace(BAHAR, branches=()), errors.NoBranch),
    (replace(BAHAR, branches=(Name(" ", ""),)), errors.NoBranch),
    (replace(BAHAR, programme="gold"), errors.UnknownReadyProgramme),
    (replace(BAHAR, owner_name=""), errors.OwnerNameMissing),
    (replace(BAHAR, email="sara"), errors.NotAnEmail),
    (replace(BAHAR, password="short"), errors.WeakPassword),
    (replace(BAHAR, password="password123"), errors.WeakPassword),
    (replace(BAHAR, password=""), errors.WeakPassword),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("answers", "refusal"), REFUSED)
def test_what_cannot_stand_is_refused_and_nothing_is_kept(answers, refusal):
    with pytest.raises(refusal):
        open_shop(answers=answers, now=NOW)
    assert set(rows().values()) == {0}


@pytest.mark.django_db
def test_a_short_name_is_of_one_club():
    open_shop(answers=BAHAR, now=NOW)
    before = rows()
    with pytest.raises(errors.SlugTaken) as refused:
        open_shop(answers=replace(BAHAR, email="b@example.com"), now=NOW)
    assert refused.value.data == {"slug": "bahar-cafe"}
    assert rows() == before


@pytest.mark.django_db
def test_whatever_breaks_on_the_way_leaves_nothing(monkeypatch):
    def broken(**_):
        raise RuntimeError("the machine went out")

    monkeypatch.setattr("vafa.opening.actions.publish_ladder", broken)
    with pytest.raises(RuntimeError):
        open_first_shop(answers=BAHAR, now=NOW)
    assert set(rows().values()) == {0}
    monkeypatch.undo()
    assert open_first_shop(answers=BAHAR, now=NOW).slug == "bahar-cafe"


@pytest.mark.django_db
def test_only_one_club_is_the_first():
    open_first_shop(answers=BAHAR, now=NOW)
    with pytest.raises(errors.NotTheFirst):
        open_first_shop(answers=replace(BAHAR, slug="other"), now=NOW)
    assert open_shop(answers=replace(BAHAR, slug="other"), now=NOW).slug == "other"
    assert Club.objects.count() == 2


@pytest.mark.django_db
def test_a_club_that_came_by_another_way_is_the_first_too():
    open_shop(answers=BAHAR, now=NOW)
    with pytest.raises(errors.NotTheFirst):
        open_first_shop(answers=replace(BAHAR, slug="other"), now=NOW)
    assert Club.objects.count() == 1


@pytest.mark.django_db
def test_an_owner_of_another_club_keeps_the_password():
    open_shop(answers=BAHAR, now=NOW)
    open_shop(answers=replace(BAHAR, slug="other", email="SARA@example.com", password="another sentence"), now=NOW)
    assert User.objects.get().check_password("a sentence for a password")
    open_shop(answers=replace(BAHAR, slug="third", password=""), now=NOW)
    assert Staff.objects.filter(role="owner").count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_club_is_opened():
    ready_to_go, outcomes = threading.Barrier(4), []

    def race(number):
        try:
            ready_to_go.wait()
            outcomes.append(open_first_shop(answers=replace(BAHAR, slug=f"club-{number}"), now=NOW).slug)
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[-3:] == ["not_the_first_club"] * 3
    assert [Club.objects.count(), User.objects.count()] == [1, 1]
    connections.close_all()


def test_branches_get_codes_of_their_own():
    names = (Name("ونک", "Vanak"), Name("ونک", "Vanak"), Name("تجریش", "تجریش"), Name("", "branch 3"))
    assert branch_codes(names) == ["vanak", "vanak-2", "branch-3", "branch-3-4"]


@pytest.mark.django_db
def test_one_language_of_a_name_is_enough():
    given = checked(replace(BAHAR, name=Name("", "Bahar  Cafe"), branches=(Name("", "Centre"),)))
    assert (given.name, given.branches) == (Name("Bahar Cafe", "Bahar Cafe"), (Name("Centre", "Centre"),))


# ---- Ready programmes: what they give, in exact figures ----

IN_IRAN = [
    # code, example units, its parts, units of 1,000 purchases, share, at the top, visit of the first reward
    ("points", 264, {"base": 64, "welcome": 200}, 43_000, 0.0098, 0.0148, 3),
    ("stamps", 2, {"stamp": 1, "welcome": 1}, 1000, 0.0571, 0.0571, 6),
    ("cash_back", 392_000, {"base": 192_000, "welcome": 200_000}, 131_400_000, 0.03, 0.045, 2),
    ("own", 0, {}, 0, 0, 0, None),
]


@pytest.mark.parametrize(("code", "units", "parts", "over_1000", "share", "at_top", "visit"), IN_IRAN)
def test_a_ready_programme_in_iran(code, units, parts, over_1000, share, at_top, visit):
    found = forecast(ready(code, "IRR"), TRADES["IRR"])
    assert (found.example_minor, found.example_units) == (6_400_000, units)
    assert {award.rule: award.units for award in found.example} == parts
    assert (found.units, found.sales_minor) == (over_1000, 4_380_000_000)
    assert (round(found.share, 4), round(found.share_at_top, 4)) == (share, at_top)
    assert found.reward_visit == visit


def test_points_in_iran_are_worth_a_hundred_toman():
    found = forecast(ready("points", "IRR"), TRADES["IRR"])
    assert found.example_worth_minor == 264_000
    assert (found.reward_units, found.reward_minor) == (250, 250_000)
    unit = ready("points", "IRR").unit
    assert unit.value_minor_per == (100_000, 100)
    assert isinstance(unit.expiry, Rolling)


def test_a_full_card_is_worth_a_coffee():
    found = forecast(ready("stamps", "EUR"), TRADES["EUR"])
    assert (found.reward_units, found.reward_minor, found.reward_visit) == (6, 350, 6)


def test_cash_back_in_euro():
    found = forecast(ready("cash_back", "EUR"), TRADES["EUR"])
    assert (found.example_units, found.worth_minor, round(found.share, 4)) == (104, 37_000, 0.0296)


@pytest.mark.parametrize("currency", TRADES)
@pytest.mark.parametrize("code", CODES)
def test_every_currency_has_figures_that_a_shop_can_bear(code, currency):
    trade = TRADES[currency]
    found = forecast(ready(code, currency), trade)
    if code == "own":
        assert (found.units, found.reward_visit) == (0, None)
        return
    assert 0.005 <= found.share <= 0.08
    assert found.share <= found.share_at_top <= 0.08
    assert 2 <= found.reward_visit <= 6
    assert trade.treat < trade.coffee < trade.basket < trade.example < trade.yaar


def test_every_country_has_a_currency_with_figures():
    assert {country.currency for country in COUNTRIES.values()} <= set(TRADES)


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "unit", "first", "second"), [
    ("points", "points", 264, 328),
    ("stamps", "stamps", 2, 3),
    ("cash_back", "wallet", 392_000, 584_000),
    ("own", "points", 0, 0),
])  # fmt: skip
def test_what_was_promised_is_what_is_booked(code, unit, first, second):
    cast = a_year_in(open_shop(answers=replace(BAHAR, programme=code), now=NOW))
    for number, balance in enumerate((first, second), 1):
        cast.at(NOW + timedelta(days=number))
        cast.record(Purchase(f"R{number}", (Line(6_400_000),), card="09121110001", store="centre"))
        assert cast.active("sara", unit) == balance


@pytest.mark.parametrize("currency", TRADES)
def test_a_wallet_is_named_so_that_an_amount_of_any_currency_can_stand_before_it(currency):
    """0.99 pounds are not 0.99 pence, and 20,000 Toman are no Rial."""
    (unit,) = ready("cash_back", currency).programme.units
    assert (unit.kind, unit.name) == ("money", Name("پول کیف", "wallet money"))


# ---- Changing later ----


@pytest.fixture
def opened(db):
    club = open_shop(answers=BAHAR, now=NOW)
    return club, Staff.objects.get(club=club)


def change(opened, later=NOW + timedelta(days=1), **changes):
    club, owner = opened
    club.refresh_from_db()
    return change_club(club=club, settings=replace(settings_of(club), **changes), staff=owner, now=later)


def test_names_and_limits_change_and_the_log_tells(opened):
    club = change(opened, name_en="Bahar", late_days_online=3, adjust_limit=500)
    assert (club.name_en, club.late_days_online, club.adjust_limit, club.name_fa) == ("Bahar", 3, 500, "کافه بهار")
    kept = Audit.objects.get(club=club, action="club_changed")
    assert kept.data == {
        "before": {"name_en": "Bahar Cafe", "late_days_online": 7, "adjust_limit": 1000},
        "after": {"name_en": "Bahar", "late_days_online": 3, "adjust_limit": 500},
    }


def test_nothing_changed_leaves_no_trace(opened):
    change(opened)
    assert not Audit.objects.filter(action="club_changed").exists()


def test_before_the_first_receipt_the_currency_changes_and_the_programme_with_it(opened):
    club = change(opened, currency="EUR", money_shown="iso", calendar="gregorian", time_zone="Europe/Berlin")
    assert (club.currency, club.largest_receipt_minor, club.adjust_limit) == ("EUR", 2_000_000, 1000)
    in_force = Judges(club).on(NOW + timedelta(days=2)).programme
    assert (in_force.version, in_force.rule("base").effect.per_minor) == (3, 100)
    ladder = ladder_on(club, NOW + timedelta(days=2))
    assert isinstance(ladder, Ladder) and ladder.tiers[1].reach == 18_000


FIXED = [{"calendar": "gregorian"}, {"time_zone": "Asia/Kabul"}, {"currency": "EUR", "money_shown": "iso"}]


@pytest.mark.parametrize("changes", FIXED)
def test_from_the_first_receipt_on_they_stay(opened, changes):
    cast = a_year_in(opened[0])
    cast.record(Purchase("R1", (Line(640_000),), card="09121110001", store="centre"))
    with pytest.raises(errors.FixedByReceipts) as refused:
        change(opened, **changes)
    assert refused.value.data == {"fields": [next(iter(changes))]}
    assert settings_of(Club.objects.get(id=opened[0].id)) == settings_of(opened[0])
    assert change(opened, return_window_days=10).return_window_days == 10


def test_a_receipt_of_another_club_fixes_nothing_here(opened):
    other = open_shop(answers=replace(BAHAR, slug="other"), now=NOW)
    a_year_in(other).record(Purchase("R1", (Line(640_000),), card="09121110001", store="centre"))
    assert change(opened, calendar="gregorian").calendar == "gregorian"
    assert Club.objects.get(slug="other").calendar == "jalali"


def test_a_programme_of_ones_own_is_not_put_into_another_currency(opened):
    from vafa.earning.actions import publish

    own = replace(ready("points", "IRR").programme, rules=())
    rules = (replace(ready("points", "IRR").programme.rules[0], priority=7),)
    publish(club=opened[0], programme=replace(own, rules=rules), starts_at=NOW + timedelta(hours=1), now=NOW)
    with pytest.raises(errors.OwnProgramme):
        change(opened, currency="EUR", money_shown="iso")
    assert Club.objects.get(id=opened[0].id).currency == "IRR"


OUT = [
    ({"late_days_online": 366}, errors.FigureOutOfRange),
    ({"largest_receipt_minor": 0}, errors.FigureOutOfRange),
    ({"name_fa": "", "name_en": " "}, errors.NameMissing),
    ({"time_zone": "Tehran"}, errors.UnknownTimeZone),
    ({"currency": "EUR"}, errors.NotShownSo),
]


@pytest.mark.parametrize(("changes", "refusal"), OUT)
def test_a_setting_that_cannot_stand_changes_nothing(opened, changes, refusal):
    with pytest.raises(refusal):
        change(opened, **changes)
    assert settings_of(Club.objects.get(id=opened[0].id)) == settings_of(opened[0])


def test_the_settings_are_columns_of_the_club():
    assert set(Settings.__slots__) <= {field.name for field in Club._meta.get_fields()}
