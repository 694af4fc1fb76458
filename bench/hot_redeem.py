"""The limit of a redemption on PostgreSQL: one server-side function that inserts, under new ids, the very rows that the
ordinary path inserted for one, and changes the same figures. It is made of rows read back, so it has every column."""

import json
import time
from typing import Any
from uuid import UUID

from bench.hot_references import _literal
from bench.hot_world import World


def prepare(world: World) -> None:
    """Takes one reward in the ordinary way, and makes `bench_redeem(picked)` of what that left. `bench_members` is
    there."""
    from django.db import connection

    from vafa.ledger.models import Account, Lot

    before = {model: _rows(model) for model in tables()}
    lots = dict(Lot.objects.values_list("id", "remaining"))
    member = _redeem(world)
    new = {model: [row for key, row in _rows(model).items() if key not in before[model]] for model in tables()}
    (drawn,) = [
        id for id, left in Lot.objects.filter(member_id=member).values_list("id", "remaining") if left < lots[id]
    ]
    account = Account.objects.get(member_id=member, unit="points").id
    known = {member: "who", account: "account", drawn: "lot"}
    known |= {row["id"]: f"n{place}" for place, row in enumerate(row for rows in new.values() for row in rows)
              if isinstance(row.get("id"), UUID)}  # fmt: skip
    inserts = [_insert(model, row, known) for model, rows in new.items() for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_function(inserts, [name for name in known.values() if name.startswith("n")], world))


def tables() -> list[Any]:
    """Those that a redemption inserts into."""
    from vafa.base.models import Outbox, Reference
    from vafa.ledger.models import Draw, Movement
    from vafa.rewards.models import Redemption, RedemptionStep, Use

    return [Movement, Draw, Redemption, RedemptionStep, Use, Outbox, Reference]


def _rows(model: Any) -> dict[Any, dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name != "pk"]
    return {row["pk"]: {name: row[name] for name in names} for row in model.objects.values("pk", *names)}


def _redeem(world: World) -> UUID:
    from django.http.request import HttpHeaders

    from vafa.doors.api import hot

    body = {"reference": f"one-{time.time_ns()}", "member": world.members[0], "reward": world.reward, "store": "centre"}
    text = json.dumps(body).encode()
    headers = HttpHeaders({"HTTP_AUTHORIZATION": f"Bearer {world.key}", "CONTENT_TYPE": "application/json"})
    (answer,) = hot.write([hot.HotRequest("redeem", {}, headers, text, "en", META={"CONTENT_LENGTH": str(len(text))})])
    assert answer is not None and answer.status_code == 201, answer and answer.content
    return UUID(world.members[0])


def _insert(model: Any, row: dict[str, Any], known: dict[Any, str]) -> str:
    given = {}
    for field in model._meta.concrete_fields:
        value = row.get(field.attname)
        if field.name == "pk" or field.get_internal_type() == "BigAutoField":
            continue
        if field.attname == "seq":
            given[field.column] = "s"
        elif field.attname == "reference":
            given[field.column] = "'pg-' || n0"
        else:
            given[field.column] = known.get(value) if isinstance(value, UUID) and value in known else _literal(value)
    return f"INSERT INTO {model._meta.db_table} ({', '.join(given)}) VALUES ({', '.join(map(str, given.values()))});"


def _function(inserts: list[str], new: list[str], world: World) -> str:
    from vafa.rewards.models import Reward

    reward = Reward.objects.get(id=world.reward)
    counters = [
        text
        for counter, units in ((reward.stock_id, 1), (reward.budget_id, 0))
        for text in (
            f"UPDATE base_counter SET reserved = reserved + {units} WHERE id = '{counter}' "
            f"AND (most IS NULL OR most >= reserved + used + {units});",
            f"UPDATE base_counter SET reserved = reserved - {units}, used = used + {units} WHERE id = '{counter}';",
        )
    ]
    pick = [
        "SELECT member_id INTO who FROM bench_members WHERE n = picked;",
        "SELECT id, seq + 1 INTO account, s FROM ledger_account WHERE member_id = who AND unit = 'points' FOR UPDATE;",
        "SELECT id INTO lot FROM ledger_lot WHERE member_id = who AND account_id = account AND remaining > 0 "
        "ORDER BY expires_at, id LIMIT 1;",
    ]
    figures = [
        "UPDATE ledger_lot SET remaining = remaining - 1 WHERE member_id = who AND id = lot;",
        "UPDATE ledger_account SET balance = balance - 1, seq = s, head = decode(repeat('ab', 32), 'hex') "
        "WHERE member_id = who AND id = account;",
    ]
    variables = [f"{name} uuid := uuidv7();" for name in new]
    head = "CREATE OR REPLACE FUNCTION bench_redeem(picked int) RETURNS void LANGUAGE plpgsql AS $bench$"
    declared = ["DECLARE", "who uuid;", "account uuid;", "lot uuid;", "s int;", *variables]
    return "\n".join([head, *declared, "BEGIN", *pick, *counters, *inserts, *figures, "END", "$bench$;"])
