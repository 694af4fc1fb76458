from typing import ClassVar
from uuid import UUID

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club, Counter, MemberScoped
from vafa.rewards.kinds import HANDED, KINDS, PERIODS


class Terms(models.Model):
    """What a reward, a batch and a benefit have in common: names, window, and who may have it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    text_fa = models.CharField(max_length=300, default="")
    text_en = models.CharField(max_length=300, default="")
    tiers = models.JSONField(default=list)
    segment = models.CharField(max_length=40, default="")
    stores = models.JSONField(default=list)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    limit_count = models.PositiveIntegerField(null=True)
    limit_period = models.CharField(max_length=8, default="lifetime", choices=[(each, each) for each in PERIODS])
    made_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en

    def text_in(self, language: str) -> str:
        return self.text_fa if language == "fa" else self.text_en


class Reward(Terms):
    """Something in the catalogue. `prices` by tier overrides `units`; `effect` is what a basket feels, for the kinds
    that cheapen one; `value_minor` is the money of a wallet credit or gift card."""

    kind = models.CharField(max_length=14, choices=[(each, each) for each in KINDS])
    icon = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    units = models.PositiveBigIntegerField()
    prices = models.JSONField(default=dict)
    effect = models.JSONField(null=True)
    condition = models.JSONField(null=True)
    value_minor = models.PositiveBigIntegerField(default=0)
    cost_minor = models.PositiveBigIntegerField(null=True)
    worth_minor = models.PositiveBigIntegerField(default=0)
    stock = models.ForeignKey(Counter, models.PROTECT, related_name="+")
    budget = models.ForeignKey(Counter, models.PROTECT, related_name="+")
    pool_id = models.UUIDField(null=True)
    """The batch that its codes come from or go into."""
    handed = models.CharField(max_length=6, default="branch", choices=[(each, each) for each in HANDED])
    keep_days = models.PositiveSmallIntegerField(default=14)
    picture_fa = models.UUIDField(null=True)
    picture_en = models.UUIDField(null=True)
    comes_back = models.BooleanField(default=True)
    """Does it come back when the basket it was used on is returned?"""
    state = models.CharField(max_length=6, default="draft", choices=[(s, s) for s in ("draft", "listed", "off")])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "state"], name="rewards_of_a_catalogue")]

    def picture_in(self, language: str) -> UUID | None:
        """A picture with words in it may be one for each language; one alone serves both."""
        pictures = (self.picture_fa, self.picture_en)
        return (pictures if language == "fa" else pictures[::-1])[0] or next(filter(None, pictures), None)


class Picture(models.Model):
    """A picture as it is sent: made anew from what was uploaded, never changed, in the database so that a backup is
    whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


class Redemption(MemberScoped):
    """A reward that a member took: what it cost then, how it reaches them, and where it stands. `state` moves by
    conditional update; each step is a row of its own."""

    reward_id = models.UUIDField()
    code = models.CharField(max_length=8)
    unit = models.CharField(max_length=20)
    units = models.BigIntegerField()
    movement_id = models.UUIDField(null=True)
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    store_id = models.UUIDField(null=True)
    handed = models.CharField(max_length=9)
    gives = models.CharField(max_length=80, default="")
    """The voucher, gift card or pool code that it became."""
    worth_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()
    keep_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["club_id", "state", "taken_at"], name="redemptions_to_hand_over"),
            models.Index(fields=["club_id", "reward_id", "taken_at"], name="redemptions_of_a_reward"),
            models.Index(fields=["club_id", "code"], name="redemptions_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class RedemptionStep(MemberScoped):
    """Where a redemption went, when and by whom; only inserted."""

    redemption_id = models.UUIDField()
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    staff_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id", "redemption_id"], name="steps_of_a_redemption")]

    def __str__(self) -> str:
        return f"{self.redemption_id} {self.state}"


class Batch(Terms):
    """Vouchers made together under the same terms, or a partner's codes that were brought in. `limit_count` is per
    member; `uses` is per code."""

    effect = models.JSONField(null=True)
    condition = models.JSONField(null=True)
    stacking = models.CharField(max_length=9, default="common")
    priority = models.PositiveSmallIntegerField(default=100)
    origin = models.CharField(max_length=6, choices=[(each, each) for each in ("made", "pool", "reward")])
    count = models.PositiveIntegerField(default=0)
    uses = models.PositiveIntegerField(default=1)
    budget = models.ForeignKey(Counter, models.PROTECT, related_name="+")
    comes_back = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    file_sha256 = models.CharField(max_length=64, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "origin", "made_at"], name="batches_of_a_club")]


