"""``docs/reference/settings.md``: the environment variables of a portal."""

from __future__ import annotations

from twinwheel_web.environment import variables

HEAD = """# Settings of the portal

<!-- Written by `make docs` from src/twinwheel_web/environment.py. -->

Environment variables, read once at the start. One that cannot be used stops the start with its name and what it may be; so
does one that begins with `TWINWHEEL_` and is read by nobody. Secrets are never printed or logged.

| variable | default | what it is |
|---|---|---|
"""


def page() -> str:
    lines = []
    for name, default, doc in variables():
        lines.append(f"| `{name}` | {_written(default)} | {doc} |\n")
    return HEAD + "".join(lines)


def _written(default: object) -> str:
    """A default as one would set it."""
    match default:
        case None | "":
            return ""
        case bool():
            return "`yes`" if default else "`no`"
        case tuple():
            return f"`{','.join(default)}`"
        case _:
            return f"`{default}`"
