"""The menu: forty-five products, their price lists by date and what a unit costs to make."""

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from vafa.demo.narvan.shapes import Product
from vafa.engine.calendar.jalali import to_date

CATEGORIES = {
    "coffee": ("قهوه", "Coffee"),
    "tea": ("چای و دمنوش", "Tea and infusions"),
    "cold": ("نوشیدنی سرد", "Cold drinks"),
    "cake": ("کیک و شیرینی", "Cakes and pastry"),
    "breakfast": ("صبحانه", "Breakfast"),
    "sandwich": ("ساندویچ", "Sandwiches"),
    "beans": ("دانهٔ قهوه", "Coffee beans"),
}
BRANDS = {
    "narvan": ("نارون", "Narvan"),
    "boresh-alborz": ("برشته‌کاری البرز", "Alborz Roasters"),
    "bagh-e-lahijan": ("باغ لاهیجان", "Lahijan Garden"),
    "tanour-e-tala": ("تنور طلا", "Golden Oven"),
}


class Row(NamedTuple):
    """Price in thousands of Toman on the first list, cost as a share of it, and how often it is chosen within
    its category."""

    product: Product
    thousand_toman: int
    cost_percent: int
    pull: float


_TABLE = """
cf-espresso|اسپرسو|Espresso|coffee|boresh-alborz|hot,strong|80|38|1.3
cf-americano|آمریکانو|Americano|coffee|boresh-alborz|hot|90|37|1.8
cf-latte|لاته|Latte|coffee|boresh-alborz|hot,milk|130|43|3.4
cf-cappuccino|کاپوچینو|Cappuccino|coffee|boresh-alborz|hot,milk|130|43|2.0
cf-flat|فلت وایت|Flat white|coffee|boresh-alborz|hot,milk|135|42|0.8
cf-mocha|موکا|Mocha|coffee|boresh-alborz|hot,milk,chocolate|145|44|1.0
cf-v60|قهوهٔ دمی وی‌۶۰|V60 pour-over|coffee|boresh-alborz|hot,brewed|140|40|1.0
cf-turk|قهوهٔ ترک|Turkish coffee|coffee|narvan|hot,strong|95|39|0.7
cf-cardamom|قهوهٔ هل‌دار|Cardamom coffee|coffee|narvan|hot|115|40|0.6
te-lahijan|چای لاهیجان|Lahijan black tea|tea|bagh-e-lahijan|hot|70|34|2.2
te-masala|چای ماسالا|Masala tea|tea|narvan|hot,milk,spiced|110|40|1.5
te-saffron|چای زعفران و نبات|Saffron tea with rock sugar|tea|narvan|hot,saffron|105|46|1.4
te-green|چای سبز|Green tea|tea|bagh-e-lahijan|hot|75|35|0.6
te-gol|دمنوش گل‌گاوزبان|Borage infusion|tea|narvan|hot,herbal|95|38|0.8
te-behlimo|دمنوش به‌لیمو|Lemon verbena infusion|tea|narvan|hot,herbal|90|37|1.0
te-avishan|دمنوش آویشن و عسل|Thyme and honey infusion|tea|narvan|hot,herbal|100|40|0.6
te-sib|دمنوش سیب و دارچین|Apple and cinnamon infusion|tea|narvan|hot,herbal,fruit|100|39|1.1
cd-icelatte|آیس لاته|Iced latte|cold|boresh-alborz|iced,milk|140|43|2.2
cd-iceamer|آیس آمریکانو|Iced americano|cold|boresh-alborz|iced|100|37|1.6
cd-coldbrew|کلدبرو|Cold brew|cold|boresh-alborz|iced,brewed|135|39|0.9
cd-lemonade|لیموناد|Lemonade|cold|narvan|iced,fruit|115|41|1.6
cd-mojito|موهیتو|Virgin mojito|cold|narvan|iced,fruit,mint|125|41|1.3
cd-sekanjebin|سکنجبین خیار|Cucumber sekanjabin|cold|narvan|iced,herbal,mint|95|38|0.8
cd-sharbat|شربت بهارنارنج|Orange blossom sharbat|cold|narvan|iced,herbal|90|38|0.7
cd-shake|شیک شکلات|Chocolate shake|cold|narvan|iced,milk,chocolate|160|47|0.9
ck-cheese|چیزکیک نیویورکی|New York cheesecake|cake|tanour-e-tala|slice|175|52|1.7
ck-saffron|کیک زعفران و پسته|Saffron pistachio cake|cake|narvan|slice,saffron,nuts|165|54|1.2
ck-carrot|کیک هویج و گردو|Carrot and walnut cake|cake|narvan|slice,nuts|140|48|1.6
ck-chocolate|کیک شکلاتی|Chocolate cake|cake|narvan|slice,chocolate|150|49|1.9
ck-brownie|براونی|Brownie|cake|tanour-e-tala|chocolate,nuts|125|48|1.3
ck-croissant|کروسان کره‌ای|Butter croissant|cake|tanour-e-tala|pastry|95|50|1.4
ck-tiramisu|تیرامیسو|Tiramisu|cake|narvan|slice,coffee|185|53|1.0
ck-kloocheh|کلوچهٔ خانگی|House kloocheh|cake|narvan|pastry,nuts|80|46|0.8
bf-omelette|املت ایرانی|Persian omelette|breakfast|narvan|egg|210|48|1.8
bf-eggs|نیمرو با نان سنگک|Fried eggs with sangak|breakfast|narvan|egg|190|47|1.1
bf-panir|صبحانهٔ پنیر و گردو|Cheese and walnut plate|breakfast|narvan|nuts,vegetarian|220|50|1.0
bf-granola|گرانولا با ماست|Granola with yoghurt|breakfast|narvan|vegetarian,nuts|185|47|0.6
sw-chicken|ساندویچ مرغ گریل|Grilled chicken sandwich|sandwich|narvan|meat|290|51|1.6
sw-roast|ساندویچ رست‌بیف|Roast beef sandwich|sandwich|narvan|meat|390|55|0.9
sw-caprese|ساندویچ کاپرزه|Caprese sandwich|sandwich|narvan|vegetarian|260|49|0.9
sw-tuna|ساندویچ تن ماهی|Tuna sandwich|sandwich|narvan|fish|270|50|0.6
bn-house|دانهٔ قهوهٔ نارون، ۲۵۰ گرم|Narvan house blend, 250 g|beans|narvan|retail,blend|620|60|1.6
bn-alborz|دانهٔ البرز تک‌خاستگاه، ۲۵۰ گرم|Alborz single origin, 250 g|beans|boresh-alborz|retail,single-origin|820|62|1.0
bn-decaf|دانهٔ بدون کافئین، ۲۵۰ گرم|Decaf beans, 250 g|beans|boresh-alborz|retail,decaf|760|62|0.3
bn-drip|قهوهٔ تک‌نفره، ده‌تایی|Drip bags, ten|beans|boresh-alborz|retail,brewed|540|58|0.7
"""

