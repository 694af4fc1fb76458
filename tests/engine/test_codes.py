from random import Random

from vafa.engine import codes

MADE = [codes.code_of(Random(seed).getrandbits(60)) for seed in range(300)]


def test_a_code_has_thirteen_letters_that_nobody_mixes_up():
    assert not set("01IO") & set(codes.ALPHABET)
    assert (len(codes.ALPHABET), codes.code_of(0), codes.code_of(2**60 - 1)) == (32, "2" * 13, "Z" * 12 + "S")
    assert all(codes.is_code(code) for code in MADE)


def test_one_wrong_letter_is_always_found():
    for code in MADE[:40]:
        for place in range(codes.LENGTH):
            for letter in codes.ALPHABET:
                wrong = code[:place] + letter + code[place + 1 :]
                assert codes.is_code(wrong) == (wrong == code)


def test_two_letters_exchanged_are_always_found():
    for code in MADE:
        for one in range(codes.LENGTH):
            for other in range(one):
                letters = list(code)
                letters[one], letters[other] = letters[other], letters[one]
                wrong = "".join(letters)
                assert codes.is_code(wrong) == (wrong == code)


def test_a_code_is_read_as_people_type_it():
    code = MADE[0]
    assert codes.normal(f" {codes.shown(code).lower()} ") == code
    assert len(codes.shown(code)) == 15
    assert (codes.shown("ABC-77"), codes.normal("abc-77")) == ("ABC-77", "ABC77")
