"""A short run of every fuzz target, and mutated bytes of the real packs."""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from small_pack import FILES
from twinwheel.errors import TwinwheelError
from twinwheel.packs import read_pack
from twinwheel.packs.yaml12 import load

HERE = Path(__file__).parent
PACKS = HERE.parents[1] / "packs"
SECONDS = 2
DICTIONARY = [
    "AND",
    "OR",
    "NOT",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "IN",
    "BETWEEN",
    "IS",
    "NULL",
    "DATE",
    "INTERVAL",
    "YEAR",
    "has(",
    "收入",
    "人数",
    "甲",
    "行业",
    ":as_of",
    ">=",
    "'",
    "(",
    ")",
]


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is for Linux on x86-64 only")
@pytest.mark.long
@pytest.mark.parametrize("target", ["documents", "expressions", "packs", "pdfs"])
def test_a_short_run_finds_nothing(target: str, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number, text in enumerate(FILES[name] for name in sorted(FILES)):
        prefix = bytes([number]) if target == "packs" else b""
        (seeds / str(number)).write_bytes(prefix + text.encode())
    if target in ("documents", "pdfs"):
        shutil.copy(PACKS.parent / "examples" / "pages" / "newspaper.pdf", seeds)
    words = ("".join(f"\\x{byte:02x}" for byte in each.encode()) for each in DICTIONARY)
    (tmp_path / "words").write_text("\n".join(f'"{each}"' for each in words), encoding="utf-8")
    command = [
        sys.executable,
        str(HERE),
        target,
        f"-max_total_time={SECONDS}",
        "-timeout=5",
        "-rss_limit_mb=2000",
    ]
    command += ["-max_len=600", "-seed=1", f"-dict={tmp_path / 'words'}", str(tmp_path / "found"), str(seeds)]
    (tmp_path / "found").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS * 30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4_000:]
    assert not list(tmp_path.glob("crash-*"))


def mutated(content: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, dropped, doubled, moved, or of another file kind altogether."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at, length = rng.randrange(len(data) + 1), rng.choice((1, 1, 3, 20, 200))
        match rng.randrange(7):
            case 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at:at] = rng.choice(
                    (
                        b"\n",
                        b": ",
                        b"- ",
                        b"{",
                        b"]",
                        b"'",
                        b'"',
                        b"&a ",
                        b"*a",
                        b"!t ",
                        b"\t",
                        b"\0",
                        b"|\n",
                        b"\xff",
                    )
                )
            case 4:
                data[at:at] = rng.choice(("，", "（", "０", "\u2028", "\ufeff", "𠮷")).encode()
            case 5:
                lines = data.split(b"\n")
                rng.shuffle(lines)
                data = bytearray(b"\n".join(lines[: rng.randrange(1, len(lines) + 1)]))
            case 6:
                data[at : at + length] = rng.choice(
                    (b"null", b"[]", b"{}", b"1e999", b"-1", b"2026-02-30", b"true", b"..", b"0")
                )
    return bytes(data)


def test_mutated_real_files_are_read_or_have_problems_with_lines(tmp_path: Path) -> None:
    rng = random.Random(20261121)
    files = sorted(PACKS.glob("*/**/*.yaml"))
    for _ in range(300):
        path = tmp_path / "a.yaml"
        path.write_bytes(mutated(rng.choice(files).read_bytes(), rng))
        found = load(path, "a.yaml")
        assert all(problem.file == "a.yaml" and problem.line for problem in found.problems)


@pytest.mark.parametrize("part", range(2))
def test_a_real_pack_with_a_mutated_file_is_read_or_refused(part: int, tmp_path: Path) -> None:
    rng = random.Random(part)
    folder = tmp_path / "cn"
    shutil.copytree(PACKS / "cn", folder)
    files = sorted(folder.glob("**/*.yaml"))
    for _ in range(10):
        before = {path: path.read_bytes() for path in rng.sample(files, 2)}
        for path, content in before.items():
            path.write_bytes(mutated(content, rng))
        try:
            read_pack(folder)
        except TwinwheelError as error:
            assert str(error)
        finally:
            for path, content in before.items():
                path.write_bytes(content)
