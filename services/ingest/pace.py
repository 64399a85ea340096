"""One polite pace per registered host across all workers and machines: a single atomic Lua script in Redis.

The pace is a generic cell rate algorithm with a burst of one: `tat` is when the next request is due. In the same script live
"closed until" (what Retry-After asked for), a circuit breaker over consecutive failures, and the share of workers that one
host may hold at a time. Time is the Redis server's, so that machines need not agree on theirs. A wiped Redis forgets all of it
and starts afresh; nothing here is the only copy of anything that matters.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redis import Redis

_KEEP_SECONDS = 6 * 3600

# Times are whole microseconds: below 2^53, so exact in Lua's doubles. KEYS: state (hash), leases (sorted set).
_SCRIPT = """
local state, leases, verb = KEYS[1], KEYS[2], ARGV[1]
local clock = redis.call('TIME')
local now = tonumber(ARGV[2])
if now < 0 then now = clock[1] * 1000000 + clock[2] end
local function number(field) return tonumber(redis.call('HGET', state, field) or 0) end
local function write(field, value) redis.call('HSET', state, field, string.format('%.0f', value)) end
local function keep(until_) redis.call('PEXPIRE', state, math.ceil((math.max(until_ - now, 0) + tonumber(ARGV[3])) / 1000)) end

if verb == 'reserve' then
  local interval, patience = tonumber(ARGV[4]), tonumber(ARGV[5])
  local share, lease, token = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
  local threshold, probe = tonumber(ARGV[9]), tonumber(ARGV[10])
  local closed, open = number('closed'), number('open')
  if closed > now then return {0, closed - now, 'closed'} end
  if open > now then return {0, open - now, 'circuit'} end
  redis.call('ZREMRANGEBYSCORE', leases, '-inf', string.format('%.0f', now))
  if redis.call('ZCARD', leases) >= share then
    local first = redis.call('ZRANGE', leases, 0, 0, 'WITHSCORES')
    return {0, math.min(tonumber(first[2]) - now, math.max(interval, 250000)), 'share'}
  end
  local at = math.max(number('tat'), now)
  if at - now > patience then return {0, at - now - patience, 'pace'} end
  write('tat', at + interval)
  if number('failures') >= threshold then write('open', now + probe) end
  redis.call('ZADD', leases, string.format('%.0f', at + lease), token)
  redis.call('PEXPIRE', leases, math.ceil((at - now + lease) / 1000))
  keep(at + interval)
  return {1, at - now, 'granted'}
end

if ARGV[4] ~= '' then redis.call('ZREM', leases, ARGV[4]) end
if verb == 'success' then
  redis.call('HDEL', state, 'failures', 'open')
elseif verb == 'failure' then
  local threshold, base, cap = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
  local failures = redis.call('HINCRBY', state, 'failures', 1)
  if failures >= threshold then write('open', now + math.min(cap, base * 2 ^ math.min(failures - threshold, 30))) end
  keep(number('open'))
  return {failures, math.max(number('open') - now, 0), 'failure'}
elseif verb == 'penalise' then
  local until_ = math.max(number('closed'), now + tonumber(ARGV[5]))
  write('closed', until_)
  keep(until_)
  return {0, until_ - now, 'closed'}
end
return {0, 0, verb}
"""


class Refusal(StrEnum):
    """Why a host cannot be asked now."""

    PACE = "pace"  # others were just there, or stand in line
    CLOSED = "closed"  # the server asked to be left alone (Retry-After)
    CIRCUIT = "circuit"  # it failed several times in a row
    SHARE = "share"  # enough workers are busy with it


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the line of a host. Granted: wait `seconds`, then go, and give `token` back with the result.

    Refused (`reason` says why): ask again in `seconds`.
    """

    granted: bool
    seconds: float
    token: str = ""
    reason: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Breaker:
    """After `failures` in a row a host rests `rest_seconds`, doubled with each further one up to `longest_seconds`.

    After the rest one request at a time probes it; the others wait `probe_seconds` for the answer.
    """

    failures: int = 5
    rest_seconds: float = 60.0
    longest_seconds: float = 3600.0
    probe_seconds: float = 45.0


class Pace:
    """The paces of all hosts in one Redis. Thread-safe as far as `redis` is; raises redis.RedisError where Redis is away."""

    def __init__(
        self,
        redis: Redis,
        *,
        prefix: str = "claimwire:",
        breaker: Breaker = Breaker(),
        share: int = 4,
        lease_seconds: float = 20.0,
        longest_penalty_seconds: float = 86_400.0,
    ) -> None:
        self._script: Callable[..., Any] = redis.register_script(_SCRIPT)
        self._prefix = prefix
        self._breaker = breaker
        self._share = share
        self._lease = lease_seconds
        self._longest_penalty = longest_penalty_seconds

    def reserve(self, host: str, interval_seconds: float, *, patience_seconds: float = 0.0, now: float | None = None) -> Slot:
        """Asks for the next place in `host`'s line; places stand `interval_seconds` apart.

        A place at most `patience_seconds` ahead is taken (the caller sleeps until then), a later one is refused. `now` (Unix
        time) replaces the server's clock in tests and simulations.
        """
        token = uuid.uuid4().hex
        breaker = self._breaker
        times = (_micro(interval_seconds), _micro(patience_seconds), self._share, _micro(self._lease))
        granted, wait, word = self._run("reserve", host, now, *times, token, breaker.failures, _micro(breaker.probe_seconds))
        if granted:
            return Slot(granted=True, seconds=wait / 1e6, token=token)
        return Slot(granted=False, seconds=wait / 1e6, reason=Refusal(_text(word)))

    def success(self, host: str, token: str = "", *, now: float | None = None) -> None:
        """The host answered (a 404 too): closes the circuit and gives the place back."""
        self._run("success", host, now, token)

    def failure(self, host: str, token: str = "", *, now: float | None = None) -> float:
        """The host failed (5xx, time-out, no connection). Returns the seconds for which it now rests, 0 below the threshold."""
        breaker = self._breaker
        limits = (breaker.failures, _micro(breaker.rest_seconds), _micro(breaker.longest_seconds))
        _, rest, _ = self._run("failure", host, now, token, *limits)
        return float(rest / 1e6)

    def penalise(self, host: str, seconds: float, token: str = "", *, now: float | None = None) -> float:
        """Closes the host to all workers for `seconds` (Retry-After, capped at a day), never for less than already said.

        Returns the seconds for which it is closed.
        """
        asked = min(max(seconds, 0.0), self._longest_penalty)
        _, rest, _ = self._run("penalise", host, now, token, _micro(asked))
        return float(rest / 1e6)

    def release(self, host: str, token: str, *, now: float | None = None) -> None:
        """Gives a place back without a verdict on the host (the work was cancelled, robots refused the page)."""
        self._run("release", host, now, token)

    def _run(self, verb: str, host: str, now: float | None, *arguments: object) -> tuple[int, int, bytes | str]:
        slot = f"{self._prefix}pace:{{{host}}}"  # the braces keep both keys in one slot of a Redis cluster
        moment = -1 if now is None else _micro(now)
        reply = self._script(keys=[slot, f"{slot}:leases"], args=[verb, moment, _micro(_KEEP_SECONDS), *arguments])
        return reply[0], reply[1], reply[2]


def _micro(seconds: float) -> int:
    return math.ceil(seconds * 1e6)


def _text(word: bytes | str) -> str:
    return word.decode() if isinstance(word, bytes) else word
