from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from vafa.base.ids import new_id
from vafa.engine.calendar.periods import CALENDARS, Calendar


class Club(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=[("fa", "fa"), ("en", "en")])
    calendar = models.CharField(max_length=9, choices=[(kind, kind) for kind in CALENDARS])
    time_zone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    money_shown = models.CharField(max_length=8, default="iso", choices=[("iso", "iso"), ("toman", "toman")])
    country = models.CharField(max_length=2)
    late_days_online = models.PositiveSmallIntegerField(default=7)
    late_days_offline = models.PositiveSmallIntegerField(default=30)
    return_grace_days = models.PositiveSmallIntegerField(default=14)
    return_window_days = models.PositiveSmallIntegerField(default=30)
    shortfall = models.CharField(max_length=5, default="owe", choices=[("owe", "owe"), ("waive", "waive")])
    adjust_limit = models.PositiveBigIntegerField(default=1000)
    counter_idle_minutes = models.PositiveSmallIntegerField(default=10, db_default=10)
    largest_receipt_minor = models.PositiveBigIntegerField()
    stands_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    """Made up, to look around in; it may be removed whole, which no other club ever is."""
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(stands_at__isnull=False, is_demo=False), name="only_a_demo_club_stands_still"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def reckoning(self) -> Calendar:
        return CALENDARS[self.calendar]

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do in which club is a Staff row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="fa")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.email


class MemberScoped(models.Model):
    """A row of one member: keyed by member first, so that a club can be spread over machines by member."""

    pk = models.CompositePrimaryKey("member_id", "id")
    member_id = models.UUIDField()
    id = models.UUIDField()
    club_id = models.UUIDField()

    class Meta:
        abstract = True


class Role(models.TextChoices):
    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    ANALYST = "analyst"
    MARKETER = "marketer"
    AUDITOR = "auditor"
    PARTNER = "partner"


class Staff(models.Model):
    """A person's post in a club. With a store it is a post in that branch, and opens what belongs to one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=8, choices=Role.choices)
    store_id = models.UUIDField(null=True)
    pin = models.CharField(max_length=128, default="", db_default="")
    """Hashed like a password; it works on the counter's phones alone."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["club", "user"], name="one_role_a_person_and_club")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class CounterPhone(models.Model):
    """A phone handed to the counter of one store: it opens the counter alone, for whoever has typed their PIN."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    store_id = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    handed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "ended_at"], name="counter_phones_in_use")]

    def __str__(self) -> str:
        return self.name


class PinTry(models.Model):
    """Wrong PINs of one post on one phone since the last right one."""

    phone = models.ForeignKey(CounterPhone, models.CASCADE)
    staff = models.ForeignKey(Staff, models.CASCADE)
    wrong = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["phone", "staff"], name="tries_of_one_post_on_one_phone")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.wrong}"


class Audit(models.Model):
    """Who did what to whom; only inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    staff_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "subject", "at"], name="audit_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Approval(models.Model):
    """Something above a limit that waits for another person, and not for ever: what it was asked for grows old."""

    LASTS: ClassVar[timedelta] = timedelta(days=3)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    verb = models.CharField(max_length=40)
    data = models.JSONField()
    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=8, default="waiting", choices=[(o, o) for o in ("waiting", "approved", "refused")]
    )
    refusal_reason = models.CharField(max_length=300, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="approval_by_another_person",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["club", "outcome", "asked_at"], name="approvals_waiting")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.outcome}"

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + self.LASTS


class ApiClient(models.Model):
    """A program that calls the API. It is the source of its references, whatever key it uses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    id = models.CharField(primary_key=True, max_length=16)
    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="keys")
    secret_sha256 = models.BinaryField(max_length=32)
    scopes = models.JSONField()
    store_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.id


class Reference(models.Model):
    """What makes a retry safe: unique per source; the hash and the outcome live as long as the books."""

    club_id = models.UUIDField()
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    pk = models.CompositePrimaryKey("club_id", "source", "reference")
    content_sha256 = models.BinaryField(max_length=32)
    member_id = models.UUIDField(null=True)
    outcome_id = models.UUIDField()
    booked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source}/{self.reference}"


class RefusedSpend(models.Model):
    """A spend that was refused is remembered with its reference: asked again it hears the same, and a new attempt
    takes a new reference (DOMAIN.md §2)."""

    club_id = models.UUIDField()
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    pk = models.CompositePrimaryKey("club_id", "source", "reference")
    content_sha256 = models.BinaryField(max_length=32)
    code = models.CharField(max_length=60)
    data = models.JSONField()
    refused_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source}/{self.reference} {self.code}"


class Counter(models.Model):
    """Something there is only so much of: stock, a budget, a capacity. Reserved at a hold, used at its capture; taken
    by conditional update, so that it is never exceeded. `most` null counts without a limit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    most = models.PositiveBigIntegerField(null=True)
    reserved = models.PositiveBigIntegerField(default=0)
    used = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(most__isnull=True) | models.Q(most__gte=models.F("reserved") + models.F("used")),
                name="counter_not_above_its_most",
            )
        ]

    def __str__(self) -> str:
        return f"{self.used} and {self.reserved} of {self.most}"

    @property
    def left(self) -> int | None:
        return None if self.most is None else self.most - self.reserved - self.used


class Outbox(models.Model):
    """Facts to announce, written in the transaction that made them; fanned out to jobs, then deleted by range."""

    id = models.BigAutoField(primary_key=True)
    club_id = models.UUIDField()
    event = models.CharField(max_length=40)
    data = models.JSONField()
    booked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} {self.id}"


class Job(models.Model):
    """One verb to run later, claimed by conditional update under a lease: a killed worker's job is taken up again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    reference = models.CharField(max_length=160, unique=True)
    run_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["run_at"], condition=models.Q(done_at__isnull=True, failed_at__isnull=True), name="jobs_to_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.reference}"
