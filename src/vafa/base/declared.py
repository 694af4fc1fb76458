"""What Django's models declare, as SQL names it. The only names that statements are composed of."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [field(model, name) for name in names]


def plain(field: Any) -> Any:
    """A link is the id it holds."""
    return getattr(field, "target_field", field)


def table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def kind(field: Any) -> str:
    """The type without its length."""
    return str(plain(field).db_type(connection)).split("(")[0]
