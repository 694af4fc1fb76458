"""The functions that the hot bench is held against leave the rows that the ordinary path leaves."""

import pytest
from django.db import connection

from tests.server.conftest import on_postgresql

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not on_postgresql(), reason="about functions of PostgreSQL"),
]


@pytest.fixture
def made(monkeypatch):
    from bench import hot_redeem, hot_references, hot_world

    monkeypatch.setattr(hot_world, "MEMBERS", 200)
    monkeypatch.setattr(hot_references, "MEMBERS", 200)
    world, taken = hot_world.make()
    hot_references.prepare_postgresql(taken)
    hot_redeem.prepare(world)
    yield taken
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_members")
        cursor.execute("DROP FUNCTION bench_receipt, bench_redeem")


def shapes_of(models):
    """By table and key the columns that hold something."""
    return {
        model: {
            row.pk: shape(model, lambda name, row=row: getattr(row, name) is not None) for row in model.objects.all()
        }
        for model in models
    }


def shape(model, holds):
    names = [field.attname for field in model._meta.concrete_fields if field.name != "pk"]
    return tuple(name for name in names if holds(name))


def left_by(function, models):
    before = shapes_of(models)
    with connection.cursor() as cursor:
        cursor.callproc(function, [7])
    after = shapes_of(models)
    return {model: sorted(each for key, each in after[model].items() if key not in before[model]) for model in models}


def test_the_functions_of_a_receipt_and_of_a_redemption_leave_their_rows(made):
    from bench import hot_redeem

    wanted = {}
    for verb, model, _, columns, rows in made.calls:
        if verb == "insert":
            for row in rows:
                given = dict(zip(columns, row, strict=True))
                # what the writer leaves out the database fills
                filled = shape(model, lambda name, given=given: given.get(name, name) is not None)
                wanted.setdefault(model, []).append(filled)
    assert left_by("bench_receipt", list(wanted)) == {model: sorted(shapes) for model, shapes in wanted.items()}
    found = left_by("bench_redeem", hot_redeem.tables())
    assert {model.__name__: len(rows) for model, rows in found.items()} == {
        "Movement": 1, "Draw": 1, "Redemption": 1, "RedemptionStep": 1, "Use": 1, "Outbox": 1, "Reference": 1,
    }  # fmt: skip
