"""Configuration from environment variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class ConfigError(ValueError):
    """An environment variable holds a value the service cannot run with."""


@dataclass(frozen=True)
class Config:
    """Settings of one process.

    `database`: ORDERS_DB, path of the SQLite file, created when absent.
    `port`: PORT, TCP port on 127.0.0.1; 0 lets the system choose one.
    """

    database: Path = Path("orders.db")
    port: int = 8000


def load_config(env: Mapping[str, str]) -> Config:
    """Read the settings; an unset or empty variable keeps its default."""
    port = env.get("PORT") or str(Config.port)
    if not port.isascii() or not port.isdecimal() or int(port) > 65535:
        raise ConfigError(f"PORT: found {port!r}, expected an integer from 0 to 65535")
    return Config(
        database=Path(env.get("ORDERS_DB") or Config.database), port=int(port)
    )
