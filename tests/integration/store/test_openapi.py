"""Schemathesis over the whole OpenAPI document: no 5xx, nothing that the document does not say, also with hostile input."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from sqlalchemy import Engine

from services.store import schema as store_schema
from services.store.api.app import create
from services.store.settings import StoreSettings
from shared.database import connect
from tests.integration.store.api import fill

EXAMPLES = int(os.environ.get("CLAIMWIRE_SCHEMATHESIS_EXAMPLES", "12"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path_factory.mktemp('openapi')}/store.db"
    store_schema.upgrade(url)
    made = connect(url)
    fill(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def described(engine: Engine) -> schemathesis.BaseSchema:
    app = create(engine, StoreSettings(api_per_minute=1_000_000), open_to_all=True)
    document = schemathesis.openapi.from_dict(app.openapi(), config=SchemathesisConfig())
    document.app = app  # not loaded over HTTP: that would ask as "testserver", which an open API turns away
    return document


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_every_operation_does_what_the_document_says(case: schemathesis.Case) -> None:
    case.call_and_validate(base_url="http://127.0.0.1:8000")
