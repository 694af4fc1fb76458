from typing import ClassVar

from django.db import models

from vafa.base.models import Club, MemberScoped


class Settings(models.Model):
    """How a club lets units be spent. Without a `pay_unit` baskets are not paid with points."""

    club = models.OneToOneField(Club, models.PROTECT, primary_key=True)
    pay_unit = models.CharField(max_length=20, default="")
    pay_minor = models.PositiveIntegerField(default=1)
    pay_units = models.PositiveIntegerField(default=1)
    pay_share_basis_points = models.PositiveSmallIntegerField(default=10_000)
    pay_least_units = models.PositiveIntegerField(default=1)
    charge_step_minor = models.PositiveIntegerField(default=1)
    proof_above_minor = models.PositiveBigIntegerField(null=True)
    returnable_units_max = models.PositiveBigIntegerField(null=True)
    """Of units whose receipts may still come back, how many may become vouchers or money at once; null is any."""
    transfer_units_max = models.PositiveBigIntegerField(default=0)
    """What a member may give to others in a month of the club's calendar; 0 is nothing."""
    dispute_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(pay_minor__gt=0, pay_units__gt=0, charge_step_minor__gt=0),
                name="rates_and_steps_above_zero",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pay_minor} for {self.pay_units} {self.pay_unit}"


class Checkout(MemberScoped):
    """A basket that was held: its order, its bill, and the holds that stand for it in the ledger. `state` moves once by
    conditional update; an open one whose time has come has ended, whether or not anybody wrote it down."""

    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    store_id = models.UUIDField(null=True)
    terminal = models.CharField(max_length=40, default="")
    channel = models.CharField(max_length=20, default="")
    placed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    bill = models.JSONField()
    state = models.CharField(
        max_length=8, default="open", choices=[(each, each) for each in ("open", "captured", "released", "lapsed")]
    )
    settled_at = models.DateTimeField(null=True)
    movements = models.JSONField(default=list)
    """By part of the bill, the movements that captured it."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club_id", "state", "ends_at"], name="checkouts_to_end")]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"


class Dispute(MemberScoped):
    """A debit that a member says was not theirs, one case for each; decided once, by conditional update."""

    movement_id = models.UUIDField()
    unit = models.CharField(max_length=20)
    units = models.BigIntegerField()
    text = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, default="open", choices=[(each, each) for each in ("open", "given_back", "refused")]
    )
    answer = models.CharField(max_length=300, default="")
    decided_at = models.DateTimeField(null=True)
    staff_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "movement_id"], name="a_debit_is_disputed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["club_id", "state", "opened_at"], name="disputes_to_decide")]

    def __str__(self) -> str:
        return f"{self.units} {self.unit} {self.state}"
