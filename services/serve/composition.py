"""Which parts there are, and the application that they make."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import Engine

from services.ingest.api import app as ingest
from services.ingest.settings import IngestSettings
from services.serve import checks
from services.store.api import app as store_api
from services.store.keyring import Keyring
from services.store.settings import StoreSettings
from shared.web.application import create
from shared.web.settings import WebSettings


def compose(
    store: Engine,
    settings: WebSettings,
    *,
    open_to_all: bool,
    ledger: tuple[Engine, IngestSettings] | None = None,
) -> FastAPI:
    """The application over a store, and over a ledger where there is one. `open_to_all`: no key is needed; only for an address
    that nobody else can reach."""
    watching, checking = ([ingest.part(*ledger)], [checks.PART]) if ledger else ([], [])
    parts = [*watching, store_api.part(store), *checking]  # in the order of the desk
    return create(parts, Keyring(store), settings, open_to_all=open_to_all)


def has_ledger(store: StoreSettings, ingest: IngestSettings) -> bool:
    """Whether the ledger is to be served too: named by a setting, or, like the store, where `claimwire run` keeps it."""
    return "ingest_database_url" in ingest.model_fields_set or "store_database_url" not in store.model_fields_set
