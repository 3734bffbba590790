"""``twinwheel serve``: a whole portal on this machine: web server, background worker, everything prepared before."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twinwheel.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEMO_ROWS = 20_000
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LEAST_LIFE = 20  # seconds a worker must have lived to be worth starting again
GRACE = 20  # seconds a server has to finish its requests
PATIENCE = 60  # seconds it may take to answer for the first time


def serve(
    demo: Annotated[
        bool,
        typer.Option(
            "--demo", help="synthetic enterprises, sample documents, roles to step into; loopback only"
        ),
    ] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="PORT", help="port to listen on")] = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=64, metavar="COUNT", help="processes that answer requests")
    ] = 2,
    pack: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="pack to serve, instead of TWINWHEEL_PACK")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="folder for what is kept, instead of TWINWHEEL_DATA")
    ] = None,
    rows: Annotated[
        int, typer.Option(min=1, max=1_000_000, metavar="COUNT", help="synthetic enterprises of --demo")
    ] = DEMO_ROWS,
    scans: Annotated[
        bool,
        typer.Option(
            "--scans/--no-scans", help="put up the scanned sample of --demo, which takes a minute to read"
        ),
    ] = True,
    once: Annotated[
        bool, typer.Option("--prepare", help="prepare everything, then end instead of serving")
    ] = False,
) -> None:
    """Serve the portal: web server and background worker, until Ctrl-C.

    Settings are environment variables, TWINWHEEL_...; docs/reference/settings.md has all of them.

    \b
    twinwheel serve --demo
    """
    _environment(demo=demo, host=host, pack=pack, data=data)
    if not once:
        _free(host, port)
    from twinwheel_web.environment import read_environment

    settings = read_environment()
    if settings.demo and host not in LOOPBACK:  # from the environment, without --demo
        raise _not_there(host)
    settings.keep()
    prepare(rows if demo else None, scans=scans)
    if once:
        return
    run(host, port, workers, demo=demo)


def _environment(*, demo: bool, host: str, pack: Path | None, data: Path | None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinwheel_web.settings")
    if pack is not None:
        os.environ["TWINWHEEL_PACK"] = str(pack)
    if data is not None:
        os.environ["TWINWHEEL_DATA"] = str(data)
    if demo:
        if host not in LOOPBACK:
            raise _not_there(host)
        os.environ |= {"TWINWHEEL_DEMO": "yes", "TWINWHEEL_HTTPS": "no"}
        os.environ.setdefault("TWINWHEEL_LOG", "text")
        os.environ.setdefault("TWINWHEEL_LOG_LEVEL", "warning")


def _not_there(host: str) -> UsageError:
    return UsageError(
        f"the demo lets anybody into any role, so it does not listen on {host}", "Leave --host out."
    )


def _free(host: str, port: int) -> None:
    """Say before minutes of work that the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"cannot listen on {host}:{port}: {error.strerror}", "Choose another --port."
            ) from error


def prepare(demo_rows: int | None, *, scans: bool = True) -> None:
    """Bring the database, the static files and the search index up to date; fill a demo. Repeatable at any time."""
    import django
    from django.core.management import call_command

    from twinwheel.cli.progress import progress

    django.setup()
    _say("preparing: database, static files, search")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("renew", verbosity=0)
    if demo_rows is not None:
        from twinwheel_web.demo.service import fill, finish

        with progress("filling the demo", demo_rows) as advance:
            fill(demo_rows, advance=advance)
        _say("preparing: deciding every measure for every enterprise, reading the sample documents")
        finish(scans=scans)


def run(host: str, port: int, workers: int, *, demo: bool) -> None:
    """Web server and worker side by side, until we are ended or the web server ends.

    A worker that was killed (by a document that needs more memory than there is) is started again, and what it worked on
    with it; pages are served meanwhile.

    Raises:
        OutputError: the web server ended by itself, or the worker as soon as it had begun.
    """
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(_metrics())}
    config = Path(__file__).with_name("gunicorn_config.py")
    commands = {
        "web server": [
            "gunicorn",
            "--config",
            str(config),
            "--bind",
            address,
            "--workers",
            str(workers),
            "twinwheel_web.wsgi",
        ],
        "worker": ["twinwheel_web", "db_worker", "--interval", "0.5", "--no-startup-delay", "-v", "0"],
    }

    def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C reaches us alone, and we end both in order.
        return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment, process_group=0)  # noqa: S603

    running = {}
    try:
        for name, command in commands.items():
            running[name] = start(*command)
        began = time.monotonic()
        _wait_until_ready(host, port, running)
        _say(f"\nTwinwheel: http://{address}/{'demo/' if demo else ''}\nCtrl-C stops it.")
        while running["web server"].poll() is None:
            if (code := running["worker"].poll()) is not None:
                if time.monotonic() - began < LEAST_LIFE:
                    break
                _say(f"the worker ended by itself (exit code {code}); it is started again")
                start("twinwheel_web", "renew").wait()
                running["worker"], began = start(*commands["worker"]), time.monotonic()
            time.sleep(0.5)
        ended = next(name for name, each in running.items() if each.poll() is not None)
        raise OutputError(
            f"the {ended} ended by itself (exit code {running[ended].returncode})", "Its lines above say why."
        )
    finally:
        _stop(list(running.values()))


def _metrics() -> Path:
    """The folder in which all workers count what they did; empty at the start."""
    from twinwheel_web.environment import read_environment

    folder = read_environment().data / "metrics"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    return folder


def _wait_until_ready(host: str, port: int, running: dict[str, subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and all(each.poll() is None for each in running.values()):
        try:
            with socket.create_connection((host, port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)


def _stop(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for each in running:
        if each.poll() is None:
            each.send_signal(signal.SIGTERM)
    until = time.monotonic() + GRACE
    for each in running:
        try:
            each.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            each.kill()


def _say(words: str) -> None:
    print(words, flush=True)
