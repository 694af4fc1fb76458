"""Why a command stops: a sentence for the person at the terminal, and an exit code that says whether to try again."""

ALTERED, IN_USE, NO_ROOM, NOT_AS_SET = 1, 75, 74, 78
"""Exit codes, those of sysexits.h where it has one: the service manager does not repeat what only a person can mend."""


class Refused(Exception):
    """Nothing was changed. In: the sentence, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code
