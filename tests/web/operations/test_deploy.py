"""The deployment files do what they say: the steps of the Dockerfile are run without a container, on this machine."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from twinwheel_web.environment import read_environment, variables

pytestmark = pytest.mark.once


class Step(NamedTuple):
    """One instruction of a Dockerfile, its continued lines joined."""

    name: str
    words: str


@pytest.fixture(scope="module")
def steps(root: Path) -> list[Step]:
    text = (root / "deploy" / "Dockerfile").read_text("utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n", "", text)).splitlines()
    return [Step(*line.split(None, 1)) for line in lines if line.strip()]


def of(steps: list[Step], name: str) -> list[str]:
    return [step.words for step in steps if step.name == name]


@pytest.mark.slow
def test_the_steps_of_the_dockerfile_give_a_portal_that_is_ready(
    steps: list[Step], root: Path, tmp_path: Path
) -> None:
    build, data = tmp_path / "build", tmp_path / "data"
    _copy(steps, root, build)
    python = _installed(steps, root, build, tmp_path)
    port = _free_port()
    set_ = dict(word.split("=", 1) for line in of(steps, "ENV") for word in shlex.split(line))
    set_ = {
        name: value.replace("/srv/twinwheel", str(build)).replace("/data", str(data))
        for name, value in set_.items()
    }
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TWINWHEEL_", "DJANGO_", "COV_"))
        },
        **set_,
        "TWINWHEEL_SECRET_KEY": "k" * 40,
        "PATH": f"{python.parent}:{os.environ['PATH']}",
    }
    program, *arguments = yaml.safe_load(of(steps, "CMD")[0])
    arguments = [{"0.0.0.0": "127.0.0.1", "4": "1"}.get(each, each) for each in arguments]
    log = tmp_path / "log"
    with log.open("wb") as out:
        portal = subprocess.Popen(
            [python.parent / program, *arguments, "--port", str(port)],
            env=environment,
            cwd=tmp_path,
            stdout=out,
            stderr=out,
        )
    try:
        _wait(steps, port, environment, portal, log)
    finally:
        portal.send_signal(signal.SIGTERM)
        code = portal.wait(30)
    assert code == 143, log.read_text("utf-8")
    assert (data / "portal.sqlite3").is_file()


def _copy(steps: list[Step], root: Path, build: Path) -> None:
    """What the Dockerfile takes from the project, and nothing else."""
    build.mkdir()
    for line in of(steps, "COPY"):
        *sources, target = line.split()
        for source in sources:
            found = root / source
            assert found.exists(), f"the Dockerfile copies {source}, which is not there"
            place = (
                build / target / (source if target.startswith(".") else "")
                if target.startswith(".")
                else build / target
            )
            if found.is_dir():
                shutil.copytree(found, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(found, place)


def _installed(steps: list[Step], root: Path, build: Path, folder: Path) -> Path:
    """The pip steps, by uv and its cache: the same packages, sooner."""
    uv, venv = root / ".venv" / "bin" / "uv", folder / "venv"
    if not uv.is_file():
        pytest.skip("needs .venv/bin/uv: run make setup")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, venv], check=True, capture_output=True)
    python = venv / "bin" / "python"
    for line in of(steps, "RUN"):
        if "pip install" not in line:
            continue
        words = [word for word in shlex.split(line) if word != "--no-cache-dir"][3:]
        done = subprocess.run(
            [uv, "pip", *words, "--python", python], cwd=build, capture_output=True, text=True, check=False
        )
        if done.returncode and re.search("error sending request|dns error|Could not connect", done.stderr):
            pytest.skip("needs the package index")
        assert done.returncode == 0, done.stderr[-2000:]
    return python


def _wait(
    steps: list[Step], port: int, environment: dict[str, str], portal: subprocess.Popen[bytes], log: Path
) -> None:
    """Ready by the very command of the HEALTHCHECK."""
    health = yaml.safe_load(of(steps, "HEALTHCHECK")[0].split("CMD", 1)[1])
    health = [word.replace(":8000", f":{port}") for word in health]
    until = time.monotonic() + 90
    while subprocess.run(health, env=environment, capture_output=True, check=False).returncode:
        assert portal.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < until, log.read_text("utf-8")
        time.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_what_the_dockerfile_takes_from_debian_is_what_the_guide_says(steps: list[Step], root: Path) -> None:
    apt = next(line for line in of(steps, "RUN") if "apt-get install" in line)
    wanted = set(re.findall(r"(?:lib|font)[a-z0-9.-]+", apt))
    for guide in ("deploy.md", "deploy.zh.md"):
        assert wanted <= set((root / "docs" / "how-to" / guide).read_text("utf-8").split())


def test_the_image_runs_as_nobody_of_importance(steps: list[Step]) -> None:
    names = [step.name for step in steps]
    assert of(steps, "USER") == ["twinwheel"]
    assert names.index("USER") < names.index("CMD")


def test_the_compose_file_gives_settings_the_portal_takes(root: Path) -> None:
    compose = yaml.safe_load((root / "deploy" / "compose.yaml").read_text("utf-8"))
    asked = {"DATABASE_PASSWORD": "a%2Fb", "SECRET_KEY": "k" * 40, "HOSTS": "portal.example.cn"}

    def filled(value: str) -> str:
        return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: asked[found[1]], value)

    given = {name: filled(value) for name, value in compose["services"]["portal"]["environment"].items()}
    found = read_environment({"TWINWHEEL_PACK": str(root / "packs" / "beijing-sti"), **given})
    assert found.databases["HOST"] in compose["services"]
    assert found.databases["NAME"] == compose["services"]["database"]["environment"]["POSTGRES_DB"]
    assert (found.https, found.proxies, found.demo) == (True, 1, False)
    build = compose["services"]["portal"]["build"]
    assert (root / "deploy" / build["context"] / build["dockerfile"]).is_file()


def _settings_in(text: str) -> Iterator[str]:
    yield from re.findall(r"\bTWINWHEEL_[A-Z_]+[A-Z]\b", text)


@pytest.mark.parametrize(
    "file", ["deploy/Dockerfile", "deploy/compose.yaml", "docs/how-to/deploy.md", "docs/how-to/deploy.zh.md"]
)
def test_no_file_names_a_setting_that_is_not_read(root: Path, file: str) -> None:
    known = {name for name, _, _ in variables()}
    assert set(_settings_in((root / file).read_text("utf-8"))) <= known


def test_the_extra_is_what_the_lock_for_production_holds(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["web"],
        *project["optional-dependencies"]["postgres"],
    ]
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", (root / "requirements" / "web.txt").read_text("utf-8")))
    assert {re.split(r"[ ;<>=\[]", line)[0] for line in wanted} <= locked
