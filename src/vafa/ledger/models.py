from typing import ClassVar

from django.db import models

from vafa.base.models import MemberScoped
from vafa.engine.lots.shapes import Kind, System


class Account(MemberScoped):
    """Running figures of one unit of one member, all derived from movements."""

    unit = models.CharField(max_length=20)
    balance = models.BigIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=b"")
    last_counted_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "unit"], name="one_account_a_member_and_unit")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.unit}"


class Movement(MemberScoped):
    """Only inserted. Units are signed from the member's side; `system` is the account at the other end."""

    account_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=[(kind, kind) for kind in Kind])
    system = models.CharField(max_length=12, choices=[(name, name) for name in System])
    units = models.BigIntegerField()
    happened_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    partner_id = models.UUIDField()
    store_id = models.UUIDField(null=True)
    source = models.CharField(max_length=60, default="")
    reference = models.CharField(max_length=120, default="")
    reverses = models.UUIDField(null=True)
    hold = models.UUIDField(null=True)
    award = models.UUIDField(null=True)
    award_digest = models.BinaryField(max_length=32, default=b"")
    transfer = models.UUIDField(null=True)
    other_member = models.UUIDField(null=True)
    counts = models.SmallIntegerField(default=0)
    keep_until = models.DateTimeField(null=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "account_id", "seq"], name="movement_sequence_is_gapless")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.units}"


class Lot(MemberScoped):
    """`remaining` alone ever changes. `due_at` is the earliest instant at which the sweep may have to act on it."""

    account_id = models.UUIDField()
    movement_id = models.UUIDField()
    owed = models.BooleanField(default=False)
    units = models.BigIntegerField()
    remaining = models.BigIntegerField()
    partner_id = models.UUIDField()
    store_id = models.UUIDField(null=True)
    award = models.UUIDField(null=True)
    origin = models.UUIDField(null=True)
    origin_member = models.UUIDField(null=True)
    graced = models.BooleanField(default=False)
    born_at = models.DateTimeField()
    active_from = models.DateTimeField(null=True)
    waits_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sliding_days = models.PositiveIntegerField(null=True)
    returnable_until = models.DateTimeField(null=True)
    bought = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(remaining__gte=0), name="lot_remaining_not_negative"),
            models.CheckConstraint(
                condition=models.Q(remaining__lte=models.F("units")), name="lot_remaining_not_above_its_units"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member_id", "due_at"], condition=models.Q(remaining__gt=0), name="lots_due"),
            models.Index(fields=["member_id", "award"], name="lots_of_an_award"),
        ]

    def __str__(self) -> str:
        return f"{self.remaining} of {self.units}"


class Draw(MemberScoped):
    movement_id = models.UUIDField()
    lot_id = models.UUIDField()
    units = models.BigIntegerField()
    behind = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(units__gt=0), name="draw_above_zero")]
        indexes: ClassVar = [models.Index(fields=["member_id", "lot_id"], name="draws_of_a_lot")]

    def __str__(self) -> str:
        return f"{self.units} from {self.lot_id}"


class Activation(MemberScoped):
    movement_id = models.UUIDField()
    lot_id = models.UUIDField()
    active_from = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "lot_id"], name="a_lot_is_activated_once")
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} from {self.active_from}"


class Hold(MemberScoped):
    """`ended_as` alone ever changes."""

    account_id = models.UUIDField()
    ends_at = models.DateTimeField()
    ended_as = models.CharField(max_length=8, default="")
    reference = models.CharField(max_length=120, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id"], condition=models.Q(ended_as=""), name="holds_open")]

    def __str__(self) -> str:
        return f"until {self.ends_at} {self.ended_as}"


class HoldLine(MemberScoped):
    hold_id = models.UUIDField()
    lot_id = models.UUIDField()
    units = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id", "hold_id"], name="lines_of_a_hold")]

    def __str__(self) -> str:
        return f"{self.units} of {self.lot_id}"


class Claim(MemberScoped):
    hold_id = models.UUIDField()
    award = models.UUIDField()
    units = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id", "hold_id"], name="claims_on_a_hold")]

    def __str__(self) -> str:
        return f"{self.units} of {self.award}"
