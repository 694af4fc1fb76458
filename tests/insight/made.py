"""Histories written by hand: a row is (day, member, net, discount, cost) with defaults, in days from the first."""

from datetime import date, timedelta
from uuid import UUID

from vafa.insight.history import history_of
from vafa.insight.shapes import Span

FIRST = date(2026, 1, 1)


def day(number):
    return FIRST + timedelta(days=number)


def span(start, end):
    return Span(day(start), day(end))


def who(number):
    return UUID(int=number)


def bought(on, member, net=100, *, discount=0, cost=None, purchases=1):
    return (day(on).isoformat(), str(who(member)), purchases, net, discount, cost)


def came_back(on, member, net, *, whole, discount=0, cost=None):
    return bought(on, member, -net, discount=-discount, cost=cost, purchases=-1 if whole else 0)


def visits(member, *days, net=100):
    return [bought(on, member, net) for on in days]


def history(*rows, merged=None):
    return history_of(sorted(rows, key=lambda row: row[0]), merged)
