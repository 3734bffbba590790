"""The settings of a portal: environment variables, read here and nowhere else.

Every variable begins with ``TWINWHEEL_``. A value that cannot be used stops the start with the name of the
variable and what it may be; so does a variable of that prefix that nobody reads, which is a typing error.
``docs/reference/settings.md`` is written from this module.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from twinwheel.criteria.nearest import nearest
from twinwheel.errors import UsageError

PREFIX = "TWINWHEEL_"
OF_THE_LIBRARY = frozenset({"TWINWHEEL_DEBUG", "TWINWHEEL_BACK_END", "TWINWHEEL_SHARED"})
"""Read by the library or by its tests, which know nothing of a portal."""
LIBRARY_PREFIXES = ("TWINWHEEL_LLM_", "TWINWHEEL_TEST_")
OPTIONS = ("sslmode", "sslrootcert", "connect_timeout")
"""What may stand after ``?`` in the address of a PostgreSQL database."""
DEMO_KEY = "demo-only-" + "0" * 50
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
LEAST_KEY = 32  # characters; Django signs sessions and links with it


def _text(value: str) -> str:
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("the name of a time zone, such as Asia/Shanghai") from None
    return value


def _rate(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,6}/[smhd]", value):
        raise ValueError("a number and a time: 10/s, 60/m, 1000/h or 5000/d")
    return value


def _address(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value and not value.startswith(tuple(f"{scheme}:" for scheme in schemes)):
            raise ValueError("an address that begins with " + " or ".join(f"{scheme}:" for scheme in schemes))
        return value

    return read


def _yes(value: str) -> bool:
    known = {
        "yes": True,
        "no": False,
        "true": True,
        "false": False,
        "1": True,
        "0": False,
        "on": True,
        "off": False,
    }
    if value.lower() not in known:
        raise ValueError("yes or no")
    return known[value.lower()]


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _hosts(value: str) -> tuple[str, ...]:
    found = _list(value)
    if not found or not all(
        re.fullmatch(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\]", each) for each in found
    ):
        raise ValueError(
            "names with commas, without scheme, port or *: portal.example.cn, or .example.cn for all under it"
        )
    return found


def _folder(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _pack(value: str) -> Path:
    folder = _folder(value)
    if not (folder / "pack.yaml").is_file():
        raise ValueError(f"the folder of a pack, with a pack.yaml in it; there is none in {folder}")
    return folder


def _key(value: str) -> str:
    if len(value) < LEAST_KEY:
        raise ValueError(
            f"at least {LEAST_KEY} characters nobody else knows, such as {secrets.token_urlsafe(36)}"
        )
    return value


def _count(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(value)

    return read


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            guess = nearest(value, allowed)
            raise ValueError(" or ".join(allowed) + (f'; did you mean "{guess}"?' if guess else ""))
        return value

    return read


def _database(value: str) -> dict[str, Any]:
    """``sqlite:///path`` or ``postgresql://user:password@host:port/name``, as Django wants it."""
    form = "sqlite:////folder/portal.sqlite3 or postgresql://user:password@host:5432/name"
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        raise ValueError(form) from None
    options = dict(parse_qsl(url.query))
    if options.keys() - OPTIONS or (options and url.scheme == "sqlite"):
        raise ValueError(f"{form}, after PostgreSQL's with ?{'=…&'.join(OPTIONS)}=…")
    if url.scheme == "sqlite" and url.path.strip("/"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(url.path[1:])}
    if url.scheme in {"postgresql", "postgres"} and url.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.strip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(port or ""),
            "OPTIONS": options,
        }
    raise ValueError(form)


def _mail(value: str) -> dict[str, Any]:
    """``smtp://user:password@host:port``, or ``smtps://`` for TLS from the first byte, as Django wants it."""
    form = "smtp://user:password@host:587 or smtps://user:password@host:465"
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        raise ValueError(form) from None
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise ValueError(form)
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp",
    }


def _setting(read: Callable[[str], Any], default: Any, doc: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"read": read, "doc": doc, "secret": secret})


