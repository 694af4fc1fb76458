"""How a club lets units be spent."""

from django.db import transaction

from vafa.base.models import Club
from vafa.checkout.models import Settings


@transaction.atomic
def change(
    *, club: Club, pay_unit: str, pay_units: int, pay_minor: int, pay_share_basis_points: int, pay_least_units: int,
    charge_step_minor: int, transfer_units_max: int, proof_above_minor: int | None,
    dispute_days: int = 14,
) -> Settings:  # fmt: skip
    """In: `pay_minor` of money for `pay_units` of the unit, at most a share of the payable, from so many units on; the
    step that the shop charges in; what a member may give away in a month; above what worth their own word is needed;
    in how many days a debit can be disputed. Holds that are placed keep their bill."""
    wanted = {
        "pay_unit": pay_unit, "pay_units": pay_units, "pay_minor": pay_minor,
        "pay_share_basis_points": pay_share_basis_points, "pay_least_units": pay_least_units,
        "charge_step_minor": charge_step_minor, "transfer_units_max": transfer_units_max,
        "proof_above_minor": proof_above_minor, "dispute_days": dispute_days,
    }  # fmt: skip
    made, _created = Settings.objects.update_or_create(club=club, defaults=wanted)
    return made
