"""Figures for Prometheus: requests as they were answered here, and the state of the installation when asked."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

Figure = tuple[str, str, Sequence[tuple[dict[str, str], float]]]
"""Name, what it means, and (labels, value) for each row."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves its types out
registry = CollectorRegistry()
_requests = Counter(
    "vafa_requests", "Requests answered by this server.", ("route", "status"), registry=registry
)  # fmt: skip
_seconds = Histogram(
    "vafa_request_seconds", "Time to answer, waiting included.", ("route",), buckets=BUCKETS, registry=registry
)


def observe(route: str, status: int, seconds: float) -> None:
    _requests.labels(route, f"{status // 100}xx").inc()
    _seconds.labels(route).observe(seconds)


class _Now(Collector):
    def __init__(self, figures: Sequence[Callable[[], Iterator[Figure]]]) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        for read in self.figures:
            for name, meaning, rows in read():
                family = GaugeMetricFamily(name, meaning, labels=sorted(rows[0][0]) if rows else ())
                for labels, value in rows:
                    family.add_metric([labels[key] for key in sorted(labels)], value)
                yield family


def text(figures: Sequence[Callable[[], Iterator[Figure]]]) -> bytes:
    """In: readers of the state. Out: everything in Prometheus' text form."""
    now = CollectorRegistry()
    now.register(_Now(figures))
    return generate_latest(_of_all()) + generate_latest(now)


def _of_all() -> CollectorRegistry:
    """Where several processes answer, what all of them counted."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return registry
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # as above
    return together
