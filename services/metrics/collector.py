"""All parts together, as Prometheus' client asks for them: what one part cannot tell costs nothing of the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from threading import Lock

import redis
import structlog
from kombu.exceptions import OperationalError
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from shared.errors import UnavailableError

log = structlog.get_logger()
AWAY = (UnavailableError, SQLAlchemyError, redis.RedisError, OperationalError, OSError)


@dataclass
class Part:
    """Something that tells metrics. It is asked again only when `rest` times as long as the last answer took has passed (and at
    least `fresh_seconds`): so what is dear is asked rarely, and a larger database slows nothing down."""

    name: str
    ask: Callable[[], Iterator[Metric]]
    rest: float = 0.0
    fresh_seconds: float = 0.0
    up: bool = False
    took: float = 0.0
    _told: list[Metric] = field(default_factory=list)
    _again: float = 0.0

    def tell(self) -> list[Metric]:
        """What it knows; nothing where its server is away."""
        begun = time.monotonic()
        if self.up and begun < self._again:
            return self._told
        try:
            self._told, self.up = list(self.ask()), True
        except AWAY as error:
            log.warning("metrics.away", part=self.name, error=str(error)[:300])
            self._told, self.up = [], False
        self.took = time.monotonic() - begun
        self._again = begun + max(self.fresh_seconds, self.rest * self.took)
        return self._told


class Parts(Collector):
    """The collector of one endpoint. One scrape at a time: a second one waits and finds what is fresh."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._lock = Lock()

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            told = [metric for part in self._parts for metric in part.tell()]
            up = GaugeMetricFamily("claimwire_up", "Whether a part could be asked.", labels=("part",))
            took = GaugeMetricFamily("claimwire_scrape_seconds", "Time that asking a part took.", labels=("part",))
            for part in self._parts:
                up.add_metric((part.name,), float(part.up))
                took.add_metric((part.name,), part.took)
        yield InfoMetricFamily("claimwire_build", "What runs here.", value={"version": version("claimwire")})
        yield from (up, took, *told)

    def ready(self) -> list[str]:
        """The parts that cannot be asked now."""
        with self._lock:
            for part in self._parts:
                part.tell()
            return [part.name for part in self._parts if not part.up]
