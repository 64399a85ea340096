"""The extract worker: `celery -A services.extract.app worker -Q extract.read`."""

from __future__ import annotations

from services.extract.settings import ExtractSettings
from services.extract.tasks import register
from services.extract.warming import warm_up
from shared import health, logs
from shared.blobs import Blobs
from shared.bus import Bus, create_app
from shared.settings import load_or_exit

settings = load_or_exit(ExtractSettings)
logs.configure(settings, "extract")
health.beat_for("extract", settings)
app = create_app("extract", settings)
register(Bus(app, settings), Blobs(settings.blob_url), settings)
warm_up()
