"""What fits a country, and what a cafe typically takes in a currency. The figures are assumptions to begin with: ready
programmes are scaled by them, and every page that shows a result of them says so."""

from dataclasses import dataclass

from vafa.engine.earning.words import Name


@dataclass(frozen=True, slots=True)
class Trade:
    """Money in minor units of the currency. `step` earns one point, which is worth a hundredth of it; `basket` is an
    average purchase, `coffee` one cup, `treat` the smallest thing one gives away, `example` a purchase to show, `yaar`
    a year's spending of a regular; `welcome` is in points."""

    step: int
    basket: int
    coffee: int
    treat: int
    example: int
    yaar: int
    welcome: int

    @property
    def largest_receipt(self) -> int:
        """Above it a receipt is taken for a slip of the hand."""
        return self.step * 20_000


TRADES: dict[str, Trade] = {
    "IRR": Trade(100_000, 4_380_000, 1_500_000, 250_000, 6_400_000, 60_000_000, 200),
    "AFN": Trade(1_000, 30_000, 10_000, 2_000, 45_000, 450_000, 150),
    "EUR": Trade(100, 1_250, 350, 80, 1_800, 18_000, 50),
    "USD": Trade(100, 1_400, 450, 100, 2_100, 20_000, 50),
    "GBP": Trade(100, 1_100, 360, 80, 1_600, 16_000, 50),
    "CAD": Trade(100, 1_500, 475, 100, 2_200, 22_000, 50),
    "AUD": Trade(100, 1_600, 550, 100, 2_300, 24_000, 50),
    "CHF": Trade(100, 1_600, 500, 120, 2_300, 24_000, 60),
    "SEK": Trade(1_000, 13_000, 4_500, 1_000, 19_000, 190_000, 50),
    "TRY": Trade(1_000, 35_000, 14_000, 2_500, 52_000, 500_000, 150),
    "AED": Trade(100, 5_500, 2_000, 400, 8_000, 80_000, 250),
    "SAR": Trade(100, 4_500, 1_600, 350, 6_500, 65_000, 200),
    "QAR": Trade(100, 4_500, 1_600, 350, 6_500, 65_000, 200),
    "KWD": Trade(100, 4_000, 1_500, 300, 5_800, 60_000, 200),
    "OMR": Trade(100, 4_500, 1_600, 300, 6_500, 65_000, 200),
    "IQD": Trade(250_000, 12_000_000, 4_000_000, 700_000, 18_000_000, 180_000_000, 200),
    "INR": Trade(1_000, 45_000, 18_000, 2_500, 64_000, 650_000, 100),
    "PKR": Trade(2_500, 120_000, 45_000, 7_000, 180_000, 1_800_000, 150),
}


@dataclass(frozen=True, slots=True)
class Country:
    name: Name
    calendar: str
    time_zone: str
    currency: str
    money_shown: str = "iso"


COUNTRIES: dict[str, Country] = {
    "IR": Country(Name("ایران", "Iran"), "jalali", "Asia/Tehran", "IRR", "toman"),
    "AF": Country(Name("افغانستان", "Afghanistan"), "jalali", "Asia/Kabul", "AFN"),
    "AE": Country(Name("امارات", "United Arab Emirates"), "gregorian", "Asia/Dubai", "AED"),
    "TR": Country(Name("ترکیه", "Türkiye"), "gregorian", "Europe/Istanbul", "TRY"),
    "IQ": Country(Name("عراق", "Iraq"), "gregorian", "Asia/Baghdad", "IQD"),
    "QA": Country(Name("قطر", "Qatar"), "gregorian", "Asia/Qatar", "QAR"),
    "KW": Country(Name("کویت", "Kuwait"), "gregorian", "Asia/Kuwait", "KWD"),
    "OM": Country(Name("عمان", "Oman"), "gregorian", "Asia/Muscat", "OMR"),
    "SA": Country(Name("عربستان", "Saudi Arabia"), "gregorian", "Asia/Riyadh", "SAR"),
    "PK": Country(Name("پاکستان", "Pakistan"), "gregorian", "Asia/Karachi", "PKR"),
    "IN": Country(Name("هند", "India"), "gregorian", "Asia/Kolkata", "INR"),
    "DE": Country(Name("آلمان", "Germany"), "gregorian", "Europe/Berlin", "EUR"),
    "AT": Country(Name("اتریش", "Austria"), "gregorian", "Europe/Vienna", "EUR"),
    "FR": Country(Name("فرانسه", "France"), "gregorian", "Europe/Paris", "EUR"),
    "NL": Country(Name("هلند", "Netherlands"), "gregorian", "Europe/Amsterdam", "EUR"),
    "BE": Country(Name("بلژیک", "Belgium"), "gregorian", "Europe/Brussels", "EUR"),
    "ES": Country(Name("اسپانیا", "Spain"), "gregorian", "Europe/Madrid", "EUR"),
    "IT": Country(Name("ایتالیا", "Italy"), "gregorian", "Europe/Rome", "EUR"),
    "IE": Country(Name("ایرلند", "Ireland"), "gregorian", "Europe/Dublin", "EUR"),
    "CH": Country(Name("سوئیس", "Switzerland"), "gregorian", "Europe/Zurich", "CHF"),
    "SE": Country(Name("سوئد", "Sweden"), "gregorian", "Europe/Stockholm", "SEK"),
    "GB": Country(Name("بریتانیا", "United Kingdom"), "gregorian", "Europe/London", "GBP"),
    "US": Country(Name("آمریکا", "United States"), "gregorian", "America/New_York", "USD"),
    "CA": Country(Name("کانادا", "Canada"), "gregorian", "America/Toronto", "CAD"),
    "AU": Country(Name("استرالیا", "Australia"), "gregorian", "Australia/Sydney", "AUD"),
}
HOME = {"fa": "IR", "en": "GB"}
"""The country that is asked about first, by language."""
