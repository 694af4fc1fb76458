"""CDNOW: the purchases of a music shop's customers, as the published tables count them (in the `lifetimes` package)."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path

from vafa.insight.predicting.buying import compressed

FOLDER = Path(find_spec("lifetimes").origin).parent / "datasets"
CALIBRATED, END = date(1997, 9, 30), date(1998, 6, 30)
"""39 weeks, and 78."""


def customers(name, member, day, amount, skip=0):
    """In: a file and its columns. Out: of each customer what they spent on each of their days."""
    found = {}
    for line in (FOLDER / name).read_text().splitlines()[skip:]:
        cells = line.split()
        when = date.fromisoformat(cells[day])
        days = found.setdefault(cells[member], {})
        days[when] = days.get(when, 0.0) + float(cells[amount])
    return [dict(sorted(days.items())) for days in found.values()]


def sample():
    return customers("CDNOW_sample.txt", 1, 2, 4)


def full():
    return customers("CDNOW_master.txt", 0, 1, 3, skip=1)


def history(days, end=CALIBRATED):
    """Out: visits after the first, the last of them and the time watched, in weeks from the first."""
    seen = [day for day in days if day <= end]
    return len(seen) - 1, (seen[-1] - seen[0]).days / 7, (end - seen[0]).days / 7


def buying(people):
    return compressed(*zip(*(history(days) for days in people), strict=True))
