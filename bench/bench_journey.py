"""A year of real receipts end to end, on the database of DATABASE_URL. Goals: at most 60 s and 1 GB, an import at
least 3 × as fast as recording one at a time in the same run, pages in at most 200 ms of server time.
"""

import resource
from itertools import islice
from statistics import median
from time import perf_counter

import django

SINGLE, IMPORTED, VIEWS = 400, 8000, 7


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from vafa.demo import ahead, progress
    from vafa.demo.journey import club as journey
    from vafa.demo.replay import replay, unpacked

    start = perf_counter()
    club = journey.make()
    progress.plan({journey.SLUG: journey.TOTALS})
    replay(club, unpacked(ahead.arrivals("vafa.demo.journey.club:arrivals")), lambda done: None)
    took = perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    held = progress.held(club)
    print(f"journey: {held.receipts:,} receipts in {took:.1f} s (goal ≤ 60), {memory:.0f} MB (goal ≤ 1,000)")
    print(f"control totals {'hold' if held == journey.TOTALS else 'DO NOT HOLD'}: {held}")
    one_at_a_time(club)
    pages(club)


def one_at_a_time(club) -> None:  # type: ignore[no-untyped-def]
    """The same receipts again under other references, interleaved: in batches of a thousand and one by one."""
    from msgspec.structs import replace

    from vafa.activities.actions.recording import record
    from vafa.activities.shapes import Source
    from vafa.demo.journey.receipts import receipts
    from vafa.partners.house import house_of

    house, again = house_of(club), Source(name="bench", history=True)
    items = [replace(item, reference=f"again-{item.reference}") for _, item in islice(receipts(), IMPORTED + SINGLE)]
    start = perf_counter()
    record(house=house, source=again, items=items[:IMPORTED])
    imported = IMPORTED / (perf_counter() - start)
    start = perf_counter()
    for item in items[IMPORTED:]:
        record(house=house, source=again, items=[item])
    single = SINGLE / (perf_counter() - start)
    print(f"import {imported:,.0f}/s, one at a time {single:,.0f}/s: ratio {imported / single:.1f} (goal ≥ 3)")


def pages(club) -> None:  # type: ignore[no-untyped-def]
    from django.test import Client

    from vafa.activities.models import Tally
    from vafa.base.actions.staff import give_post
    from vafa.base.clock import now

    user = give_post(club=club, email="bench@vafa.example", name="Bench", role="owner", language="en", now=now()).user
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    busiest = Tally.objects.filter(club_id=club.id).order_by("-purchases").values_list("member_id", flat=True)[0]
    for name, path in (("overview", ""), ("member", f"members/{busiest}/")):
        times = []
        for _ in range(VIEWS):
            start = perf_counter()
            response = client.get(f"/console/{club.slug}/{path}")
            times.append((perf_counter() - start) * 1000)
            assert response.status_code == 200
        print(f"{name} page: first {times[0]:.0f} ms, then {median(times[1:]):.0f} ms (goal ≤ 200)")


if __name__ == "__main__":
    main()
