"""What a database holds, told so that it can be compared: migrations, rows by table, the root over the heads."""

from dataclasses import dataclass

from django.apps import apps

from vafa.base.models import Club
from vafa.ledger import anchors
from vafa.ledger.queries import across
from vafa.server import state
from vafa.server.archive import Ledger


@dataclass(frozen=True, slots=True)
class Contents:
    migrations: list[str]
    rows: dict[str, int]
    ledger: dict[str, Ledger]


def contents(alias: str) -> Contents:
    """In: a database that stands still meanwhile. Tables of a later migration are left out."""
    there = set(state.tables(alias))
    rows = {
        model._meta.db_table: model._base_manager.using(alias).count()
        for model in apps.get_models()
        if model._meta.db_table in there
    }
    return Contents(state.applied(alias), dict(sorted(rows.items())), _ledger(alias))


def _ledger(alias: str) -> dict[str, Ledger]:
    clubs = Club.objects.using(alias).order_by("slug").values_list("id", "slug")
    return {slug: Ledger(*anchors.root_over(across.heads(id, alias))) for id, slug in clubs}
