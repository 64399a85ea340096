"""What Prometheus and Grafana are given: rules that parse, and no metric that does not exist."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest

from services.doctor.alerts import rules
from services.ingest import schema as ingest_schema
from services.ingest.settings import IngestSettings
from services.metrics.serving import parts
from services.store import schema as store_schema
from services.store.settings import StoreSettings
from shared import metrics

ROOT = Path(__file__).parents[3]
MONITORING = ROOT / "monitoring"
DASHBOARD = json.loads((MONITORING / "grafana" / "claimwire.json").read_text("utf-8"))
EXPRESSIONS = {
    **{rule["alert"]: rule["expr"] for rule in rules()["groups"][0]["rules"]},  # type: ignore[index]
    **{f"{panel['title']} {t['refId']}": t["expr"] for panel in DASHBOARD["panels"] for t in panel["targets"]},
}


def selectors(node: Any) -> Iterator[tuple[str, set[str]]]:
    """The metrics that an expression names, each with the labels that it asks for."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node.name, {matcher.name for matcher in node.matchers.matchers}
    for name in ("expr", "lhs", "rhs", "vector_selector", "param"):
        if (below := getattr(node, name, None)) is not None:
            yield from selectors(below)
    for below in getattr(node, "args", None) or ():
        yield from selectors(below)


@pytest.fixture(scope="module")
def exposed(broker_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every sample name of a real exposition with its labels, all that workers count included."""
    import redis

    folder = tmp_path_factory.mktemp("monitoring")
    urls = f"sqlite:///{folder}/ingest.db", f"sqlite:///{folder}/store.db"
    ingest_schema.upgrade(urls[0])
    store_schema.upgrade(urls[1])
    for counter in metrics.COUNTERS:
        metrics.count(counter, *("x" for _ in counter.labels))
    for histogram in metrics.HISTOGRAMS:
        metrics.observe(histogram, 0.1, *("x" for _ in histogram.labels))
    with redis.Redis.from_url(broker_url) as client:
        metrics.write(client)
    registry = CollectorRegistry(auto_describe=False)
    settings = IngestSettings(redis_url=broker_url, ingest_database_url=urls[0]), StoreSettings(store_database_url=urls[1])
    with parts(*settings) as collector:
        registry.register(collector)
        text = generate_latest(registry).decode()
    # Families that have no sample yet are known by their declaration.
    names: dict[str, set[str]] = {"up": {"job", "instance"}}
    for name in re.findall(r"^# TYPE (\S+)", text, re.M):
        names.setdefault(name, set())
    for name, labels in re.findall(r"^([a-z_]+)(?:\{(.*)\})? ", text, re.M):
        names.setdefault(name, set()).update(re.findall(r"(\w+)=", labels))
    names["claimwire_entries"] |= {"source", "outcome"}
    names["claimwire_quarantine"] |= {"reason"}
    return names


@pytest.mark.parametrize("title", sorted(EXPRESSIONS))
def test_every_expression_asks_for_metrics_that_exist(title: str, exposed: dict[str, set[str]]) -> None:
    found = list(selectors(promql_parser.parse(EXPRESSIONS[title])))
    assert found
    for name, labels in found:
        assert name in exposed
        assert labels <= exposed[name], name


def test_a_metric_that_does_not_exist_is_noticed(exposed: dict[str, set[str]]) -> None:
    expression = 'histogram_quantile(0.9, sum by (le) (rate(claimwire_gone_bucket{kind="x"}[5m]))) > 2 and on () vector(1)'
    ((name, labels),) = selectors(promql_parser.parse(expression))
    assert (name, labels) == ("claimwire_gone_bucket", {"kind"}) and name not in exposed


def test_the_rules_file_is_written_from_doctors_limits() -> None:
    assert yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8")) == rules()


def test_panels_fill_the_board_without_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool")
def test_prometheus_own_tool_takes_configuration_and_rules() -> None:
    command = ["promtool", "check", "config", "prometheus.yml"]
    done = subprocess.run(command, cwd=MONITORING, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rules found" in done.stdout


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool")
def test_alerts_fire_beyond_the_limits_and_not_before(tmp_path: Path) -> None:
    """Prometheus evaluates the rules on series of ours: at the limit nothing, beyond it the alert."""
    quiet = {"claimwire_queue_depth{queue='store.save'}": 1000, "claimwire_workers{service='store'}": 1}
    loud = {"claimwire_queue_depth{queue='store.save'}": 1001, "claimwire_workers{service='store'}": 0}

    def case(series: dict[str, int], names: list[str]) -> dict[str, Any]:
        fires = {"ClaimwireQueueLong": "queue", "ClaimwireNoWorkers": "service"}
        told = {
            "ClaimwireQueueLong": ("warning", {"queue": "store.save"}, "1001 messages wait in store.save."),
            "ClaimwireNoWorkers": ("critical", {"service": "store"}, "No store worker is alive."),
        }
        advice = {rule["alert"]: rule["annotations"]["description"] for rule in rules()["groups"][0]["rules"]}  # type: ignore[index]
        return {
            "interval": "1m",
            "input_series": [{"series": name, "values": f"{value}x10"} for name, value in series.items()],
            "alert_rule_test": [
                {
                    "eval_time": "8m",
                    "alertname": name,
                    "exp_alerts": [
                        {
                            "exp_labels": {"severity": told[name][0], **told[name][1]},
                            "exp_annotations": {"summary": told[name][2], "description": advice[name]},
                        }
                    ]
                    if name in names
                    else [],
                }
                for name in fires
            ],
        }

    tests = {
        "rule_files": [str(MONITORING / "alerts.yml")],
        "tests": [case(quiet, []), case(loud, ["ClaimwireQueueLong", "ClaimwireNoWorkers"])],
    }
    (tmp_path / "tests.yml").write_text(yaml.safe_dump(tests))
    done = subprocess.run(["promtool", "test", "rules", "tests.yml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
