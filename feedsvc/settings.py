"""Settings: every name, default, meaning and rule in one place.

They come from ``FEEDSVC_*`` variables and, below them, from the TOML file that ``FEEDSVC_CONFIG`` names. All faults are
reported at once; a name that nobody knows is a fault, because it is nearly always a misspelt one.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from feedsvc.complaints import Length, Printable, complaint, demanding, matching
from feedsvc.errors import SettingsError
from feedsvc.model.sentences import sentence

PREFIX = "FEEDSVC_"
_NOT_THERE = sentence("there is no such setting")
NOT_SETTINGS = ("FEEDSVC_CONFIG", "FEEDSVC_REQUIRE", "FEEDSVC_TEST_")
"""Variables with our prefix that are none of these settings: the file's own name, and what only the tests read."""


def _split(value: object) -> object:
    """Let a list be written as "a, b" in a variable and as an array in the file."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Authority = Annotated[
    str,
    matching(
        r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*",
        sentence("write a domain name in small letters, such as feeds.example.org"),
    ),
]


def _is_day(value: str) -> bool:
    """Return whether a text is a year, month or day of the calendar."""
    try:
        return bool(re.fullmatch(r"\d{4}(-\d{2}){0,2}", value)) and bool(date.fromisoformat((value + "-01-01")[:10]))
    except ValueError:
        return False


Day = Annotated[str, demanding(_is_day, sentence("write a day such as 2026-01-01"))]
_NO_DATABASE = sentence("it is no database for feedsvc; write sqlite:///PATH or postgresql+psycopg://…")
Database = Annotated[str, demanding(re.compile(r"(sqlite|postgres(ql)?)(\+\w+)?://").match, _NO_DATABASE)]
Contact = Annotated[
    str,
    demanding(
        lambda value: value.isascii() and value.isprintable(),
        sentence("it stands in a header of HTTP: write it in plain letters, such as https://example.org/about"),
    ),
]


class Settings(BaseSettings):
    """What an operator may choose."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    # Where things are
    public_url: str = Field(
        "",
        description="The address that readers see, with the path prefix if there is one; feeds name themselves by it. "
        "Without it, `http://HOST:PORT`.",
    )
    name: Printable = Field(
        "feedsvc", min_length=1, max_length=100, description="What the service is called, as title of the whole feed."
    )
    data_dir: Path = Field(Path("data"), description="Where the embedded database is kept.")
    database: Database | None = Field(
        None, description="SQLAlchemy address of the database; without it, SQLite in the data directory."
    )
    sources: Path = Field(Path("seeds/sources.toml"), description="The file that says what to read.")
    pages_root: Path | None = Field(
        None, description="The directory that saved pages may be read from; without it, the directory of `sources`."
    )

    # Identity
    tag_authority: Authority = Field(
        "feedsvc.localhost",
        description="The domain name in the ids of new entries (RFC 4151). Choose it once; ids already given stay.",
    )
    tag_date: Day = Field("2026-01-01", description="A day on which that domain name was yours (RFC 4151).")

    # Serving
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="The port to listen on.")
    workers: int = Field(2, ge=1, le=256, description="Web processes.")
    threads: int = Field(8, ge=1, le=256, description="Threads in each web process.")
    feed_size: int = Field(50, ge=1, le=500, description="Entries in a feed; older ones are on its archive pages.")
    feed_bytes: int = Field(512_000, ge=10_000, description="A feed is cut short at about this many bytes.")
    max_age: int = Field(900, ge=600, le=3600, description="Seconds for which a reader may keep a feed without asking.")
    cache_bytes: int = Field(
        64_000_000,
        ge=0,
        description="Memory for rendered and compressed feeds in each web process; pages get an eighth more.",
    )
    provenance: bool = Field(
        False, description="Put the reason for each time into Atom and RSS too, as an extension element."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="How many proxies in front may say X-Forwarded-For, -Proto and -Host."
    )
    token: SecretStr | None = Field(
        None, min_length=16, description="What `POST /pages` and the preview page ask for; without it both are closed."
    )
    hub: AnyHttpUrl | None = Field(None, description="A WebSub hub to announce in feeds and to tell of changes.")

    # Visiting
    contact: Contact | None = Field(None, description="An address or page that site owners find in the User-Agent.")
    allow_networks: Networks = Field(
        (), description="Networks, otherwise private, that sources and hubs may live on, such as 10.1.0.0/16."
    )
    min_interval: Length = Field(timedelta(minutes=5), description="Never visit a source more often than this.")
    max_interval: Length = Field(timedelta(hours=6), description="Never leave a source unvisited for longer.")
    host_gap: float = Field(
        2.0, ge=0, allow_inf_nan=False, description="Seconds between two requests to the same host."
    )
    connect_timeout: Seconds = Field(10.0, description="Seconds to wait for a connection.")
    read_timeout: Seconds = Field(20.0, description="Seconds to wait for the first and each further byte.")
    total_timeout: Seconds = Field(60.0, description="Seconds for one answer in all, redirects included.")
    max_page_bytes: int = Field(20_000_000, ge=10_000, description="The largest page, before and after inflation.")
    max_redirects: int = Field(5, ge=0, le=20, description="How many redirects are followed.")
    refreshers: int = Field(
        8,
        ge=0,
        le=256,
        description="Visits at the same time beside the web processes; 0: `feedsvc worker` does them all.",
    )

    # Keeping
    retention: Length = Field(timedelta(days=365), description="Entries older than this may be dropped.")
    retention_count: int = Field(5000, ge=100, description="Entries kept for each source at most.")

    # Logging
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is worth a line.")
    log_format: Literal["text", "json"] = Field("text", description="Lines for people, or one JSON object a line.")

    @model_validator(mode="before")
    @classmethod
    def _seen_where_it_listens(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("public_url"):
            return data
        host, port = str(data.get("host", "127.0.0.1")), data.get("port", 8000)
        seen = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - every address: named by one
        return {**data, "public_url": f"http://{_in_brackets(seen)}:{port}"}

    @field_validator("public_url")
    @classmethod
    def _an_absolute_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write it like https://feeds.example.org or https://example.org/feeds")
        return value.rstrip("/")

    @field_validator("allow_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ip_network(network)
            except ValueError as error:
                raise ValueError(f"{error}; write a network like 10.1.0.0/16 or 10.1.2.3/32") from error
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Settings:
        if self.min_interval > self.max_interval:
            raise ValueError("FEEDSVC_MIN_INTERVAL: it is longer than FEEDSVC_MAX_INTERVAL")
        return self

    @property
    def bind(self) -> str:
        """Where to listen, as gunicorn takes it: HOST:PORT, an IPv6 address in brackets."""
        return f"{_in_brackets(self.host)}:{self.port}"

    @property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The allowed networks, parsed."""
        return tuple(ip_network(network) for network in self.allow_networks)

    @property
    def database_url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database or f"sqlite:///{(self.data_dir / 'feedsvc.db').resolve()}"

    @property
    def root(self) -> Path:
        """The directory that saved pages are confined to."""
        return (self.pages_root or self.sources.parent).resolve()

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Rank what is passed in over variables, and those over the file."""
        file = _from_file(os.environ.get("FEEDSVC_CONFIG"))
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=file)


def _in_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def load(**overrides: Any) -> Settings:
    """Return the settings; what is passed in (the command line's options) wins, None is not given.

    Raises SettingsError with one line for each fault.
    """
    faults = _unknown_variables()
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += [_fault(detail) for detail in error.errors()]
    else:
        faults += _unshared(settings)
    if faults:
        raise SettingsError("These settings are wrong:\n" + "\n".join(f"  {fault}" for fault in faults))
    return settings


def _unshared(settings: Settings) -> list[str]:
    """Return the fault of a database in memory, which would be another one in each process."""
    in_memory = re.fullmatch(r"sqlite(\+\w+)?:(//)?/?(:memory:)?(\?.*)?", settings.database_url)
    return [f"{PREFIX}DATABASE: {_NO_DATABASE}"] if in_memory else []


def is_handed_a_socket() -> bool:
    """Return whether this process takes over a socket that is open already, from an older master or from systemd."""
    return any(name in os.environ for name in ("GUNICORN_FD", "LISTEN_FDS"))


def _unknown_variables() -> list[str]:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [
        f"{name}: {complaint({'type': 'extra_forbidden', 'loc': (name,)}, known, _NOT_THERE)}"
        for name in strange
        if not name.startswith(NOT_SETTINGS)
    ]


def _from_file(path: str | None) -> dict[str, Any]:
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"FEEDSVC_CONFIG names {path!r}, which cannot be read: {why}.") from error


def _fault(detail: Any) -> str:
    said = complaint(detail, Settings.model_fields, _NOT_THERE)
    name = ".".join(str(part) for part in detail["loc"])
    return f"{PREFIX}{name.upper()}: {said}" if name else said