class Voucher(models.Model):
    """One code, found by its value. `member_id` is whose it is, null for whoever shows it; `taken` counts uses that
    are reserved or made."""

    club_id = models.UUIDField()
    code = models.CharField(max_length=40)
    pk = models.CompositePrimaryKey("club_id", "code")
    batch_id = models.UUIDField()
    member_id = models.UUIDField(null=True)
    given_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["batch_id", "given_at"], name="vouchers_of_a_batch"),
            models.Index(
                fields=["member_id"], condition=models.Q(member_id__isnull=False), name="vouchers_of_a_member"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Use(MemberScoped):
    """That a member uses an offer, a voucher, a reward or a benefit: reserved by a hold until it ends, then used, let
    go or given back. Limits per member count these rows as they stand at the instant."""

    what = models.UUIDField()
    code = models.CharField(max_length=40, default="")
    checkout_id = models.UUIDField(null=True)
    state = models.CharField(
        max_length=10, choices=[(each, each) for each in ("reserved", "used", "let_go", "given_back")]
    )
    ends_at = models.DateTimeField(null=True)
    minor = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member_id", "what", "day"], name="uses_of_a_member"),
            models.Index(fields=["club_id", "what", "at"], name="uses_of_an_offer"),
            models.Index(fields=["member_id", "checkout_id"], name="uses_of_a_checkout"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.state}"


class GiftCard(models.Model):
    """Prepaid money behind a code. `holder_id` stands in the member id space and owns the account in the ledger."""

    club_id = models.UUIDField()
    code = models.CharField(max_length=40)
    pk = models.CompositePrimaryKey("club_id", "code")
    holder_id = models.UUIDField(unique=True)
    bought = models.BooleanField()
    value_minor = models.PositiveBigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    for_member = models.UUIDField(null=True)
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club_id", "issued_at"], name="gift_cards_by_issue")]

    def __str__(self) -> str:
        return self.code


class WrongCode(models.Model):
    """A code that was not one, from whom and where; the code itself is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club_id = models.UUIDField()
    caller = models.CharField(max_length=80)
    store_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club_id", "at"], name="wrong_codes_by_time")]

    def __str__(self) -> str:
        return f"{self.caller} {self.at}"


class CodeTries(models.Model):
    """Wrong codes of one caller in a row since the last right one."""

    club_id = models.UUIDField()
    caller = models.CharField(max_length=80)
    pk = models.CompositePrimaryKey("club_id", "caller")
    wrong = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.caller} {self.wrong}"


class Benefit(Terms):
    """A standing right of a tier or segment that costs no units. `claimed` ones are counted per member and period, and
    there may be only so many (`capacity`); others just hold. `effect` is what a basket feels, if it does."""

    kind = models.CharField(
        max_length=14,
        choices=[(each, each) for each in ("free_delivery", "priority", "warranty", "early_access", "lounge", "other")],
    )
    icon = models.CharField(max_length=20)
    effect = models.JSONField(null=True)
    claimed = models.BooleanField(default=False)
    capacity = models.ForeignKey(Counter, models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, default="draft", choices=[(s, s) for s in ("draft", "listed", "off")])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "state"], name="benefits_of_a_club")]


class Shelf(models.Model):
    """The edition of what a club's baskets meet by themselves. Another with every change, so that a process may keep
    what it has read under the one that it finds."""

    club = models.OneToOneField(Club, models.PROTECT, primary_key=True)
    edition = models.UUIDField()

    def __str__(self) -> str:
        return str(self.edition)
