"""The icons: strokes on a 24 by 24 grid, drawn in the colour of their text. Each is decoration beside a word."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Name: (path, whether it points in the reading direction and so turns round in Persian).
ICONS: dict[str, tuple[str, bool]] = {
    "home": ("M4 11 12 4l8 7v9h-5v-6H9v6H4z", False),
    "members": (
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.5a3.2 3.2 0 0 1 0 6.2"
        "M18 14.4c2 .8 3 2.9 3 5.6",
        False,
    ),
    "member": ("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5", False),
    "programme": ("M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.5v5", False),
    "send": ("M21 4 3 11l7 3 3 7z M10 14 21 4", True),
    "gift": (
        "M4 11h16v9H4zM3 7.5h18V11H3zM12 7.5V20M12 7.5C9 7.5 7.5 6 8 4.5S11.5 4 12 7.5c.5-3.5 3.5-4.5 4-3"
        "S15 7.5 12 7.5",
        False,
    ),
    "draw": ("M12 3l2.6 6.4L21 12l-6.4 2.6L12 21l-2.6-6.4L3 12l6.4-2.6z", False),
    "speech": ("M4 5h16v11H10l-5 4v-4H4z", True),
    "sms": ("M4 5h16v11H10l-5 4v-4H4zM8 10.5h.01M12 10.5h.01M16 10.5h.01", True),
    "link": (
        "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
        False,
    ),
    "report": ("M4 20V4M4 20h16M8 16v-4m4 4V8m4 8v-6", True),
    "settings": (
        "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM12 3v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.1 2.1m8.6 8.6 2.1 2.1"
        "M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1",
        False,
    ),
    "download": ("M12 4v11m-5-5 5 5 5-5M5 20h14", False),
    "upload": ("M12 15V4m-5 5 5-5 5 5M5 20h14", False),
    "clock": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2", False),
    "undo": ("M9 8H4V3M4.5 8A8.5 8.5 0 1 1 4 14", True),
    "info": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v6m0-9.5v.01", False),
    "plus": ("M12 5v14M5 12h14", False),
    "warning": ("M12 4 2.5 20h19zM12 10v4.5m0 2.8v.01", False),
    "scan": ("M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16", False),
    "card": ("M3 6h18v12H3zM3 10h18M7 15h3", False),
    "cake": (
        "M4 20h16v-6a3 3 0 0 0-3-3H7a3 3 0 0 0-3 3zM4 16c2 1.5 3.3 1.5 5.3 0s3.4-1.5 5.4 0 3.3 1.5 5.3 0"
        "M12 11V7m0-3v.01",
        False,
    ),
    "cup": ("M5 8h11v6a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 9h2a2.5 2.5 0 0 1 0 5h-2M8 5V3m3 2V3m3 2V3", False),
    "shield": ("M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6zM9 12l2 2 4-4", False),
    "check": ("M5 12.5 10 17.5 19.5 7", False),
    "next": ("M9 5l7 7-7 7", True),
    "previous": ("M15 5l-7 7 7 7", True),
    "search": ("M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5", False),
    "voucher": ("M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3zM14 7v10", False),
    "percent": (
        "M19 5 5 19M7.5 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm9 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
        False,
    ),
    "truck": (
        "M2 6h12v10H2zM14 9h4l4 4v3h-8M6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm11 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
        True,
    ),
    "wallet": ("M4 7h15v12H4zM4 7V5h12v2M15 13h4", False),
    "heart": ("M12 20S4 15 4 9.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8 2.5C20 15 12 20 12 20Z", False),
    "star": ("M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z", False),
    "book": ("M5 4h13v16H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h11", False),
    "offline": (
        "M3 4l18 17M5 12a11 11 0 0 1 4-2.5M2 8.5A15 15 0 0 1 6 6M12 5.5c4 0 7.5 1.5 10 4"
        "M15 10.5c1.5.4 2.8 1 4 2M9 16a5 5 0 0 1 5-1M12 20v.01",
        False,
    ),
}

MARK: SafeString = mark_safe(
    '<svg viewBox="0 0 32 32" fill="none" aria-hidden="true">'
    '<path d="M23 12.5a8 8 0 1 0-8 8c4.5 0 8-3.5 8-8 0 8.5-5 14-16 15.5" stroke="currentColor"'
    ' stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/>'
    '<circle cx="15" cy="12.5" r="2.7" fill="var(--gold,#e2a11b)"/></svg>'
)


def icon(name: str) -> SafeString:
    path, flips = ICONS[name]
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        " flip" if flips else "",
        path,
    )
