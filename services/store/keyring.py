"""Who asks over HTTP: holders by key, and by the sessions that keys began. Of a session too only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Engine, delete, insert, or_, select

from services.store import keys
from services.store.models import ApiKey, Session
from shared.database import reading, transaction
from shared.web.holders import Holder, Scope


class Keyring:
    """The store's keys and sessions (`shared.web.holders.Keys`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def holder(self, key: str, now: datetime) -> Holder | None:
        """Who holds this key, or null."""
        return keys.holder(self._engine, key, now)

    def begin_session(self, holder: Holder, now: datetime, until: datetime) -> str:
        """A new session's secret. Those that have run out are tidied away."""
        secret = secrets.token_urlsafe(32)
        row = {"digest": _digest(secret), "key_id": holder.id, "created": now, "expires": until}
        with transaction(self._engine) as connection:
            connection.execute(delete(Session).where(Session.expires <= now))
            connection.execute(insert(Session).values(**row))
        return secret

    def session(self, secret: str, now: datetime) -> Holder | None:
        """Whose session this is, or null where it or its key has ended. Found by digest: its time tells nothing of secrets."""
        open_key = (ApiKey.revoked.is_(None), or_(ApiKey.expires.is_(None), ApiKey.expires > now))
        mine = select(ApiKey.id, ApiKey.scope).join(Session, Session.key_id == ApiKey.id)
        with reading(self._engine) as connection:
            statement = mine.where(Session.digest == _digest(secret), Session.expires > now, *open_key)
            row = connection.execute(statement).first()
        return Holder(row.id, Scope(row.scope)) if row else None

    def end_session(self, secret: str) -> None:
        """End a session."""
        with transaction(self._engine) as connection:
            connection.execute(delete(Session).where(Session.digest == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
