"""The ingest worker: `celery -A services.ingest.app worker -P threads`."""

from __future__ import annotations

from services.ingest.http import Fetcher
from services.ingest.pace import Pace
from services.ingest.polite import PoliteFetcher
from services.ingest.polling import Poller
from services.ingest.responses import Accept, Limits
from services.ingest.robots import ROBOTS_AGENT, ROBOTS_LIMITS, RobotsCache
from services.ingest.settings import IngestSettings
from services.ingest.tasks import register
from services.ingest.visiting import Visitor
from shared import database, health, logs
from shared.blobs import Blobs
from shared.brokers import redis_client
from shared.bus import Bus, create_app
from shared.settings import load_or_exit

settings = load_or_exit(IngestSettings)
logs.configure(settings, "ingest")
app = create_app("ingest", settings)
health.beat_for("ingest", settings)
_redis = redis_client(settings)
_limits = Limits(total_seconds=settings.fetch_seconds, body_bytes=settings.fetch_max_bytes)
_fetcher = Fetcher(settings.user_agent, limits=_limits, allow=settings.fetch_allow, per_host=settings.host_in_flight)
_asker = Fetcher(settings.user_agent, allow=settings.fetch_allow)  # robots.txt may be needed in the middle of a fetch
_robots = RobotsCache(_redis, lambda url: _asker.fetch(url, accept=Accept.TEXT, limits=ROBOTS_LIMITS), ROBOTS_AGENT)
_pace = Pace(_redis, share=settings.host_in_flight)
_polite = PoliteFetcher(_fetcher, _pace, _robots, settings.host_interval_seconds, settings.retry_base_seconds)
_visitor = Visitor(_polite, Blobs(settings.blob_url), settings)
register(Bus(app, settings), database.connect(settings.ingest_database_url), _visitor, Poller(_polite), settings)
