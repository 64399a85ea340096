"""Schemathesis over the whole OpenAPI document: no 5xx, nothing that the document does not say, also with hostile input."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import Engine

from services.ingest.settings import IngestSettings
from services.serve.composition import compose
from services.store import keys
from shared.web.holders import Scope
from shared.web.settings import WebSettings
from tests.integration.serve.installation import fill_ledger, tables
from tests.integration.store.api import fill

EXAMPLES = int(os.environ.get("CLAIMWIRE_SCHEMATHESIS_EXAMPLES", "12"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = tables(f"sqlite:///{tmp_path_factory.mktemp('openapi')}/all.db")
    fill(made)
    fill_ledger(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def described(engine: Engine) -> schemathesis.BaseSchema:
    app = compose(engine, WebSettings(api_per_minute=1_000_000), open_to_all=False, ledger=(engine, IngestSettings()))
    document = schemathesis.openapi.from_dict(app.openapi(), config=SchemathesisConfig())
    document.app = app
    return document


@pytest.mark.threat("sql-injection")
@pytest.mark.timeout(900)  # forty operations, each in several modes: long where the machine is busy
def test_every_operation_does_what_the_document_says(described: schemathesis.BaseSchema, engine: Engine) -> None:
    """By hypothesis itself: the plugin for pytest knows an older pytest."""
    key = keys.create(engine, "tests", Scope.ADMIN, datetime.now(UTC))
    names = []
    for found in described.get_all_operations():
        operation = found.ok()
        names.append(operation.label)
        for mode in GenerationMode:
            _try(operation.as_strategy(generation_mode=mode), {"Authorization": f"Bearer {key}"})
    assert len(names) >= 28 and {"POST /api/v1/subscriptions", "POST /api/v1/quarantine/replay"} <= set(names)


def _try(cases: SearchStrategy[schemathesis.Case], headers: dict[str, str]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(cases)
    def validated(case: schemathesis.Case) -> None:
        # That a cursor is ours, or a search has a word, no schema can say: those are refused with 422, as documented.
        case.call_and_validate(base_url="http://127.0.0.1:8000", headers=headers, excluded_checks=[positive_data_acceptance])

    with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
        validated()
