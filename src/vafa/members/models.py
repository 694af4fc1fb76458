from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import MemberScoped

SEARCH_NAME_MAX = 170


class Member(models.Model):
    """A person taking part. All personal data is here; the books hold the id alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club_id = models.UUIDField()
    given_name = models.CharField(max_length=80, default="")
    family_name = models.CharField(max_length=80, default="")
    search_name = models.CharField(max_length=SEARCH_NAME_MAX, default="")
    gender = models.CharField(max_length=1, default="", choices=[("", "-"), ("f", "f"), ("m", "m"), ("o", "o")])
    birthday = models.DateField(null=True)
    email = models.EmailField(default="")
    language = models.CharField(max_length=2, default="")
    tags = models.JSONField(default=list)
    home_store_id = models.UUIDField(null=True)
    joined_at = models.DateTimeField()
    join_channel = models.CharField(max_length=20)
    merged_into = models.UUIDField(null=True)
    left_at = models.DateTimeField(null=True)
    links_round = models.PositiveIntegerField(default=0, db_default=0)
    """Closing links to the member's page begins a new round; a link of an earlier one is dead."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["club_id", "joined_at", "id"], name="members_by_joining"),
            models.Index(fields=["club_id", "search_name"], name="members_by_name"),
            models.Index(
                fields=["club_id"], condition=models.Q(merged_into=None, left_at=None), name="members_counted"
            ),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="members_merged"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Card(MemberScoped):
    """Any identifier a member shows; the phone is one."""

    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("phone", "card", "qr", "barcode", "bank", "code")])
    value = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class CardLookup(models.Model):
    """Who shows this card: unique across the members of a club, keyed by the value."""

    club_id = models.UUIDField()
    value = models.CharField(max_length=80)
    pk = models.CompositePrimaryKey("club_id", "value")
    kind = models.CharField(max_length=10)
    member_id = models.UUIDField()

    def __str__(self) -> str:
        return self.value


class Consent(MemberScoped):
    """A word given or taken back for one channel and purpose, with its proof. The latest word counts; only inserted."""

    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    granted = models.BooleanField()
    at = models.DateTimeField()
    proof = models.CharField(max_length=200)
    staff_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose} {self.granted}"


class Merge(MemberScoped):
    """One person's second membership taken into the first; `member_id` is the one that stays."""

    absorbed_id = models.UUIDField()
    transfers = models.JSONField()
    reason = models.CharField(max_length=300)
    staff_id = models.UUIDField(null=True)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=300, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["absorbed_id"], name="merges_of_an_absorbed")]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.member_id}"


class JoinRequest(models.Model):
    """Someone who filled in the join page: not a member until staff have seen the phone. It is forgotten in time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club_id = models.UUIDField()
    phone = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    birthday = models.DateField(null=True)
    language = models.CharField(max_length=2, default="")
    consents = models.JSONField(default=list)
    store_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, default="waiting", choices=[(s, s) for s in ("waiting", "confirmed", "refused")]
    )
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    member = models.UUIDField(null=True)
    was_member = models.BooleanField(default=False)
    """The phone was a member's already, so nobody joined: `member` is that one."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["club_id", "phone"], condition=models.Q(state="waiting"), name="one_waiting_request_a_phone"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["club_id", "state", "asked_at"], name="join_requests_by_state")]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class WrongNumber(MemberScoped):
    """Whoever opened a member's link says that the phone is not theirs; staff settle it."""

    phone = models.CharField(max_length=80)
    told_at = models.DateTimeField()
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member_id", "phone"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_report_a_number",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["club_id", "settled_at", "told_at"], name="wrong_numbers_by_state")]

    def __str__(self) -> str:
        return str(self.id)


class Knock(models.Model):
    """How often one address or phone came to the join page within an hour; a keyed hash stands for either."""

    club_id = models.UUIDField()
    key = models.CharField(max_length=64)
    hour = models.DateTimeField()
    pk = models.CompositePrimaryKey("club_id", "key", "hour")
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.hour} {self.count}"


class Proof(models.Model):
    """What a member shows at a till: a PIN, hashed like a password, and the minute of the last fresh code used."""

    member_id = models.UUIDField(primary_key=True)
    club_id = models.UUIDField()
    pin = models.CharField(max_length=128, default="")
    wrong = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_window = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.member_id)


class Household(models.Model):
    """Members who share what they can spend. Each keeps an account of their own; whoever spends draws on the others'
    where their own is not enough."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club_id = models.UUIDField()
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club_id", "ended_at"], name="households_of_a_club")]

    def __str__(self) -> str:
        return self.name


class HouseholdPlace(MemberScoped):
    """One member's place in a household. Everybody in it gives; `draws` says whether this one may spend of the
    others'."""

    household_id = models.UUIDField()
    draws = models.BooleanField()
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    staff_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member_id"], condition=models.Q(ended_at__isnull=True), name="one_household_a_member"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["household_id"], condition=models.Q(ended_at__isnull=True), name="places_of_a_household"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.household_id}"
