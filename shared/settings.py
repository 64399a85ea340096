"""Settings: environment, `.env`, and `*_FILE` secrets. A wrong one stops the start with one line that says how to mend it."""

from __future__ import annotations

import os
import sys
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic.functional_validators import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from shared.characters import printable

PREFIX = "CLAIMWIRE_"
S = TypeVar("S", bound="Settings")


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_split)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Written with commas between them."""


class _SecretFiles(PydanticBaseSettingsSource):
    """`CLAIMWIRE_X_FILE=/run/secrets/x` gives setting x the content of that file, as Docker and Kubernetes mount secrets."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = f"{PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(name)
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text().strip(), field_name, self.field_is_complex(field)
        except OSError as error:
            raise SettingsError(f"{name}: cannot read {path}: {error.strerror}") from error

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class SettingsError(Exception):
    """A setting that is missing or wrong; the message names it and says how to mend it."""


class Settings(BaseSettings):
    """What every service shares."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        pattern=r"^(rediss?|unix|sentinel)://",
        description="Redis or Valkey: broker and pace of fetching. sentinel://a:26379;sentinel://b:26379 asks Sentinels.",
    )
    sentinel_master: str = Field("mymaster", min_length=1, description="The name under which Sentinels know the master.")
    sentinel_password: SecretStr | None = Field(None, description="Password of the Sentinels themselves.")
    broker_url: str | None = Field(
        None,
        pattern=r"^(rediss?|sentinel|amqps?)://",
        description="What carries messages where it is not the Redis above: amqp://user:password@host/ (RabbitMQ).",
    )
    blob_url: str = Field("var/blobs", description="Where raw pages are kept: a folder or an fsspec URL, s3://bucket/path.")
    log_format: str = Field(
        "auto", pattern="^(auto|json|console)$", description="json, console, or auto (console on a terminal)."
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")
    max_attempts: int = Field(3, ge=1, le=20, description="Tries of one step before an entry is quarantined.")

    @property
    def messages_url(self) -> str:
        """What carries the messages."""
        return self.broker_url or self.redis_url

    @property
    def rabbitmq(self) -> bool:
        """Whether RabbitMQ carries the messages."""
        return self.messages_url.startswith("amqp")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _SecretFiles(settings_cls), env_settings, dotenv_settings


def load(cls: type[S]) -> S:
    """The settings of a service, from the environment.

    Raises SettingsError with one line for all that is wrong.
    """
    try:
        return cls()
    except ValidationError as error:
        wrong = "; ".join(f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']} (got {e['input']!r})" for e in error.errors())
        raise SettingsError(f"{wrong}. See docs/settings.md.") from error


def load_or_exit(cls: type[S]) -> S:
    """Like `load`, for the start of a process: a wrong setting ends it with status 2 and one line on stderr."""
    try:
        return load(cls)
    except SettingsError as error:
        stop(f"claimwire: {error}")


def stop(line: str, status: int = 2) -> NoReturn:
    """End the process with one line on stderr."""
    sys.stderr.write(printable(line) + "\n")
    raise SystemExit(status)
