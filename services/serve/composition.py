"""Which parts there are, and the application that they make."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import Engine

from services.store.api import app as store_api
from services.store.keyring import Keyring
from shared.web.application import create
from shared.web.settings import WebSettings


def compose(store: Engine, settings: WebSettings, *, open_to_all: bool) -> FastAPI:
    """The application over a store. `open_to_all`: no key is needed; only for an address that nobody else can reach."""
    return create([store_api.part(store)], Keyring(store), settings, open_to_all=open_to_all)