# Each list: the day it starts, prices in percent of the first list, costs in percent of the first costs.
_LISTS = (
    (to_date(1404, 3, 1), 100, 100),
    (to_date(1404, 6, 15), 110, 110),
    (to_date(1404, 10, 1), 121, 122),
    (to_date(1405, 1, 15), 137, 137),
    (to_date(1405, 4, 1), 150, 150),
    (to_date(1405, 7, 1), 164, 164),
)
_LIST_DAYS = [day for day, _, _ in _LISTS]
_PRICE_STEP_MINOR, _COST_STEP_MINOR = 50_000, 1_000

# The one price that moves alone (truth e): Latte, by a fifth, between two lists.
RAISED_SKU, RAISED_ON = "cf-latte", to_date(1405, 5, 15)
RAISED_PERCENT, ELASTICITY = 20, -1.5


def _row(text: str) -> Row:
    sku, name_fa, name_en, category, brand, tags, price, cost, pull = text.split("|")
    product = Product(sku, name_fa, name_en, category, brand, tuple(tags.split(",")))
    return Row(product, int(price), int(cost), float(pull))


ROWS = tuple(_row(text) for text in _TABLE.strip().splitlines())
PRODUCTS = tuple(row.product for row in ROWS)
_BY_SKU = {row.product.sku: row for row in ROWS}


@lru_cache(maxsize=1024)
def _on_list(sku: str, place: int, raised: bool) -> tuple[int, int]:
    _, price_percent, cost_percent = _LISTS[place]
    row = _BY_SKU[sku]
    factor = 100 + RAISED_PERCENT if raised else 100
    exact = row.thousand_toman * price_percent * factor  # thousand Toman × 10,000 = Rial, percent twice taken off
    price = (exact + _PRICE_STEP_MINOR // 2) // _PRICE_STEP_MINOR * _PRICE_STEP_MINOR
    cost = row.thousand_toman * row.cost_percent * cost_percent // _COST_STEP_MINOR * _COST_STEP_MINOR
    return price, cost


def price_and_cost_minor(sku: str, day: date) -> tuple[int, int]:
    """In: a product and a day. Out: the price of one without tax, and its cost, in Rial."""
    place = bisect_right(_LIST_DAYS, day) - 1
    return _on_list(sku, place, sku == RAISED_SKU and day >= RAISED_ON)


def kept_share() -> float:
    """The share of Lattes still bought after the rise, by its planted elasticity."""
    before, _ = _on_list(RAISED_SKU, len(_LISTS) - 2, False)
    after, _ = _on_list(RAISED_SKU, len(_LISTS) - 2, True)
    return float((after / before) ** ELASTICITY)
