"""What is sold: categories down to products, what a discount buys, and what a change of price did."""

from django.utils.translation import gettext as _

from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import link
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.keys import apart
from vafa.doors.console.reporting.keys import products as called_products
from vafa.doors.console.reporting.sheet import Column, Report, Row, Sheet
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics import breakdown as measured
from vafa.insight.metrics.prices import PriceChange, PriceChanges, price_changes
from vafa.insight.shapes import Span

_SHOWN = 100
_YEARS = 2


def build(about: Asked, lake: Lake) -> Report:
    about.choose(lake)
    categories = measured.breakdown(lake, "category", about.span, about.against)
    changes = price_changes(
        lake, Span(about.tomorrow.replace(year=about.tomorrow.year - _YEARS, day=1), about.tomorrow)
    )
    called = called_products(lake, sorted({row.sku for row in changes.rows}))
    total = sum(row.now.net_minor for row in categories.rows)
    on_discount = sum(row.now.on_discount_minor or 0 for row in categories.rows)
    title = _("What is sold")
    if total > 0:
        title = _("{share} of sales were on discount").format(share=about.fmt.percent(on_discount / total, 0))
    sheets = [
        Sheet(
            "categories", _("Categories"),
            [Column(_("Category")), Column(_("Net sales"), "money"), Column(_("Share"), "percent", aside=True),
             Column(_("Buyers"), "integer", aside=True), Column(_("Pieces"), "integer", aside=True),
             Column(_("On discount"), "percent"), Column(_("Margin"), "percent", aside=True),
             Column(_("Change"), "change")],
            [Row([row.key or _("not named"), row.now.net_minor, row.now.net_minor / total if total else None,
                  row.now.buyers, row.now.quantity,
                  (row.now.on_discount_minor or 0) / row.now.net_minor if row.now.net_minor > 0 else None,
                  row.now.margin, row.change],
                 link(about.request, "report", "sales") + about.address(by="product", category=row.key))
             for row in categories.rows[:_SHOWN]],
            definition_text(categories.definition, about.names), note=about.period.words,
            empty=_("Nothing was sold in these days. Choose others."),
        ),
        Sheet(
            "prices", _("What a change of price did"),
            [Column(_("Product")), Column(_("On"), "day", aside=True), Column(_("From"), "money"),
             Column(_("To"), "money"), Column(_("Pieces before"), "integer", aside=True),
             Column(_("Pieces after"), "integer", aside=True), Column(_("Elasticity"), "decimal"),
             Column(_("At least"), "decimal"), Column(_("At most"), "decimal")],
            [_row(row, called) for row in changes.rows],
            definition_text(changes.definition, about.names), note=_("the last two years"),
            foot=_foot(about, changes),
            empty=_("No product’s own price changed and stayed."),
        ),
    ]  # fmt: skip
    return Report(title, _elastic(about, changes.minded, called), sheets)


def _row(row: PriceChange, called: dict[str, str]) -> Row:
    return Row([
        called[row.sku], row.day, row.old_minor, row.new_minor, row.pieces_before, row.pieces_after, row.elasticity,
        row.low, row.high,
    ])  # fmt: skip


def _foot(about: Asked, changes: PriceChanges) -> str:
    said = []
    if changes.with_others:
        count = about.fmt.integer(changes.with_others)
        said.append(_("{count} changes came with a whole list and are not shown.").format(count=count))
    more = sum(each.low > 0 for each in changes.rows)
    if changes.minded is None and more:
        care = _("After {count} of them more was sold at the higher price: offers and seasons weigh more here than "
                 "prices, so read single ones with care.")  # fmt: skip
        said.append(care.format(count=about.fmt.integer(more)))
    return " ".join(said)


def _elastic(about: Asked, most: PriceChange | None, called: dict[str, str]) -> str:
    if most is None:
        return ""
    said = _("Buyers of {product} mind its price: one percent more, about {percent} percent fewer ({low} to {high}).")
    return said.format(
        product=apart(called[most.sku]), percent=about.fmt.decimal(abs(most.elasticity), 1),
        low=about.fmt.decimal(abs(most.high), 1), high=about.fmt.decimal(abs(most.low), 1),
    )  # fmt: skip
