"""The chain of hashes: each movement covers its own facts and the hash before it, so nothing changes unseen.

A link is SHA-256 over the previous hash and the canonical text of the movement, its draws, the lots it bore and
its activations: fields in a fixed order, integers in decimal, instants in microseconds since 1970, ids in hex,
free text with its length before it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from vafa.engine.lots.shapes import Account, Activation, Draw, Lot, Movement

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """In: an aware instant. Out: whole microseconds since 1970 in UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def _time(instant: datetime | None) -> str:
    return "" if instant is None else str(microseconds(instant))


def _id(value: UUID | None) -> str:
    return "" if value is None else value.hex


def _text(value: str) -> str:
    return f"{len(value)}:{value}"


def _draw(draw: Draw) -> str:
    return f"d|{draw.id.hex}|{draw.lot.hex}|{draw.units}|{_id(draw.behind)}"


def _lot(lot: Lot) -> str:
    terms = lot.terms
    return "|".join(
        (
            "l", lot.id.hex, str(lot.units), "owed" if lot.owed else "normal", lot.partner.hex, _id(lot.store),
            _id(lot.award), _id(lot.origin), _id(lot.origin_member), str(int(lot.graced)), _time(lot.born_at),
            _time(terms.active_from), _time(terms.waits_until), _time(terms.expires_at),
            "" if terms.sliding_days is None else str(terms.sliding_days), _time(terms.returnable_until),
            str(int(terms.bought)),
        )
    )  # fmt: skip


def _activation(activation: Activation) -> str:
    return f"a|{activation.lot.hex}|{_time(activation.active_from)}|{_time(activation.expires_at)}"


def canonical(account: Account, movement: Movement) -> bytes:
    """In: a movement with its seq. Out: its canonical bytes."""
    cause = movement.cause
    parts = [
        "|".join(
            (
                "m",
                movement.id.hex,
                account.id.hex,
                account.member.hex,
                _text(account.unit),
                str(movement.seq),
                movement.kind,
                movement.system,
                str(movement.units),
                _time(movement.happened_at),
                _time(cause.booked_at),
                cause.partner.hex,
                _id(cause.store),
                _text(cause.source),
                _text(cause.reference),
                _id(movement.reverses),
                _id(movement.hold),
                _id(movement.award),
                movement.award_digest.hex(),
                _id(movement.transfer),
                _id(movement.other_member),
                str(movement.counts),
                _time(movement.keep_until),
            )
        )
    ]
    parts.extend(map(_draw, movement.draws))
    parts.extend(map(_lot, movement.born))
    parts.extend(map(_activation, movement.activations))
    return "\n".join(parts).encode()


def stored_text(
    account: Mapping[str, Any],
    movement: Mapping[str, Any],
    draws: Sequence[Mapping[str, Any]],
    lots: Sequence[Mapping[str, Any]],
    activations: Sequence[Mapping[str, Any]],
) -> bytes:
    """The same bytes as `canonical`, from plain rows: by column ids in hex, instants in microseconds, bytes, whole
    numbers and text. For walking a million of them, where building the shapes would take longer than hashing."""
    row = {name: "" if value is None else value for name, value in movement.items()}
    parts = [
        f"m|{row['id']}|{account['id']}|{account['member_id']}|{_text(account['unit'])}|{row['seq']}|{row['kind']}"
        f"|{row['system']}|{row['units']}|{row['happened_at']}|{row['booked_at']}|{row['partner_id']}"
        f"|{row['store_id']}|{_text(row['source'])}|{_text(row['reference'])}|{row['reverses']}|{row['hold']}"
        f"|{row['award']}|{bytes(movement['award_digest']).hex()}|{row['transfer']}|{row['other_member']}"
        f"|{row['counts']}|{row['keep_until']}"
    ]
    for draw in draws:
        behind = "" if draw["behind"] is None else draw["behind"]
        parts.append(f"d|{draw['id']}|{draw['lot_id']}|{draw['units']}|{behind}")
    for each in lots:
        lot = {name: "" if value is None else value for name, value in each.items()}
        parts.append(
            f"l|{lot['id']}|{lot['units']}|{'owed' if lot['owed'] else 'normal'}|{lot['partner_id']}|{lot['store_id']}"
            f"|{lot['award']}|{lot['origin']}|{lot['origin_member']}|{int(lot['graced'])}|{lot['born_at']}"
            f"|{lot['active_from']}|{lot['waits_until']}|{lot['expires_at']}|{lot['sliding_days']}"
            f"|{lot['returnable_until']}|{int(lot['bought'])}"
        )
    for activation in activations:
        ends = "" if activation["expires_at"] is None else activation["expires_at"]
        parts.append(f"a|{activation['lot_id']}|{activation['active_from']}|{ends}")
    return "\n".join(parts).encode()


def link(account: Account, movement: Movement, previous: bytes) -> bytes:
    """In: a movement with its seq and the hash before it (empty for the first). Out: its hash, 32 bytes."""
    return sha256(previous + canonical(account, movement)).digest()
