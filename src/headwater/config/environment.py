"""Settings by environment, read and checked once.

Nothing here imports Django, so that the command line can make a data folder and its key before the
settings are loaded.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

POSTGRESQL = "-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
"""How its connections plan: see `headwater.engines.postgresql`. Compiling a plan takes longer than any statement of
ours takes to run (measured 5 to 20 times)."""
SECRET_KEY_FILE = "secret_key"  # noqa: S105 - the name of a file


class SettingError(ValueError):
    """A setting by environment that cannot be used; the text names the variable and says why.

    `template` is an English sentence and `params` fills it.
    """

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template.format(**params))
        self.template = template
        self.params = params


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment asks for, with defaults filled in."""

    home: Path
    """Absolute path of the data folder; it need not exist yet."""
    database_url: str
    secret_key: str
    """Empty where neither the environment nor the data folder has one."""
    base_url: str
    """Scheme and authority that people and codes use to reach this server, without a closing slash."""
    port: int

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Environment:
        """Read HEADWATER_HOME, DATABASE_URL, HEADWATER_SECRET_KEY, HEADWATER_BASE_URL and HEADWATER_PORT.

        Raises:
            SettingError: a port that is no port, or a base address that is no http(s) origin.
        """
        home = Path(variables.get("HEADWATER_HOME") or "var").absolute()
        port = _port(variables.get("HEADWATER_PORT") or "8000")
        key_file = home / SECRET_KEY_FILE
        return cls(
            home=home,
            database_url=variables.get("DATABASE_URL") or f"sqlite:///{home / 'headwater.sqlite3'}",
            secret_key=variables.get("HEADWATER_SECRET_KEY")
            or (key_file.read_text("ascii").strip() if key_file.is_file() else ""),
            base_url=_base_url(variables.get("HEADWATER_BASE_URL") or f"http://127.0.0.1:{port}"),
            port=port,
        )


def create_home(home: Path) -> None:
    """Make the data folder and, where it has none, its secret key, readable by the owner alone. Idempotent.

    The key is written under a name of its own and then linked into place, so that two beginners at once
    agree on one key and a crash leaves none that is cut short.
    """
    home.mkdir(parents=True, exist_ok=True)
    target = home / SECRET_KEY_FILE
    if target.exists():
        return
    draft = home / f"{SECRET_KEY_FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            target.hardlink_to(draft)
        except FileExistsError:
            return  # another process was first; its key is the key
    finally:
        draft.unlink()


def database(url: str) -> dict[str, object]:
    """Django's settings of one database, from its address.

    SQLite: `sqlite:///relative/path`, `sqlite:////absolute/path`. PostgreSQL: `postgresql://user:password@
    host:port/name?sslmode=require`, every part percent-encoded where needed; `?host=/run/postgresql` names a
    socket. Query parameters go to libpq as they are.

    Raises:
        SettingError: another scheme, no name, or a port that is no number.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")))
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(url)
    raise SettingError("DATABASE_URL must begin with sqlite:/// or postgresql://")


def _sqlite(name: str) -> dict[str, object]:
    if not name:
        raise SettingError("DATABASE_URL names no SQLite file")
    return {
        "ENGINE": "headwater.engines.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # What was acknowledged survives a power cut (FULL), readers never wait for the writer (WAL), and
            # a transaction that will write waits its turn at BEGIN: a deferred one fails when it upgrades.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536",
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise SettingError("DATABASE_URL names no database")
    try:
        port = parts.port
    except ValueError:
        raise SettingError("DATABASE_URL: the port is no number from 0 to 65535") from None
    options = dict(parse_qsl(parts.query))
    options["options"] = f"{POSTGRESQL} {options.get('options', '')}".strip()
    return {
        "ENGINE": "headwater.engines.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(port or "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SettingError("HEADWATER_PORT must be a number from 1 to 65535, not {text!r}", text=text)
    return int(text)


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingError("HEADWATER_BASE_URL must be like https://id.example.com, not {text!r}", text=text)
    if parts.path not in ("", "/"):
        raise SettingError("HEADWATER_BASE_URL must have no path: codes are printed with it")
    return f"{parts.scheme}://{parts.netloc}"
