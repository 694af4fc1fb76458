"""Bodies: what is read at once is what would be read step by step."""

import pytest

from vafa.base.errors import Refusal
from vafa.doors.api import bodies, items

WHOLE = '{"type":"purchase","reference":"a","lines":[{"amount_minor":5,"sku":"12"}]}'


def outcome(read, body):
    try:
        return read(body)
    except Refusal as refusal:
        return refusal.code, refusal.data


def step_by_step(body):
    return bodies.shaped(bodies.plain(body), items._ITEM)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f" {WHOLE}\n",
        WHOLE.replace('"a"', '"a","reference":"b"'),
        WHOLE.replace('"a"', '"a","happened_at":"2026-01-01T00:00:00+03:30"'),
        WHOLE.replace('"a"', '"a","happened_at":"2026-01-01 00:00:00Z"'),
        WHOLE.replace('"a"', '"a","happened_at":"1800-01-01T00:00:00Z"'),
        '{"type":"return","reference":"a","receipt":"b"}',
    ],
)
def test_a_plain_body_is_read_at_once_as_it_would_be_step_by_step(text):
    body = text.encode()
    read = outcome(lambda body: bodies.at_once(body, items._ITEM), body)
    assert read is not None
    assert read == outcome(step_by_step, body)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("5", '"5"'),
        WHOLE.replace("5", '"۵"'),
        WHOLE.replace("5", "5.0"),
        WHOLE.replace("5", "true"),
        WHOLE.replace("5", "99999999999999999999"),
        WHOLE.replace('"a"', '"\\u06f5"'),
        WHOLE.replace('"a"', '"\\u0000"'),
        WHOLE.replace('"a"', '"وفا"'),
        WHOLE.replace('"a"', '"a","x":1'),
        WHOLE.replace('"a"', '"a","happened_at":"2026-01-01T00:00:00"'),
        '{"type":"purchase","type":"return","reference":"a","receipt":"b"}',
        WHOLE + "x",
        "[1]",
        "",
        "[" * 5_000,
    ],
)
def test_every_other_body_is_left_to_be_read_step_by_step(text):
    assert bodies.at_once(text.encode(), items._ITEM) is None
