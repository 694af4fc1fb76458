from django.db import transaction

from vafa.base.models import Club
from vafa.partners.models import Partner, Store, Terminal


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