@dataclass(frozen=True)
class Environment:
    """What the operator of a portal decides. Each field is the variable ``TWINWHEEL_`` + its name in capitals."""

    pack: Path = _setting(_pack, Path("packs/beijing-sti"), "folder of the pack that is served")
    data: Path = _setting(_folder, Path("data"), "folder for what is kept: database, uploads, runs, search")
    database: dict[str, Any] | None = _setting(
        _database,
        None,
        "sqlite:////folder/portal.sqlite3 or postgresql://user:password@host:5432/name; by default SQLite in DATA",
        secret=True,
    )
    secret_key: str = _setting(
        _key, "", "at least 32 characters nobody else knows; signs sessions and links", secret=True
    )
    hosts: tuple[str, ...] = _setting(_hosts, LOOPBACK, "names the portal answers to, with commas")
    https: bool = _setting(_yes, True, "yes: cookies and links only over HTTPS, HSTS on; no: for loopback")
    proxies: int = _setting(
        _count(0, 8), 0, "reverse proxies in front that set X-Forwarded-For and X-Forwarded-Proto"
    )
    demo: bool = _setting(
        _yes, False, "yes: a page to step into any role without a password; never in production"
    )
    language: str = _setting(_choice("zh-hans", "en"), "zh-hans", "language of a visitor who chose none")
    time_zone: str = _setting(_zone, "Asia/Shanghai", "zone of dates and times")
    log: str = _setting(_choice("json", "text"), "json", "form of the lines on stderr")
    log_level: str = _setting(
        _choice("debug", "info", "warning", "error"), "info", "least level that is logged"
    )
    upload_mb: int = _setting(_count(1, 200), 20, "largest file that may be uploaded, MB")
    session_hours: int = _setting(_count(1, 720), 12, "hours until a session ends by itself")
    two_factor: str = _setting(
        _choice("optional", "officers"),
        "optional",
        "officers: who works for an administration or department must set up a second factor",
    )
    mail: dict[str, Any] | None = _setting(
        _mail,
        None,
        "smtp://user:password@host:587 or smtps://…:465; by default mail is written to DATA/mail",
        secret=True,
    )
    mail_from: str = _setting(_text, "portal@localhost", "sender of mail")
    contact: str = _setting(
        _address("mailto", "https"),
        "",
        "address for security reports, as mailto: or https:, for security.txt",
    )
    oidc_name: str = _setting(_text, "", "name on the button for signing in with OpenID Connect")
    oidc_issuer: str = _setting(
        _address("https", "http"), "", "address of the OpenID Connect provider; empty: local accounts alone"
    )
    oidc_client: str = _setting(_text, "", "client id at the provider")
    oidc_secret: str = _setting(_text, "", "client secret at the provider", secret=True)
    api_rate: str = _setting(_rate, "60/m", "requests a caller without key may make: number/s, /m, /h or /d")
    metrics_token: str = _setting(_text, "", "bearer token for /metrics; empty: loopback alone", secret=True)

    @property
    def databases(self) -> dict[str, Any]:
        return self.database or {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(self.data / "portal.sqlite3"),
        }

    def keep(self) -> None:
        """Make the folder for what is kept, for the portal's user alone, where there is none.

        Raises:
            UsageError: it cannot be made.
        """
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"{PREFIX}DATA: {self.data} cannot be made: {error.strerror}", "Make it, or name another."
            ) from None


def variables() -> list[tuple[str, Any, str]]:
    """Every variable with its default and meaning, in order: for the reference page and the doctor."""
    return [(PREFIX + each.name.upper(), each.default, each.metadata["doc"]) for each in fields(Environment)]


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Read the variables.

    Raises:
        UsageError: one that cannot be used, or one nobody reads; all of them are named.
    """
    given = os.environ if variables is None else variables
    known = {PREFIX + each.name.upper(): each for each in fields(Environment)}
    wrong, values = [], {}
    for name, value in sorted(given.items()):
        if not name.startswith(PREFIX) or name in OF_THE_LIBRARY or name.startswith(LIBRARY_PREFIXES):
            continue
        if name not in known:
            guess = nearest(name, known)
            wrong.append(
                f"{name}: nobody reads this variable" + (f'; did you mean "{guess}"?' if guess else "")
            )
            continue
        setting = known[name]
        try:
            values[setting.name] = setting.metadata["read"](value)
        except ValueError as error:
            shown = "what is set" if setting.metadata["secret"] else f'"{value[:80]}"'
            wrong.append(f"{name}: {shown} cannot be used; it may be {error}")
    if not values.get("secret_key"):
        if values.get("demo"):
            values["secret_key"] = DEMO_KEY
        else:
            wrong.append(
                f"{PREFIX}SECRET_KEY: not set; it may be {known[PREFIX + 'SECRET_KEY'].metadata['doc']}"
            )
    if values.get("demo") and not set(values.get("hosts", ())) <= set(LOOPBACK):
        wrong.append(
            f"{PREFIX}DEMO: lets anybody into any role, so {PREFIX}HOSTS may name this machine alone"
        )
    if "pack" not in values:
        try:
            values["pack"] = _pack(str(Environment.pack))
        except ValueError as error:
            wrong.append(f"{PREFIX}PACK: not set; it may be {error}")
    if values.get("oidc_issuer") and not (values.get("oidc_client") and values.get("oidc_secret")):
        wrong.append(f"{PREFIX}OIDC_ISSUER: needs {PREFIX}OIDC_CLIENT and {PREFIX}OIDC_SECRET beside it")
    if wrong:
        raise UsageError(
            "the settings cannot be used:\n  " + "\n  ".join(wrong),
            "docs/reference/settings.md has all of them.",
        )
    return Environment(**{"data": _folder(str(Environment.data)), **values})
