"""Prometheus' families of samples, made of plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from shared import metrics

Labels = tuple[str, ...]


def seconds_since(moment: datetime | None, now: datetime) -> float:
    """For how long something has waited: 0 where nothing has."""
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0


def gauge(name: str, help: str, value: float) -> Metric:
    """One value."""
    return GaugeMetricFamily(name, help, value=value)


def gauges(name: str, help: str, labels: Labels, values: Iterable[tuple[Labels, float]]) -> Metric:
    """A value for each of several label values."""
    family = GaugeMetricFamily(name, help, labels=labels)
    for words, value in values:
        family.add_metric(words, value)
    return family


def sums(found: metrics.Sums) -> Iterator[Metric]:
    """What the workers have counted. A counter without labels is there from the start, the others once they count."""
    for counter in metrics.COUNTERS:
        family = CounterMetricFamily(counter.name, counter.help, labels=counter.labels)
        for labels, amount in (found.counts[counter.name] or ({(): 0} if not counter.labels else {})).items():
            family.add_metric(labels, amount)
        yield family
    for histogram in metrics.HISTOGRAMS:
        times = HistogramMetricFamily(histogram.name, histogram.help, labels=histogram.labels)
        for labels, (counts, seconds) in found.times[histogram.name].items():
            times.add_metric(labels, _cumulative(histogram.buckets, counts), seconds)
        yield times


def _cumulative(bounds: tuple[float, ...], counts: list[int]) -> list[tuple[str, float]]:
    """Prometheus' buckets count everything up to their bound."""
    so_far, buckets = 0, []
    for bound, count in zip((*map(str, bounds), "+Inf"), counts, strict=True):
        so_far += count
        buckets.append((bound, float(so_far)))
    return buckets
