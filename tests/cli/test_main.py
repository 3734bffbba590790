"""The shell around the commands: help, messages, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import typer

from twinwheel.cli import main as shell
from twinwheel.errors import PackError, Problem, UsageError

Fake = Callable[[BaseException | None], None]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """A command `fake` that says 你好 and then raises what it is given."""

    def install(error: BaseException | None) -> None:
        def command(as_json: bool = typer.Option(False, "--json")) -> None:
            """Say 你好."""
            print("你好")
            if error:
                raise error

        module = ModuleType("fake_command")
        module.command = command  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "fake_command", module)
        monkeypatch.setattr(shell, "COMMANDS", (shell.Entry("fake", "fake_command", "command", "Say 你好."),))

    return install


def bad(number: int) -> PackError:
    return PackError(
        Problem("cn/pack.yaml", n + 1, None, None, f"wrong {n}", "Fix it.") for n in range(number)
    )


def test_help_lists_every_command_without_importing_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.main([]) == shell.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(entry.name in out and entry.help in out for entry in shell.COMMANDS)


def test_help_starts_without_the_heavy_libraries() -> None:
    heavy = "duckdb", "numpy", "pyarrow", "pydantic", "sqlglot", "rich", "yaml"
    code = f"import sys; from twinwheel.cli.main import main; main(['--help']); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("twinwheel 0.")


def test_a_command_that_ends_well(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake(None)
    assert shell.main(["fake"]) == 0
    assert capsys.readouterr() == ("你好\n", "")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["mtach"], "Did you mean 'match'?"),
        (["--frob"], "No such option: --frob"),
    ],
)
def test_a_wrong_command_is_2_and_says_where_help_is(
    args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "See: twinwheel --help" in err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (bad(1), 1, "cn/pack.yaml:1: wrong 0\n  Fix it.\n"),
        (bad(2), 1, "twinwheel: 2 problems\n"),
        (bad(101), 1, "twinwheel: the first 100 of 101 problems; --json shows all\n"),
        (
            UsageError("No such day.", "Write 2026-11-21."),
            2,
            "twinwheel: No such day.\n  Write 2026-11-21.\n",
        ),
        (typer.Exit(1), 1, ""),
        (typer.BadParameter("no such day"), 2, "twinwheel: Invalid value: no such day"),
        (KeyboardInterrupt(), 130, "twinwheel: stopped."),
        (
            FileNotFoundError(2, "No such file or directory", "x.csv"),
            1,
            "twinwheel: x.csv: No such file or directory\n",
        ),
        (MemoryError(), 1, "twinwheel: not enough memory."),
        (ValueError("odd"), 1, "twinwheel: unexpected ValueError: odd\n  This is a defect of Twinwheel"),
    ],
)
def test_how_a_command_ends(
    error: BaseException, code: int, words: str, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    fake(error)
    assert shell.main(["fake"]) == code
    out, err = capsys.readouterr()
    assert out == "你好\n"
    assert words in err
    assert "Traceback" not in err


def test_json_errors_are_one_object(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake(bad(2))
    assert shell.main(["fake", "--json"]) == 1
    facts = json.loads(capsys.readouterr().err)
    assert (facts["code"], len(facts["problems"])) == ("pack", 2)


def test_debug_shows_where(
    fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(ValueError("odd"))
    monkeypatch.setenv("TWINWHEEL_DEBUG", "1")
    assert shell.main(["fake"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_leaves_is_no_error() -> None:
    """``twinwheel --help | true`` is quiet, also when the pipe closes before anything is written."""
    done = subprocess.run(
        ["sh", "-c", f'{{ sleep 0.3; "{sys.executable}" -m twinwheel --help; echo $? >&2; }} | true'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == "141\n"


def test_a_pipe_carries_utf8_whatever_the_locale(tmp_path: Path) -> None:
    script = tmp_path / "say.py"
    script.write_text(
        "import sys; from twinwheel.cli import main as m; m._say_utf8(sys.stdout); print('你好')",
        encoding="utf-8",
    )
    env = {"PYTHONIOENCODING": "gb18030", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, check=True, env=env)
    assert done.stdout.decode("utf-8") == "你好\n"


def test_every_command_can_be_loaded() -> None:
    for entry in shell.COMMANDS:
        assert shell.load(entry).name == entry.name
