"""The engines of the tests, each a real one: a PostgreSQL of our own, Spark and ClickHouse in this process.

What an engine needs and this machine does not have makes its tests skip, and say what is missing.
``make test-engines`` puts it there first.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PASSWORD = "s3cret/ü:@"
"""Hard on purpose: it has to be escaped in a URL, and must show up nowhere else."""


def lacking(engine: str) -> str:
    """What is not here that an engine needs; nothing if all is."""
    packages = {"postgres": "adbc_driver_postgresql", "spark": "pyspark", "clickhouse": "chdb"}
    if engine in packages and find_spec(packages[engine]) is None:
        return f"the Python package {packages[engine]} is not installed"
    if engine == "clickhouse" and find_spec("clickhouse_connect") is None:
        return "the Python package clickhouse_connect is not installed"
    if engine == "postgres" and not postgres_programs():
        return "PostgreSQL's server is not installed"
    if engine == "spark" and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "Java is not installed"
    return ""


def postgres_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


@contextmanager
def postgres() -> Iterator[str]:
    """A cluster of our own, on a port and socket of its own; gives its URL, password and all."""
    with tempfile.TemporaryDirectory(prefix="twinwheel-postgres-") as folder:
        yield from _postgres(Path(folder))


def _postgres(folder: Path) -> Iterator[str]:
    programs = postgres_programs()
    assert programs
    user = _server_user()
    data, log = folder / "data", folder / "log"
    folder.chmod(0o755)  # the server runs as someone else
    for made in (data, folder / "socket"):
        made.mkdir()
        _given_to(user, made)
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    _given_to(user, secret)
    initdb = [programs / "initdb", "-D", data, "-U", "twinwheel", f"--pwfile={secret}", "-E", "UTF8"]
    run = {"user": user, "cwd": data} if user else {"cwd": data}
    subprocess.run(
        [*initdb, "--locale=C", "--auth=scram-sha-256"],
        check=True,
        capture_output=True,
        **run,  # type: ignore[call-overload]
    )
    port = _free_port()
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder / "socket"}
    settings |= {"fsync": "off", "max_connections": 30, "shared_buffers": "32MB"}
    command = [programs / "postgres", "-D", data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, **run)  # type: ignore[call-overload]
    try:
        ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
        for _ in range(60):
            if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
                break
            assert server.poll() is None, log.read_text(encoding="utf-8")
        yield f"postgres://twinwheel:{_escaped(PASSWORD)}@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(30)


def _server_user() -> str | None:
    """PostgreSQL does not run as root: someone else who is on the machine."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _given_to(user: str | None, path: Path) -> None:
    if user:
        shutil.chown(path, user)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _escaped(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


@contextmanager
def quiet_spark() -> Iterator[None]:
    """Spark for small tables on a small machine; the session is ours, so that no run of a test ends it."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield
    session.stop()
