"""Gift cards: issued, looked up by their code, topped up, stopped; and how units pay for baskets."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.checkout.actions import minting, settings
from vafa.checkout.queries.reading import money_unit, settings_of
from vafa.doors.console.fields import MoneyField, WholeField
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.rewards import subnav
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.earning.queries import Judges
from vafa.engine import codes
from vafa.ledger.queries.states import units_of
from vafa.partners.house import house_of
from vafa.rewards.actions.gift_cards import stop_card
from vafa.rewards.models import GiftCard

_SHOWN = 50
SOURCE = "console"


class CardForm(forms.Form):
    reference = forms.CharField(max_length=36, widget=forms.HiddenInput)
    bought = forms.ChoiceField(
        label=gettext_lazy("The money on it"),
        choices=(("yes", gettext_lazy("was paid in")), ("no", gettext_lazy("is given by the club"))),
        help_text=gettext_lazy("Money that was paid in earns when it is spent; money that the club gave does not."),
    )

    def __init__(self, fmt: Format, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Money on it, in {currency}").format(currency=fmt.currency_name)
        self.fields["amount"] = MoneyField(fmt=fmt, label=label)


@require_http_methods(["GET", "POST"])
def gift_cards(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    form = CardForm(names.fmt, request.POST if request.method == "POST" else None, initial={"reference": str(uuid4())})
    if form.is_valid():
        try:
            return _issued(request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error("amount", sentence(refusal, names.fmt))
    typed = request.GET.get("code", "")
    found = _found(request, typed)
    context = {
        "subnav": subnav.pages(request, "gift_cards"), "form": form, "typed": typed,
        "not_found": bool(typed and not found),
        "rows": [_row(request, each, names) for each in found or _latest(request)],
        "writes": allowed(request, "stop_gift_card"),
    }  # fmt: skip
    return page(request, "console/gift_cards.html", "rewards", context, 422 if form.errors else 200)


def _latest(request: ClubRequest) -> list[GiftCard]:
    return list(GiftCard.objects.filter(club_id=request.club.id).order_by("-issued_at", "-code")[:_SHOWN])


def _found(request: ClubRequest, typed: str) -> list[GiftCard]:
    if not typed:
        return []
    try:
        return [minting.find_gift_card(house_of(request.club, present(request)), typed)]
    except Refusal:
        return []


def _row(request: ClubRequest, each: GiftCard, names: ClubNames) -> dict[str, Any]:
    fmt, now = names.fmt, present(request)
    wallet = money_unit(Judges(request.club), now)
    (told,) = units_of(each.holder_id, [wallet], now)
    ended = each.ended_at or (each.expires_at and each.expires_at <= now)
    return {
        "code": codes.shown(each.code), "value": fmt.money_exact(each.value_minor),
        "left": fmt.money_exact(told.active),
        "held": fmt.money_exact(told.held) if told.held else "", "at": each.issued_at, "until": each.expires_at,
        "how": _("paid in") if each.bought else _("given"), "state": ("", _("Ended")) if ended else ("good", _("Live")),
        "stop_url": "" if ended else link(request, "stop_gift_card", each.holder_id),
    }  # fmt: skip


def _issued(request: ClubRequest, given: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        made = minting.sell_gift_card(
            house=house_of(request.club, present(request)), source=SOURCE, minor=given["amount"] or 0,
            bought=given["bought"] == "yes", reference=f"card:{given['reference']}",
        )  # fmt: skip
        kept(request, "gift_card_issued", f"gift_card:{made.holder_id}", minor=made.value_minor, bought=made.bought)
    said(request, _("Issued: {code}").format(code=codes.shown(made.code)))
    return redirect(link(request, "gift_cards"))


@require_POST
def stop_gift_card(request: ClubRequest, holder_id: UUID) -> HttpResponse:
    with transaction.atomic():
        if not GiftCard.objects.filter(club_id=request.club.id, holder_id=holder_id).exists():
            messages.error(request, _("There is no such gift card."))
            return redirect(link(request, "gift_cards"))
        stop_card(club=request.club, holder=holder_id, now=present(request))
        kept(request, "gift_card_stopped", f"gift_card:{holder_id}")
    said(request, _("Stopped. It pays no more; the money on it stays."))
    return redirect(link(request, "gift_cards"))


class PayForm(forms.Form):
    pay_unit = forms.ChoiceField(label=gettext_lazy("Units that pay"), required=False)
    pay_units = WholeField(label=gettext_lazy("So many of them"))
    share = WholeField(label=gettext_lazy("At most so many percent of the basket"))
    least = WholeField(label=gettext_lazy("From so many on"))
    transfer = WholeField(
        label=gettext_lazy("A member may give to others in a month"), help_text=gettext_lazy("0: nothing.")
    )

    dispute = WholeField(
        label=gettext_lazy("Days in which a member may say that a spending was not theirs"),
        help_text=gettext_lazy("They say it on their page; you answer under Disputes."),
    )

    def __init__(self, names: ClubNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", _("none: baskets are not paid with units"))]
        self.fields["pay_unit"].choices = [  # type: ignore[attr-defined]
            *nothing, *((code, names.name_of("unit", code)) for code in names.unit_codes if not names.is_money(code))
        ]  # fmt: skip
        currency = names.fmt.currency_name
        self.fields["pay_minor"] = MoneyField(
            fmt=names.fmt, label=_("pay so much, in {currency}").format(currency=currency)
        )
        self.fields["proof"] = MoneyField(
            fmt=names.fmt, required=False, help_text=_("Empty: never. A PIN, or the code on the member’s page."),
            label=_("The member’s own word above, in {currency}").format(currency=currency),
        )  # fmt: skip
        self.fields["step"] = MoneyField(
            fmt=names.fmt,
            label=_("The shop charges in steps of, in {currency}").format(currency=currency),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name, least, most in (
            ("pay_units", 1, 10**6),
            ("share", 1, 100),
            ("least", 1, 10**9),
            ("transfer", 0, 10**12),
            ("dispute", 1, 365),
        ):
            if isinstance(given.get(name), int) and not least <= given[name] <= most:
                self.add_error(name, _("From {least} to {most}.").format(least=least, most=most))
        if given.get("pay_minor") is not None and given["pay_minor"] < 1:
            self.add_error("pay_minor", _("Write an amount above zero."))
        return given


@require_http_methods(["GET", "POST"])
def ways_to_pay(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    now = settings_of(request.club)
    fmt = names.fmt
    initial = {
        "pay_unit": now.pay_unit, "pay_units": fmt.integer(now.pay_units), "pay_minor": fmt.money_figure(now.pay_minor),
        "share": fmt.integer(now.pay_share_basis_points // 100), "least": fmt.integer(now.pay_least_units),
        "transfer": fmt.integer(now.transfer_units_max), "step": fmt.money_figure(now.charge_step_minor),
        "dispute": fmt.integer(now.dispute_days),
        "proof": "" if now.proof_above_minor is None else fmt.money_figure(now.proof_above_minor),
    }  # fmt: skip
    form = PayForm(names, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            settings.change(
                club=request.club, pay_unit=given["pay_unit"], pay_units=given["pay_units"],
                pay_minor=given["pay_minor"],
                pay_share_basis_points=given["share"] * 100, pay_least_units=given["least"],
                charge_step_minor=max(1, given["step"] or 1), transfer_units_max=given["transfer"],
                proof_above_minor=given["proof"], dispute_days=given["dispute"],
            )  # fmt: skip
            kept(request, "ways_to_pay_changed", f"club:{request.club.id}", after={
                name: given[name]
                for name in ("pay_unit", "pay_units", "pay_minor", "share", "least", "transfer", "dispute", "proof")
            })  # fmt: skip
        said(request, _("Kept. It holds from the next basket."))
        return redirect(link(request, "ways_to_pay"))
    order = ("pay_unit", "pay_units", "pay_minor", "share", "least", "step", "proof", "dispute", "transfer")
    context = {"subnav": subnav.pages(request, "ways_to_pay"), "form": form, "fields": [form[name] for name in order]}
    return page(request, "console/ways_to_pay.html", "rewards", context, 422 if form.errors else 200)
