"""The page about a draft: both sides, joined by their keys, and nothing loaded from anywhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from twinwheel.packs import Pack, read_pack
from twinwheel.reading.drafts import draft, of_text
from twinwheel.reading.drafts.write import output
from twinwheel.reading.text import MappedText
from twinwheel.reports.draft import page

TEXT = """示例补助办法
一、申报条件
（一）从业人数不少于20人；
（二）<script>alert(1)</script>团队稳定。
二、支持标准
给予10万元奖励，每家企业每年最高不超过20万元。
三、联系方式
电话：000-1。
"""


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.keys: dict[str, int] = {}
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and value and value.startswith("#"):
                self.links.append(value[1:])
            if name == "data-keys":
                for key in (value or "").split():
                    self.keys[key] = self.keys.get(key, 0) + 1


@pytest.fixture(scope="module")
def pack(root: Path) -> Pack:
    return read_pack(root / "packs" / "beijing-sti")


def made(pack: Pack, lang: str) -> str:
    drafted = draft(of_text(MappedText.of(TEXT)), pack, sha256="0" * 64)
    files = output(drafted, pack, file="x.txt", text_name="x.txt", pack_id="x", extends="../cn")
    return page(drafted, pack, files, lang)


def test_the_same_draft_gives_the_same_page(pack: Pack) -> None:
    assert made(pack, "zh") == made(pack, "zh")


def test_both_sides_are_joined(pack: Pack) -> None:
    found = Page(made(pack, "zh"))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.links) <= set(found.ids)
    rows = [each for each in found.ids if f"s-{each}" in found.ids]
    assert len(rows) >= 4
    assert all(found.keys[each] >= 2 for each in rows)


def test_the_whole_text_is_shown_and_nothing_of_it_runs(pack: Pack) -> None:
    text = made(pack, "zh")
    assert "<script>alert" not in text
    assert "alert(1)" in text
    shown = re.search(r'<div class="text"[^>]*>(.*?)</div>', text, re.S)
    assert shown is not None
    bare = re.sub(r"<[^>]+>", "", shown[1]).replace("&lt;", "<").replace("&gt;", ">")
    assert bare == TEXT


def test_nothing_is_loaded(pack: Pack) -> None:
    text = made(pack, "en")
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert "url(" not in text
    assert '<html lang="en" class="is-en">' in text
