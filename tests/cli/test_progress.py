"""A bar for what takes more than two seconds, and never in a file or a pipe."""

from __future__ import annotations

import sys

import pytest

from twinwheel.cli import progress as module
from twinwheel.cli.progress import progress


def test_nothing_is_drawn_into_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", -1.0)
    with progress("matching", 10) as advance:
        advance(10)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("total", [200, None])
def test_a_terminal_sees_how_far_it_is(
    total: int | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("matching", total) as advance:
        advance(50)
        advance(100)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "matching" in shown.err
    assert "150" in shown.err


def test_what_is_quick_stays_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("matching", 10) as advance:
        advance(10)
    assert capsys.readouterr() == ("", "")
