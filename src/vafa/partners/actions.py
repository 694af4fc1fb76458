from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from vafa.base.models import Club
from vafa.partners.errors import TooManyFavourites, UnknownBranch, UnknownFavourite
from vafa.partners.models import Favourite, Partner, Store, Terminal

FAVOURITES_MAX = 24
"""More would be a search, not one tap."""


@transaction.atomic
def name_operator(*, club: Club) -> Partner:
    """The club itself as the partner that issues and redeems."""
    return Partner.objects.create(
        club=club, code=club.slug, name_fa=club.name_fa, name_en=club.name_en, is_operator=True
    )


@transaction.atomic
def open_store(*, partner: Partner, code: str, name_fa: str, name_en: str) -> Store:
    return Store.objects.create(club=partner.club, partner=partner, code=code, name_fa=name_fa, name_en=name_en)


@transaction.atomic
def open_stores(*, partner: Partner, stores: list[tuple[str, str, str]]) -> None:
    """In: (code, Persian name, English name) of each."""
    Store.objects.bulk_create(
        Store(club=partner.club, partner=partner, code=code, name_fa=name_fa, name_en=name_en)
        for code, name_fa, name_en in stores
    )


@transaction.atomic
def add_terminal(*, store: Store, code: str, works_offline: bool = False) -> Terminal:
    return Terminal.objects.create(club=store.club, store=store, code=code, works_offline=works_offline)


@transaction.atomic
def open_branch(*, club: Club, name_fa: str, name_en: str) -> Store:
    """A store of the operator, for owners who do not think in codes: its code is made from the English name."""
    operator = Partner.objects.select_for_update().get(club=club, is_operator=True)
    taken = set(Store.objects.filter(club=club).values_list("code", flat=True))
    wanted = slugify(name_en)[:30] or "branch"
    codes = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return open_store(partner=operator, code=next(c for c in codes if c not in taken), name_fa=name_fa, name_en=name_en)


@transaction.atomic
def rename_branch(*, club: Club, store_id: UUID, name_fa: str, name_en: str) -> Store:
    """Its code stays: tills and receipts name it by that."""
    store = Store.objects.filter(club=club, id=store_id).first()
    if store is None:
        raise UnknownBranch(store=str(store_id))
    store.name_fa, store.name_en = name_fa, name_en
    store.save(update_fields=["name_fa", "name_en"])
    return store


@transaction.atomic
def add_favourite(
    *, club: Club, name_fa: str, name_en: str, price_minor: int, sku: str = "", category: str = "", place: int = 0
) -> Favourite:
    if Favourite.objects.filter(club=club).count() >= FAVOURITES_MAX:
        raise TooManyFavourites(most=FAVOURITES_MAX)
    return Favourite.objects.create(
        club=club, name_fa=name_fa, name_en=name_en, price_minor=price_minor, sku=sku, category=category, place=place
    )


@transaction.atomic
def change_favourite(
    *, club: Club, favourite_id: UUID, name_fa: str, name_en: str, price_minor: int, sku: str, category: str, place: int
) -> Favourite:
    """What is booked keeps the price it was booked with."""
    favourite = Favourite.objects.filter(club=club, id=favourite_id).first()
    if favourite is None:
        raise UnknownFavourite(favourite=str(favourite_id))
    favourite.name_fa, favourite.name_en, favourite.price_minor = name_fa, name_en, price_minor
    favourite.sku, favourite.category, favourite.place = sku, category, place
    favourite.save(update_fields=["name_fa", "name_en", "price_minor", "sku", "category", "place"])
    return favourite


@transaction.atomic
def drop_favourite(*, club: Club, favourite_id: UUID) -> None:
    """Dropping again changes nothing."""
    Favourite.objects.filter(club=club, id=favourite_id).delete()
