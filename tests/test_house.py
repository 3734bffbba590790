"""What holds the house together: locks, set-up, generated pages."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

LOCKS = "uv.txt", "runtime.txt", "web.txt", "dev.txt", "bench.txt", "engines.txt", "training.txt"


def pins(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_host(name: str, root: Path) -> None:
    text = (root / "requirements" / name).read_text()
    assert "://" not in text
    assert "index" not in text.replace("hash", "")
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9-]+==\S+", block)
        assert "--hash=sha256:" in block


def test_the_locks_agree_and_hold_what_is_asked_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    runtime, dev = (pins(root / "requirements" / name) for name in ("runtime.txt", "dev.txt"))
    assert runtime.items() <= dev.items()
    for wanted, lock in (
        (project["project"]["dependencies"], runtime),
        (project["dependency-groups"]["dev"], dev),
        (project["build-system"]["requires"], dev),
    ):
        assert {re.split(r"[ ;<>=]", line)[0] for line in wanted} <= lock.keys()


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The files of the set-up in a folder with a space in its name, and nothing installed."""
    folder = tmp_path / "a clone"
    for name in ("tools/setup.sh", "pyproject.toml", *(f"requirements/{lock}" for lock in LOCKS)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    return folder


def test_setup_says_plainly_that_python_is_missing_or_old(copy: Path, tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    for tool in ("sh", "cat", "cksum", "dirname"):
        (empty / tool).symlink_to(shutil.which(tool) or tool)
    done = subprocess.run(
        ["sh", "tools/setup.sh"], cwd=copy, env={"PATH": str(empty)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; found no Python at all." in done.stderr

    old = empty / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["sh", "tools/setup.sh"], cwd=copy, env={"PATH": str(empty)}, capture_output=True, text=True
    )
    assert "found Python 3.9.2." in done.stderr
    done = subprocess.run(
        ["sh", "tools/setup.sh"],
        cwd=copy,
        env={"PATH": str(empty), "PYTHON": str(old)},
        capture_output=True,
        text=True,
    )
    assert f"PYTHON={old} is not Python 3.11 or newer." in done.stderr


def test_a_finished_setup_starts_no_program_that_could_need_a_network(root: Path, tmp_path: Path) -> None:
    stamp = root / ".venv" / ".stamp"
    if not stamp.is_file() or stamp.stat().st_mtime < (root / "pyproject.toml").stat().st_mtime:
        pytest.skip("this .venv is not the one make setup would leave: run make setup")
    few = tmp_path / "bin"
    few.mkdir()
    for tool in ("sh", "cat", "cksum", "dirname"):
        (few / tool).symlink_to(shutil.which(tool) or tool)
    subprocess.run(["sh", "tools/setup.sh"], cwd=root, env={"PATH": str(few)}, check=True)


def test_the_reference_pages_are_what_the_code_says(root: Path) -> None:
    assert runpy.run_path(str(root / "tools" / "reference.py"))["stale"]() == []
