"""Whole numbers in words, for the amount under the digits at a counter: what is said aloud is checked by ear."""

_ONES = {
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen"
    ).split(),
    "fa": ("صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده").split(),
}
_TENS = {
    "en": "- - twenty thirty forty fifty sixty seventy eighty ninety".split(),
    "fa": "- - بیست سی چهل پنجاه شصت هفتاد هشتاد نود".split(),
}
_HUNDREDS_FA = "- صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد".split()
_SCALES = {
    "en": ("", "thousand", "million", "billion", "trillion"),
    "fa": ("", "هزار", "میلیون", "میلیارد", "هزار میلیارد"),
}
_LARGEST = 10**15


def in_words(number: int, language: str) -> str:
    """In: a whole number from zero to below a thousand trillion. Out: its words; "" beyond that."""
    if not 0 <= number < _LARGEST:
        return ""
    if number == 0:
        return _ONES[language][0]
    return _persian(number) if language == "fa" else _english(number)


def _groups(number: int) -> list[tuple[int, int]]:
    """From the highest: (three digits, their power of a thousand), empty ones left out."""
    groups, power = [], 0
    while number:
        number, three = divmod(number, 1000)
        if three:
            groups.append((three, power))
        power += 1
    return groups[::-1]


def _english(number: int) -> str:
    """British: "and" before what is below a hundred."""
    said = ""
    for three, power in _groups(number):
        hundreds, rest = divmod(three, 100)
        parts = [f"{_ONES['en'][hundreds]} hundred"] if hundreds else []
        if rest:
            parts.append(_below_hundred(rest, "en", "-"))
        joint = "" if not said else " and " if not power and not hundreds else ", "
        said += joint + " ".join(filter(None, (" and ".join(parts), _SCALES["en"][power])))
    return said


def _persian(number: int) -> str:
    said = []
    for three, power in _groups(number):
        hundreds, rest = divmod(three, 100)
        parts = [_HUNDREDS_FA[hundreds]] if hundreds else []
        if rest:
            parts.append(_below_hundred(rest, "fa", " و "))
        # a thousand is said without its one
        alone = three == 1 and power == 1
        said.append(_SCALES["fa"][1] if alone else " ".join(filter(None, (" و ".join(parts), _SCALES["fa"][power]))))
    return " و ".join(said)


def _below_hundred(number: int, language: str, joint: str) -> str:
    if number < 20:
        return _ONES[language][number]
    tens, ones = divmod(number, 10)
    return _TENS[language][tens] + (joint + _ONES[language][ones] if ones else "")
