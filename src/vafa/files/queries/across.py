"""Everything of a club as flat tables, for taking it elsewhere: each row as it stands, read in the order of its key."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from vafa.activities.models import Activity
from vafa.activities.stored import lines_of
from vafa.base.models import Audit, Club
from vafa.checkout.models import Checkout, Dispute
from vafa.ledger.models import Account, Draw, Lot, Movement
from vafa.members.models import Card, Consent, Household, HouseholdPlace, Member
from vafa.offers.models import Offer
from vafa.partners.models import Store
from vafa.rewards.models import Batch, GiftCard, Redemption, Reward, Use, Voucher
from vafa.tiers.models import Standing, StandingChange

ROWS_AT_ONCE = 2000
TEXT, WHOLE, YES_NO, INSTANT, DAY = "VARCHAR", "BIGINT", "BOOLEAN", "TIMESTAMPTZ", "DATE"
"""Types as DuckDB names them."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` by name with their types; `rows` in the same order."""

    name: str
    columns: dict[str, str]
    rows: Callable[[Club], Iterable[tuple[Any, ...]]]


def _table(name: str, model: Any, /, **columns: str) -> Table:
    """A model's own columns of the club's rows."""
    return Table(name, columns, lambda club: _values(model.objects.filter(club_id=club.id), columns))


def _values(rows: QuerySet[Any], columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return rows.order_by("pk").values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE)


def _lines(club: Club) -> Iterator[tuple[Any, ...]]:
    rows = Activity.objects.filter(club_id=club.id, kind="purchase").order_by("pk")
    for member, id, day, body in rows.values_list("member_id", "id", "day", "body").iterator(chunk_size=ROWS_AT_ONCE):
        for number, line in enumerate(lines_of(body), 1):
            yield (
                member, id, number, day, line.sku, line.name, line.category, line.brand, line.quantity,
                line.amount_minor, line.discount_minor, line.cost_minor,
            )  # fmt: skip


def _awards(club: Club) -> Iterator[tuple[Any, ...]]:
    rows = Activity.objects.filter(club_id=club.id).order_by("pk").values_list("member_id", "id", "version", "awards")
    for member, id, version, awards in rows.iterator(chunk_size=ROWS_AT_ONCE):
        for award in awards:
            silenced = award.get("silenced", "")
            yield member, id, award["id"], version, award["rule"], award["unit"], award["units"], silenced


