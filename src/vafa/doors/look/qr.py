"""QR codes as squares in rows: drawn as SVG on a page, and as squares on paper."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4
"""Modules of white around a code, which scanners need."""


def modules(text: str) -> list[list[bool]]:
    """Out: rows of dark or light, without the white around. A quarter of it may be worn off and it still reads."""
    made = segno.make_qr(text, error="m", boost_error=True)
    return [[bool(cell) for cell in row] for row in made.matrix]


def svg(text: str, label: str) -> SafeString:
    """Black on white in either theme: dark codes on light ground are what every scanner reads."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="code" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#06201f"/></svg>',
        side,
        side,
        label,
        path,
    )
