"""The console's pages over many members, imported from a file as a shop would. Goal: p95 of server time at most 200 ms
with a million members. The reference in the same run: the page of a club without anybody.

`VAFA_BENCH_MEMBERS` makes it smaller.
"""

import os
from pathlib import Path
from time import perf_counter
from typing import Any

import bench_import as shop
from django.conf import settings

PAGES = ("", "members/", "members/?q=عضو", "members/?q=09120123", "lapsed/", "top/", "programme/", "audit/", "rewards/",
         "vouchers/", "rewards/offers/", "imports/", "approvals/", "asked/")  # fmt: skip
TIMES = 20
shop.MEMBERS = int(os.environ.get("VAFA_BENCH_MEMBERS", "1000000"))


def main() -> None:
    shop.open_club()
    settings.ALLOWED_HOSTS = ["*"]
    client, home = manager()
    bare = measured(client, home, "programme/")[1]
    members = Path(os.environ["VAFA_DATA"]) / "members.csv"
    shop.write_members(members)
    took = shop.imported(members, "members")
    print(f"import: {shop.MEMBERS / took:,.0f} rows/s (goal ≥ 5,000)")
    everything = []
    for page in (*PAGES, f"members/{someone()}/"):
        first, p95, times = measured(client, home, page)
        everything += times
        print(f"{page.split('/0')[0] or 'overview':24} first {first:6.0f} ms, p95 {p95:6.1f} ms")
    everything.sort()
    p95 = everything[len(everything) * 95 // 100]
    print(f"console: p95 {p95:.0f} ms over {shop.MEMBERS:,} members (goal ≤ 200); an empty club {bare:.0f} ms")


def manager() -> tuple[Any, str]:
    from django.test import Client

    from vafa.base.actions.staff import give_post
    from vafa.base.clock import now
    from vafa.base.models import Club

    club = Club.objects.get()
    post = give_post(club=club, email="bench@vafa.example", name="Bench", role="manager", language="en", now=now())
    client = Client(headers={"accept-language": "en"})
    client.force_login(post.user)
    return client, f"/console/{club.slug}/"


def someone() -> str:
    from vafa.members.models import Member

    return str(Member.objects.order_by("-id").values_list("id", flat=True)[0])


def measured(client: Any, home: str, page: str) -> tuple[float, float, list[float]]:
    """Out: the first answer, the 95th of a hundred after it, and all after it, in ms of server time."""
    times = []
    for _ in range(TIMES + 1):
        start = perf_counter()
        answer = client.get(home + page, secure=True)
        times.append((perf_counter() - start) * 1000)
        assert answer.status_code == 200, (page, answer.status_code)
    return times[0], sorted(times[1:])[TIMES * 95 // 100 - 1], times[1:]


if __name__ == "__main__":
    main()
