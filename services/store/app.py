"""The store worker: `celery -A services.store.app worker -Q store.save`."""

from __future__ import annotations

from services.store.settings import StoreSettings
from services.store.subscriptions.sending import Sender
from services.store.tasks import register, register_followers
from shared import database, health, logs
from shared.blobs import Blobs
from shared.bus import Bus, create_app
from shared.settings import load_or_exit

settings = load_or_exit(StoreSettings)
logs.configure(settings, "store")
health.beat_for("store", settings)
app = create_app("store", settings)
bus, engine = Bus(app, settings), database.connect(settings.store_database_url)
register(bus, Blobs(settings.blob_url), engine, settings)
register_followers(bus, engine, Sender(settings.webhook_seconds, settings.webhook_allow))
