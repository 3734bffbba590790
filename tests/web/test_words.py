"""Every visible word of the portal has its Chinese, and what is compiled is what is written."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

WEB = Path(__file__).resolve().parent.parent.parent / "src" / "twinwheel_web"
TOOL = runpy.run_path(str(WEB.parent.parent / "tools" / "words.py"))


@pytest.mark.parametrize("app", sorted(each.parent.name for each in WEB.glob("*/__init__.py")))
def test_an_app_has_all_its_chinese(app: str) -> None:
    assert list(TOOL["problems"](WEB / app)) == []


def test_a_text_is_the_same_chinese_everywhere() -> None:
    assert list(TOOL["conflicts"]()) == []


def test_a_text_without_chinese_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% translate "Nobody translated this" %}', "utf-8")
    (tmp_path / "words.py").write_text(
        "from django.utils.translation import ngettext\nngettext('%(n)s ox', '%(n)s oxen', 2)\n"
    )
    monkeypatch.setitem(TOOL["problems"].__globals__, "WEB", tmp_path)
    monkeypatch.setitem(TOOL["problems"].__globals__, "ROOT", tmp_path)
    found = "\n".join(TOOL["problems"](tmp_path))
    assert 'no Chinese for "Nobody translated this" (templates/page.html)' in found
    assert 'no Chinese for "%(n)s ox" (words.py)' in found
    assert "not compiled" in found
