"""Keys to the API: made once, shown once, kept as digests.

A key is `cw_<id>_<secret>`; the secret has 256 random bits, so that its SHA-256 tells nothing and needs no salt or stretching.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, or_, select, update

from services.store.models import ApiKey
from shared.database import reading, transaction
from shared.web.holders import Holder, Scope

_KEY = re.compile(r"cw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


def create(engine: Engine, name: str, scope: Scope, now: datetime, expires: datetime | None = None) -> str:
    """Make a key and return it: nobody can read it again."""
    id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    row = {"id": id, "name": name, "scope": scope.value, "digest": _digest(secret), "created": now, "expires": expires}
    with transaction(engine) as connection:
        connection.execute(insert(ApiKey).values(**row))
    return f"cw_{id}_{secret}"


def holder(engine: Engine, key: str, now: datetime) -> Holder | None:
    """Who holds this key, or null for one that is unknown, wrong, revoked or expired."""
    parts = _KEY.fullmatch(key)
    with reading(engine) as connection:
        row = connection.execute(select(ApiKey).where(ApiKey.id == (parts[1] if parts else ""))).first()
    # Compared also where there is no such key, so that the time tells nothing about ids.
    right = hmac.compare_digest(_digest(parts[2] if parts else ""), row.digest if row else "0" * 64)
    if not (row and right and row.revoked is None and (row.expires is None or row.expires > now)):
        return None
    return Holder(row.id, Scope(row.scope))


def any_valid(engine: Engine, now: datetime) -> bool:
    """Whether there is a key that opens the API."""
    valid = select(ApiKey.id).where(ApiKey.revoked.is_(None), or_(ApiKey.expires.is_(None), ApiKey.expires > now))
    with reading(engine) as connection:
        return connection.execute(valid.limit(1)).first() is not None


def all_keys(engine: Engine) -> Iterator[dict[str, Any]]:
    """All keys, without what would open anything."""
    shown = (ApiKey.id, ApiKey.name, ApiKey.scope, ApiKey.created, ApiKey.expires, ApiKey.revoked)
    with reading(engine) as connection:
        for row in connection.execute(select(*shown).order_by(ApiKey.created)):
            yield dict(row._mapping)


def revoke(engine: Engine, id: str, now: datetime) -> bool:
    """Close a key for ever; whether there was an open one of this id."""
    with transaction(engine) as connection:
        closed = update(ApiKey).where(ApiKey.id == id, ApiKey.revoked.is_(None)).values(revoked=now)
        return connection.execute(closed).rowcount == 1


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
