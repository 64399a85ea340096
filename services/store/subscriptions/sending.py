"""One signed POST (Standard Webhooks) to an address that may be reached, without redirects, within a few seconds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks import Webhook

from shared.characters import storable
from shared.net.addresses import Network
from shared.net.transport import (
    FAILURES,
    Budget,
    Dialer,
    PinningAdapter,
    Resolver,
    pinned_session,
    spending,
    system_resolver,
    tls_context,
)

_WIRE_BYTES = 200_000  # of the answer only the status matters


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent where: `id` stays the same over all tries, so that a receiver knows a repetition."""

    url: str
    secret: str
    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: the status, or why there was none."""

    status: int | None
    error: str | None
    seconds: float

    @property
    def taken(self) -> bool:
        """Whether the receiver took the letter."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver wants no more letters (Standard Webhooks: 410)."""
        return self.status == 410


class Sender:
    """Sends letters. `allow` opens private networks that are otherwise refused."""

    def __init__(
        self,
        seconds: float,
        allow: Sequence[Network] = (),
        resolver: Resolver = system_resolver,
        ca_bundle: str | None = None,
    ) -> None:
        self._seconds = seconds
        self._adapter = PinningAdapter(Dialer(allow, resolver, min(seconds, 5.0)), tls_context(ca_bundle))

    def send(self, letter: Letter, now: datetime) -> Answer:
        """Send one letter; never raises for what the receiver or the network does."""
        began = time.monotonic()
        try:
            with spending(Budget(self._seconds, _WIRE_BYTES)):
                status, error = self._post(letter, now), None
        except FAILURES as failed:
            status, error = None, storable(f"{type(failed).__name__}: {failed}")[:500]
        return Answer(status, error, time.monotonic() - began)

    def _post(self, letter: Letter, now: datetime) -> int:
        with pinned_session(self._adapter).post(
            letter.url,
            data=letter.body.encode(),
            headers=_headers(letter, now),
            allow_redirects=False,
            stream=True,
            timeout=self._seconds,
        ) as response:
            return response.status_code


def _headers(letter: Letter, now: datetime) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Claimwire-Webhooks/1",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "webhook-id": letter.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(letter.secret).sign(letter.id, now, letter.body),
    }
