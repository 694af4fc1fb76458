from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club


class Partner(models.Model):
    """A company of the club; the operator is one too, and the only one outside a coalition."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    code = models.SlugField()
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_operator = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["club", "code"], name="partner_code_is_of_one_partner"),
            models.UniqueConstraint(fields=["club"], condition=models.Q(is_operator=True), name="one_operator_a_club"),
        ]

    def __str__(self) -> str:
        return self.code


class Store(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    partner = models.ForeignKey(Partner, models.PROTECT)
    code = models.CharField(max_length=40)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["club", "code"], name="store_code_is_of_one_store")]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en


class Terminal(models.Model):
    """A device at a store. One that works offline may tell late (DOMAIN.md §2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    store = models.ForeignKey(Store, models.PROTECT)
    code = models.CharField(max_length=40)
    works_offline = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["club", "code"], name="terminal_code_is_of_one_terminal")
        ]

    def __str__(self) -> str:
        return self.code


class Favourite(models.Model):
    """A product that is one tap away at the counter; its SKU and category are what rules see."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    price_minor = models.PositiveBigIntegerField()
    sku = models.CharField(max_length=80, default="")
    category = models.CharField(max_length=80, default="")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(price_minor__gt=0), name="a_favourite_has_a_price")
        ]
        indexes: ClassVar = [models.Index(fields=["club", "place"], name="favourites_in_order")]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en