TABLES: Final[tuple[Table, ...]] = (
    _table("stores", Store, id=TEXT, code=TEXT, name_fa=TEXT, name_en=TEXT),
    _table(
        "members", Member, id=TEXT, given_name=TEXT, family_name=TEXT, gender=TEXT, birthday=DAY, email=TEXT,
        language=TEXT, home_store_id=TEXT, joined_at=INSTANT, join_channel=TEXT, merged_into=TEXT, left_at=INSTANT,
    ),
    _table("cards", Card, member_id=TEXT, id=TEXT, kind=TEXT, value=TEXT, added_at=INSTANT, ended_at=INSTANT),
    _table(
        "consents", Consent, member_id=TEXT, id=TEXT, channel=TEXT, purpose=TEXT, granted=YES_NO, at=INSTANT,
        proof=TEXT, staff_id=TEXT,
    ),
    _table("households", Household, id=TEXT, name=TEXT, made_at=INSTANT, ended_at=INSTANT),
    _table(
        "household_members", HouseholdPlace, member_id=TEXT, id=TEXT, household_id=TEXT, draws=YES_NO,
        joined_at=INSTANT, ended_at=INSTANT, staff_id=TEXT,
    ),
    _table(
        "activities", Activity, member_id=TEXT, id=TEXT, kind=TEXT, source=TEXT, reference=TEXT, happened_at=INSTANT,
        booked_at=INSTANT, day=DAY, store_id=TEXT, channel=TEXT, version=WHOLE, net_minor=WHOLE, discount_minor=WHOLE,
        cost_minor=WHOLE, payable_minor=WHOLE, original=TEXT,
    ),
    Table(
        "receipt_lines",
        {
            "member_id": TEXT, "activity_id": TEXT, "line": WHOLE, "day": DAY, "sku": TEXT, "product": TEXT,
            "category": TEXT, "brand": TEXT, "quantity": WHOLE, "amount_minor": WHOLE, "discount_minor": WHOLE,
            "cost_minor": WHOLE,
        },
        _lines,
    ),
    Table(
        "awards",
        {
            "member_id": TEXT, "activity_id": TEXT, "award_id": TEXT, "version": WHOLE, "rule": TEXT, "unit": TEXT,
            "units": WHOLE, "silenced_by": TEXT,
        },
        _awards,
    ),
    _table("accounts", Account, member_id=TEXT, id=TEXT, unit=TEXT, balance=WHOLE, seq=WHOLE),
    _table(
        "movements", Movement, member_id=TEXT, id=TEXT, account_id=TEXT, seq=WHOLE, kind=TEXT, system=TEXT,
        units=WHOLE, happened_at=INSTANT, booked_at=INSTANT, store_id=TEXT, source=TEXT, reference=TEXT, award=TEXT,
        reverses=TEXT, hash=TEXT,
    ),
    _table(
        "lots", Lot, member_id=TEXT, id=TEXT, account_id=TEXT, movement_id=TEXT, owed=YES_NO, units=WHOLE,
        remaining=WHOLE, award=TEXT, active_from=INSTANT, expires_at=INSTANT, sliding_days=WHOLE,
    ),
    _table("draws", Draw, member_id=TEXT, id=TEXT, movement_id=TEXT, lot_id=TEXT, units=WHOLE, behind=TEXT),
    _table("tiers", Standing, member_id=TEXT, tier=TEXT, since=INSTANT, review_at=INSTANT),
    _table(
        "tier_changes", StandingChange, member_id=TEXT, id=TEXT, from_tier=TEXT, to_tier=TEXT, happened_at=INSTANT,
        why=TEXT, reason=TEXT, staff_id=TEXT,
    ),
    _table(
        "rewards", Reward, id=TEXT, kind=TEXT, name_fa=TEXT, name_en=TEXT, unit=TEXT, units=WHOLE, cost_minor=WHOLE,
        worth_minor=WHOLE, state=TEXT, made_at=INSTANT,
    ),
    _table(
        "redemptions", Redemption, member_id=TEXT, id=TEXT, reward_id=TEXT, code=TEXT, unit=TEXT, units=WHOLE,
        movement_id=TEXT, store_id=TEXT, handed=TEXT, gives=TEXT, worth_minor=WHOLE, cost_minor=WHOLE, taken_at=INSTANT,
        state=TEXT, settled_at=INSTANT,
    ),
    _table(
        "offers", Offer, id=TEXT, name_fa=TEXT, name_en=TEXT, priority=WHOLE, stacking=TEXT, state=TEXT,
        starts_at=INSTANT, ends_at=INSTANT,
    ),
    _table(
        "voucher_batches", Batch, id=TEXT, name_fa=TEXT, name_en=TEXT, origin=TEXT, count=WHOLE, uses=WHOLE,
        ends_at=INSTANT, ended_at=INSTANT,
    ),
    _table(
        "vouchers", Voucher, code=TEXT, batch_id=TEXT, member_id=TEXT, given_at=INSTANT, ends_at=INSTANT, taken=WHOLE,
        ended_at=INSTANT,
    ),
    _table(
        "gift_cards", GiftCard, code=TEXT, holder_id=TEXT, bought=YES_NO, value_minor=WHOLE, issued_at=INSTANT,
        expires_at=INSTANT, ended_at=INSTANT,
    ),
    _table(
        "uses", Use, member_id=TEXT, id=TEXT, what=TEXT, code=TEXT, checkout_id=TEXT, state=TEXT, minor=WHOLE,
        at=INSTANT,
    ),
    _table(
        "checkouts", Checkout, member_id=TEXT, id=TEXT, source=TEXT, reference=TEXT, store_id=TEXT, placed_at=INSTANT,
        state=TEXT, settled_at=INSTANT,
    ),
    _table(
        "disputes", Dispute, member_id=TEXT, id=TEXT, movement_id=TEXT, unit=TEXT, units=WHOLE, text=TEXT,
        opened_at=INSTANT, state=TEXT, answer=TEXT, decided_at=INSTANT,
    ),
    _table("audit", Audit, id=TEXT, staff_id=TEXT, client_id=TEXT, action=TEXT, subject=TEXT, at=INSTANT),
)  # fmt: skip
