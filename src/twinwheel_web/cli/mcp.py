"""``twinwheel mcp``: the answers of a pack as tools for assistants."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import mcp.server.mcpserver  # noqa: F401  # without the extra [mcp] the command line says how to install it
import typer

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def mcp_(
    pack: Annotated[Path, typer.Option("--pack", metavar="PACK", help="folder of the pack")],
    http: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="serve HTTP on loopback, such as 127.0.0.1:8765; else stdio"),
    ] = None,
) -> None:
    """Answer assistants over the Model Context Protocol: find, check, explain, what is missing, cite. Read-only.

    \b
    twinwheel mcp --pack packs/beijing-sti
    twinwheel mcp --pack packs/beijing-sti --http 127.0.0.1:8765
    """
    from twinwheel.packs import read_pack
    from twinwheel_web.assistants.server import make

    place = _place(http) if http is not None else None
    server = make(read_pack(pack), date.today)  # the day where the command runs is its user's day
    if place is None:
        server.run("stdio")
        return
    host, port = place
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"http://{shown}:{port}/mcp", err=True)
    server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)


def _place(text: str) -> tuple[str, int]:
    """Host and port; loopback alone: whoever reaches the port may ask, without a key."""
    from twinwheel.errors import UsageError

    host, _, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(f'--http: "{text[:60]}" has no port', "Write 127.0.0.1:8765.")
    if host not in LOOPBACK:
        raise UsageError(
            f'--http: "{host[:60]}" is not this machine alone',
            "Serve 127.0.0.1, and put a reverse proxy that asks for a login in front.",
        )
    return host, int(port)
