"""The store worker: `celery -A services.store.app worker -Q store.save`."""

from __future__ import annotations

from services.store.settings import StoreSettings
from services.store.tasks import register
from shared import database, health, logs
from shared.blobs import Blobs
from shared.bus import Bus, create_app
from shared.settings import load_or_exit

settings = load_or_exit(StoreSettings)
logs.configure(settings, "store")
health.beat_for("store", settings)
app = create_app("store", settings)
register(Bus(app, settings), Blobs(settings.blob_url), database.connect(settings.store_database_url))
