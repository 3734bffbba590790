"""Every visible word of the portal and every message of the library has its Chinese, and what is compiled is what is written."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

TOOL = runpy.run_path(str(Path(__file__).resolve().parent.parent.parent / "tools" / "words.py"))


@pytest.mark.parametrize("app", TOOL["apps"](), ids=lambda app: app.name)
def test_an_app_and_the_library_have_all_their_chinese(app: Path) -> None:
    assert list(TOOL["problems"](app)) == []


def test_a_text_is_the_same_chinese_everywhere() -> None:
    assert list(TOOL["conflicts"]()) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty app, for the tests that show that those above can fail."""
    monkeypatch.setitem(TOOL["problems"].__globals__, "ROOT", tmp_path)
    (tmp_path / "app" / "templates").mkdir(parents=True)
    return tmp_path / "app"


def test_a_text_without_chinese_is_told(folder: Path) -> None:
    (folder / "templates" / "page.html").write_text('{% translate "Nobody translated this" %}', "utf-8")
    (folder / "words.py").write_text(
        "from django.utils.translation import ngettext\nngettext('%(n)s ox', '%(n)s oxen', 2)\n"
    )
    found = "\n".join(TOOL["problems"](folder))
    assert 'no Chinese for "Nobody translated this" (app/templates/page.html)' in found
    assert 'no Chinese for "%(n)s ox" (app/words.py)' in found
    assert "not compiled" in found


@pytest.mark.parametrize(
    ("chinese", "told"),
    [
        ("", 'no Chinese for "{count} of {name}"'),
        ("{name}", "the Chinese has other placeholders"),
        ("{name}有{count}，{more}", "the Chinese has other placeholders"),
        ("{name}有{count}", ""),
    ],
)
def test_a_message_says_in_chinese_all_that_it_says_in_english(
    folder: Path, monkeypatch: pytest.MonkeyPatch, chinese: str, told: str
) -> None:
    monkeypatch.setitem(TOOL["problems"].__globals__, "LIBRARY", folder)
    monkeypatch.setitem(TOOL["problems"].__globals__, "WEB", folder.parent / "web")
    (folder / "code.py").write_text(
        "raise Wrong(message('{count} ' 'of {name}', count=1, name='a'), _('no'))"
    )
    made, file = TOOL["renew"](folder), TOOL["catalogue"](folder)
    assert [(each.msgid, each.occurrences) for each in made] == [("{count} of {name}", [("app/code.py", "")])]
    made[0].msgstr = chinese
    TOOL["write"](made, file)
    assert file.name == "twinwheel.po"
    found = list(TOOL["problems"](folder))
    assert [each.split(": ", 1)[1].removesuffix(" (app/code.py)").split(": ")[-1] for each in found] == [
        told
    ][: bool(told)]
