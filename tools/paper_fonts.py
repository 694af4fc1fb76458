"""The fonts for paper out of those for the web: `python -m tools.paper_fonts`, after a font of the kit has changed.

The web's are variable and packed. A PDF takes one weight of each, and making one takes seconds, so they are kept.
"""

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from vafa.doors.look.paper import fonts


def main() -> None:
    for language in fonts.LANGUAGES:
        for style, weight in fonts.WEIGHTS.items():
            font = instancer.instantiateVariableFont(TTFont(fonts.web(language)), {"wght": weight})
            font.flavor = None  # unpacked: the shaping engine reads the bare file
            font.save(fonts.face(language, style))


if __name__ == "__main__":
    main()
