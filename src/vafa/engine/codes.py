"""Codes that people read, type and say: random, without letters that look alike, with a check letter.

The alphabet is a field of 32: the check letter is a weighted sum over GF(2^5), which finds every single wrong letter
and every two letters exchanged (a Reed-Solomon code with one check symbol; Lidl and Pilz, Applied Abstract Algebra).
"""

from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_LETTERS: Final = 12
"""Sixty random bits."""
LENGTH: Final = RANDOM_LETTERS + 1
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def _times(a: int, b: int) -> int:
    """The product in GF(2^5) modulo x^5 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _powers() -> list[int]:
    powers = [1]
    while len(powers) < 31:
        powers.append(_times(powers[-1], 2))
    return powers


_WEIGHTS = [[_times(weight, value) for value in range(32)] for weight in _powers()]


def check_letter(body: str) -> str:
    """In: up to 30 letters of the alphabet. Out: the letter that makes them a code."""
    total = 0
    for place, letter in enumerate(body, 1):
        total ^= _WEIGHTS[place][_VALUE[letter]]
    return ALPHABET[total]


def code_of(bits: int) -> str:
    """In: 60 random bits as an integer. Out: a code of 13 letters."""
    body = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(RANDOM_LETTERS))
    return body + check_letter(body)


def is_code(text: str) -> bool:
    """In: text as `normal` leaves it. Out: can it be one of our codes?"""
    return len(text) == LENGTH and all(each in _VALUE for each in text) and check_letter(text[:-1]) == text[-1]


def normal(text: str) -> str:
    """In: a code as typed, Latin digits. Out: capitals without spaces and dashes."""
    return "".join(each for each in text.upper() if each.isalnum())


def shown(code: str) -> str:
    """In: a code. Out: in groups that are read aloud with ease; a code of another system stays as it is."""
    if len(code) != LENGTH or not is_code(code):
        return code
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
