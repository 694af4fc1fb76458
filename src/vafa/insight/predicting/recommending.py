"""What a member will buy: again, from what they bought; and new, from what others bought beside it.

Again: each day on which a member bought a product counts, half as much every 90 days. New: products are alike as far as
the same members buy both, by the cosine of recency-weighted counts (Sarwar et al., Item-based collaborative filtering
recommendation algorithms, WWW 2001), and a member is offered what is most like what they buy. What comes of a place in
these lists is learnt from the club's own last weeks, and tried on the weeks after them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vafa.insight.predicting import logistic
from vafa.insight.predicting.buying import Numbers
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.intervals import wilson
from vafa.insight.predicting.lazily import sparse
from vafa.insight.predicting.logistic import Logistic, Said

AHEAD_DAYS: Final = 30
MOST: Final = 10
"""Products in a list."""
FEWEST_BUYERS: Final = 10
"""Of a product; of those with fewer nobody can tell."""
FEWEST: Final = 200
"""Members, and offers that came true: below that nothing is said."""
AGAIN_DAYS: Final = 90.0
LIKE_DAYS: Final = 60.0
NEIGHBOURS: Final = 200
PENALTY: Final = 1.0
EDGES: Final = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
_AT_ONCE: Final = 400
Places = NDArray[np.int64]
Matrix = Any
"""Of scipy.sparse, in rows; its stubs are incomplete."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Days on which members bought products: three columns of equal length. `members` and `products` count from 0 up
    to the sizes; `ages` are days before the instant, above 0."""

    members: Places
    products: Places
    ages: Numbers
    size: tuple[int, int]

    def since(self, days: float) -> "Bought":
        """As it was known so many days earlier."""
        known = self.ages > days
        return Bought(self.members[known], self.products[known], self.ages[known] - days, self.size)

    def within(self, first: float, last: float) -> Matrix:
        """Out: which member bought which product at an age above `first` and up to `last`, as ones."""
        there = (self.ages > first) & (self.ages <= last)
        found = self._matrix(np.ones(int(there.sum())), there)
        found.data[:] = 1.0
        return found

    def decayed(self, half_days: float) -> Matrix:
        return self._matrix(np.exp2(-self.ages / half_days), slice(None))

    def counted(self) -> Matrix:
        return self._matrix(np.ones(len(self.ages)), slice(None))

    def latest(self) -> Matrix:
        """Out: by member and product the age of the last time."""
        order = np.argsort(-self.ages, kind="stable")
        keys = self.members[order] * self.size[1] + self.products[order]
        last, place = np.unique(keys[::-1], return_index=True)
        ages = self.ages[order][::-1][place]
        return sparse.csr_matrix((ages, np.divmod(last, self.size[1])), shape=self.size)

    def _matrix(self, values: Numbers, which: Any) -> Matrix:
        made = sparse.csr_matrix((values, (self.members[which], self.products[which])), shape=self.size)
        made.sum_duplicates()
        return made


@dataclass(frozen=True, slots=True)
class Offers:
    """The lists of all members, one row for each place in one. `again` says which list; `ranks` count from 0; `scores`
    are by what they are ordered; `because` is the known product that speaks most for a new one, else the product
    itself; `features` are what the chance is reckoned from."""

    members: Places
    products: Places
    again: Places
    ranks: Places
    scores: Numbers
    because: Places
    features: Numbers


@dataclass(frozen=True, slots=True)
class Trial:
    """On days that were not known: of members who bought again something they knew, how well the list was ordered
    (NDCG at 10); of those who bought something new, the share with a hit among ten; the same for what everybody buys;
    and what was said beside what happened."""

    members_again: int
    ndcg: float
    ndcg_popular: float
    members_new: int
    hit_rate: float
    hit_rate_popular: float
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Chances:
    """A model for the list of what is new and one for what was bought before, None where too few of it came true; and
    what came of each step of their chances."""

    models: tuple[Logistic | None, Logistic | None]
    steps: tuple[Said, ...]

    def told(self, offers: Offers) -> Offers:
        """Out: the offers of which something can be said."""
        there = np.array([model is not None for model in self.models])[offers.again]
        return Offers(*(getattr(offers, name)[there] for name in Offers.__slots__))

    def of(self, offers: Offers) -> Numbers:
        """In: offers of which something can be said. Out: of each the chance that it is bought within 30 days."""
        found = np.zeros(len(offers.members))
        for which, model in enumerate(self.models):
            if model is not None:
                there = offers.again == which
                found[there] = model.chance(offers.features[there])
        return found

    def range_of(self, chance: float) -> tuple[float, float]:
        """In: a chance. Out: its 95 % interval (Wilson) from as many offers as were told one like it, and further to
        the side on which more or fewer of those came true than was said."""
        for step in self.steps:
            if step.low <= chance < step.high or (step.high == 1.0 and chance == 1.0):
                low, high = wilson(chance * step.count, step.count)
                wrong = step.happened / step.count - step.said
                return max(0.0, low + min(0.0, wrong)), min(1.0, high + max(0.0, wrong))
        return 0.0, 1.0


def likeness(bought: Bought) -> Matrix:
    """In: what was bought. Out: for each product those most like it, at most 200, from 0 to 1."""
    weights = bought.decayed(LIKE_DAYS)
    weights.data = np.log1p(weights.data)
    norms = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=0)).ravel())
    turned = weights.T.tocsr()
    parts = [_nearest((turned[start : start + _AT_ONCE] @ weights).tocsr(), start, norms)
             for start in range(0, bought.size[1], _AT_ONCE)]  # fmt: skip
    rows, columns, values = (np.concatenate(each) if each else np.array([]) for each in zip(*parts, strict=True))
    return sparse.csr_matrix((values, (rows, columns)), shape=(bought.size[1], bought.size[1]))


def _nearest(block: Matrix, start: int, norms: Numbers) -> tuple[Places, Places, Numbers]:
    rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr)) + start
    scale = norms[rows] * norms[block.indices]
    values = np.divide(block.data, scale, out=np.zeros(len(scale)), where=scale > 0)
    values[rows == block.indices] = 0.0
    kept = [
        first + _first_of(values[first:last], NEIGHBOURS)
        for first, last in zip(block.indptr, block.indptr[1:], strict=False)
    ]
    chosen = np.concatenate(kept) if kept else np.array([], dtype=int)
    chosen = chosen[values[chosen] > 0]
    return rows[chosen], block.indices[chosen], values[chosen]


def _first_of(values: Numbers, most: int) -> Places:
    """Out: the places of the largest, in order; of equals the first, as far as they are not more than asked for."""
    if len(values) > 4 * most:
        near = np.sort(np.argpartition(-values, most)[:most])
        near = near[np.argsort(-values[near], kind="stable")]
    else:
        near = np.argsort(-values, kind="stable")[:most]
    places: Places = near
    return places


def offers_of(bought: Bought, like: Matrix) -> Offers:
    """In: what members bought, and what is alike. Out: the two lists of each who bought anything."""
    again, counts, ages = bought.decayed(AGAIN_DAYS), bought.counted(), bought.latest()
    taste = again.copy()
    taste.data = np.log1p(taste.data)
    visits = _visits(bought)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, bought.size[0], _AT_ONCE):
        block = (taste[start : start + _AT_ONCE] @ like).tocsr()
        for member in range(start, min(start + _AT_ONCE, bought.size[0])):
            known = slice(again.indptr[member], again.indptr[member + 1])
            if known.start == known.stop:
                continue
            late = visits[member]
            rows.extend(_again(member, again, counts, ages, known, late))
            rows.extend(_new(member, block, member - start, taste, known, like, late))
    columns = list(zip(*rows, strict=True)) or [()] * 7
    members, products, of_known, ranks = (np.array(each, dtype=np.int64) for each in columns[:4])
    features = np.array(columns[6], dtype=np.float64).reshape(len(rows), -1)
    scores, because = np.array(columns[4], dtype=np.float64), np.array(columns[5], dtype=np.int64)
    return Offers(members, products, of_known, ranks, scores, because, features)


def _again(
    member: int, again: Matrix, counts: Matrix, ages: Matrix, known: slice, late: tuple[float, float]
) -> Iterator[tuple[Any, ...]]:
    """Rows of the list of what was bought before, with the columns of Offers."""
    for rank, place in enumerate(_first_of(again.data[known], MOST)):
        at = known.start + place
        product, score = again.indices[at], again.data[at]
        yield member, product, 1, rank, score, product, (
            np.log(score), np.log1p(counts.data[at]), np.log1p(ages.data[at]), *late,
        )  # fmt: skip


def _new(
    member: int, block: Matrix, row: int, taste: Matrix, known: slice, like: Matrix, late: tuple[float, float]
) -> Iterator[tuple[Any, ...]]:
    """Rows of the list of what is new to the member."""
    own, weights = taste.indices[known], taste.data[known]
    found = slice(block.indptr[row], block.indptr[row + 1])
    products, scores = block.indices[found], block.data[found].copy()
    scores[np.isin(products, own)] = 0.0
    best = _first_of(scores, MOST)
    best = best[scores[best] > 0]
    if not len(best):
        return
    # likeness is not quite the same both ways, because each product has its own nearest: by what the score was made of
    speaks = own[np.argmax(weights[:, None] * like[own][:, products[best]].toarray(), axis=0)]
    for rank, (place, because) in enumerate(zip(best, speaks, strict=True)):
        yield member, products[place], 0, rank, scores[place], because, (
            np.log(scores[place]), np.log1p(float(rank)), np.log1p(float(len(own))), *late,
        )  # fmt: skip


def _visits(bought: Bought) -> list[tuple[float, float]]:
    """By member the logarithm of days with a purchase among the last 30 and 90."""
    days = np.unique(np.column_stack([bought.members, bought.ages]), axis=0)
    counts = [np.bincount(days[days[:, 1] <= limit, 0].astype(int), minlength=bought.size[0]) for limit in (30, 90)]
    return list(zip(*(np.log1p(each.astype(np.float64)) for each in counts), strict=True))


def came_true(offers: Offers, later: Matrix) -> Numbers:
    """In: offers, and who bought what afterwards. Out: 1 for each that was bought."""
    return np.asarray(later[offers.members, offers.products], dtype=np.float64).ravel()


def learnt(bought: Bought, days: float) -> Chances:
    """In: what was bought, and how many days before the instant the lists were made, at least 30. Out: what came of
    them in the 30 days after. Refused: NotFitted, where too few members bought or too few offers came true."""
    before = bought.since(days)
    if len(np.unique(before.members)) < FEWEST:
        raise NotFitted("too few buyers")
    offers = offers_of(before, likeness(before))
    came = came_true(offers, bought.within(days - AHEAD_DAYS, days))
    models = tuple(_model(offers.features[there], came[there]) for there in (offers.again == 0, offers.again == 1))
    if not any(models):
        raise NotFitted("too few offers came true")
    chances = Chances((models[0], models[1]), ())
    told = chances.told(offers)
    said = logistic.calibration(chances.of(told), came_true(told, bought.within(days - AHEAD_DAYS, days)), EDGES)
    return Chances(chances.models, said)


def _model(features: Numbers, came: Numbers) -> Logistic | None:
    few = FEWEST / 10
    return logistic.fit(features, came, PENALTY) if few <= came.sum() <= len(came) - few else None


def tried(bought: Bought, days: float = AHEAD_DAYS) -> Trial:
    """In: what was bought, and how many days before the instant the lists are made. Out: how right they were; nothing
    after them was known. Refused: NotFitted."""
    before = bought.since(days)
    chances = learnt(before, AHEAD_DAYS)
    offers = chances.told(offers_of(before, likeness(before)))
    later, known = bought.within(days - AHEAD_DAYS, days), before.counted()
    said = logistic.calibration(chances.of(offers), came_true(offers, later), EDGES)
    popular = np.argsort(-np.asarray(known.astype(bool).sum(axis=0)).ravel(), kind="stable")
    lists = _lists(offers, 1, bought.size[0]), _lists(offers, 0, bought.size[0])
    again, new = _split(later, known)
    everyone_again = [_known_of(popular, row) for row in known.tolil().rows]
    everyone_new = [_unknown_of(popular, row) for row in known.tolil().rows]
    return Trial(
        sum(bool(each) for each in again), ndcg(lists[0], again), ndcg(everyone_again, again),
        sum(bool(each) for each in new), hit_rate(lists[1], new), hit_rate(everyone_new, new), said,
    )  # fmt: skip


def _lists(offers: Offers, which: int, size: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(size)]
    for member, product, again in zip(offers.members, offers.products, offers.again, strict=True):
        if again == which:
            found[member].append(int(product))
    return found


def _split(later: Matrix, known: Matrix) -> tuple[list[set[int]], list[set[int]]]:
    """Out: by member what they bought later that they knew, and what they did not; of those who bought before."""
    again, new = [], []
    for after, before in zip(later.tolil().rows, known.tolil().rows, strict=True):
        own = set(before)
        again.append(set(after) & own)
        new.append(set(after) - own if own else set())
    return again, new


def _known_of(popular: Places, own: Sequence[int]) -> list[int]:
    those = set(own)
    return [product for product in popular if product in those][:MOST]


def _unknown_of(popular: Places, own: Sequence[int]) -> list[int]:
    those = set(own)
    return [product for product in popular[: MOST + len(those)] if product not in those][:MOST]


def ndcg(lists: Sequence[Sequence[int]], bought: Sequence[set[int]]) -> float:
    """In: by member a list, best first, and what they bought. Out: the mean normalised discounted cumulative gain of
    the first ten, of members who bought something. Source: Järvelin, Kekäläinen, ACM TOIS 20 (2002)."""
    discounts = [1 / np.log2(place + 2) for place in range(MOST)]
    gains = []
    for found, wanted in zip(lists, bought, strict=True):
        if wanted:
            gain = sum(each for each, product in zip(discounts, found, strict=False) if product in wanted)
            gains.append(gain / sum(discounts[: len(wanted)]))
    return float(np.mean(gains)) if gains else 0.0


def hit_rate(lists: Sequence[Sequence[int]], bought: Sequence[set[int]]) -> float:
    """In: by member a list and what they bought. Out: the share, of who bought something, with one of the first ten."""
    hits = [bool(wanted & set(found[:MOST])) for found, wanted in zip(lists, bought, strict=True) if wanted]
    return float(np.mean(hits)) if hits else 0.0
