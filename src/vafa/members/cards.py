"""What a card's value looks like in the books: phones in E.164, everything else without blanks and in capitals."""

from contextlib import suppress
from functools import lru_cache

import phonenumbers

from vafa.base.text import for_card, latin_digits
from vafa.members.errors import NotAPhone


@lru_cache(maxsize=32768)
def phone(text: str, country: str) -> str:
    """In: a phone as typed, in digits of any script. Out: E.164. Refused: NotAPhone."""
    try:
        parsed = phonenumbers.parse(latin_digits(text), country)
    except phonenumbers.NumberParseException:
        raise NotAPhone(value=text) from None
    if not phonenumbers.is_valid_number(parsed):
        raise NotAPhone(value=text)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def candidates(text: str, country: str) -> list[str]:
    """In: something a member showed or said. Out: the values it may be in the books."""
    values = [for_card(text)]
    if values[0].lstrip("+").isdigit():
        with suppress(NotAPhone):
            values.append(phone(text, country))
    return values
