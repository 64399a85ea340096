"""A bus for tests of handlers: it keeps what they publish, and runs them by the event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.messages import Message


class KeptBus:
    """Takes the place of `shared.bus.Bus` where a handler is called directly. `published` is in order."""

    stopping = False

    def __init__(self) -> None:
        self.handlers: dict[type[Message], Callable[[Any], None]] = {}
        self.published: list[Message] = []

    def handles(self, event: type[Message], **_: Any) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
        def register(handler: Callable[[Any], None]) -> Callable[[Any], None]:
            self.handlers[event] = handler
            return handler

        return register

    def publish(self, event: Message, **_: Any) -> None:
        self.published.append(event)

    def run(self, event: Message) -> None:
        self.handlers[type(event)](event)
