"""Clean characters, and the raw characters they stand for."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twinwheel.reading import normalise
from twinwheel.reading.text import MappedText, Span

CASES = [
    ("spaced text is joined", "研 发 向 全 省 推 开", "研发向全省推开"),
    ("a headline with marks too", "高 质 量 ， 怎 么 干 ？", "高质量，怎么干？"),
    ("Latin words stay apart", "the new port of Ningbo", "the new port of Ningbo"),
    ("two names in a byline stay apart", "海东日报记者 卓南星 郁文洲", "海东日报记者 卓南星 郁文洲"),
    ("two parts of a headline stay apart", "凝心聚力 再创新高", "凝心聚力 再创新高"),
    ("marks of Markdown", "## **本报讯** 近日", "本报讯 近日"),
    ("a bullet", "  • 第一件", "第一件"),
    ("a row of a table", "| 名称 | 数量 |", "名称  数量"),
    ("a bar of the author's", "专访 | 老街新生", "专访 | 老街新生"),
    ("zero-width characters", "数\u200b据\ufeff局", "数据局"),
    ("compatibility code points", "\uf963京路\uf9e9", "北京路里"),
    ("Kangxi radicals", "⽂⼈⾛", "文人走"),
    ("supplement radicals", "⻋⻓⻅", "车长见"),
    ("a hash inside", "楼号C#和B#", "楼号C#和B#"),
]


@pytest.mark.parametrize(("raw", "clean"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_line_comes_out_clean(raw: str, clean: str) -> None:
    assert normalise.normalise(MappedText.of(raw)).text == clean


TRADITIONAL = [
    ("網際網路與軟體產業", "互联网与软件产业"),
    ("距離市區三十公裡，種植「人工智慧」試驗田", "距离市区三十公里，种植“人工智能”试验田"),
    ("深海裡的軟體動物", "深海里的软体动物"),
    ("縣長於建國說：「請看『橋頭堡』。」", "县长于建国说：“请看‘桥头堡’。”"),
]


@pytest.mark.parametrize(("raw", "clean"), TRADITIONAL)
def test_a_traditional_page_becomes_a_mainland_one(raw: str, clean: str) -> None:
    assert normalise.is_traditional(raw)
    assert normalise.normalise(MappedText.of(raw)).text == clean


def test_a_simplified_page_that_quotes_an_old_name_is_left_alone() -> None:
    page = "老街上的「陳記書局」已经开了一百年，" + "街坊们说起它都很骄傲，来往的客人也总要进去坐一坐。" * 5
    assert not normalise.is_traditional(page)
    assert normalise.normalise(MappedText.of(page)).text == page


def test_each_character_of_a_replaced_word_stands_for_its_own() -> None:
    raw = "建設網際網路醫院"
    clean = normalise.normalise(MappedText.of(raw))
    at = clean.text.index("互联网医院")
    assert clean.raw_ranges(at, at + 2) == [Span(2, 4)]
    assert clean.raw_ranges(at, at + 3) == [Span(2, 6)]
    assert clean.raw_ranges(at + 3, at + 5) == [Span(6, 8)]


def test_lines_of_a_paragraph_are_joined_without_a_space_but_between_latin_words() -> None:
    raw = "用 open\nsource 的框\n架"
    lines = [MappedText.of(raw, *span) for span in ((0, 6), (7, 16), (17, 18))]
    joined = normalise.joined(raw, lines)
    assert joined.text == "用 open source 的框架"
    assert joined.raw_ranges(0, len(joined)) == [Span(0, 18)]


ODD = "北京里⽂⼈⻋車門「」『』 \t\u3000\n\u200b\ufeff#*>|-•_~ab1，。网際網路軟體公裡於"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8")), max_size=80)


@given(TEXTS)
@example("\uf963 \uf963 \uf963")
@example("- - > a")
def test_doing_it_again_changes_nothing(raw: str) -> None:
    once = normalise.normalise(MappedText.of(raw))
    assert normalise.normalise(MappedText.of(once.text), traditional=False).text == once.text


@given(TEXTS, st.booleans())
def test_every_clean_character_stands_for_raw_ones(raw: str, traditional: bool) -> None:
    clean = normalise.normalise(MappedText.of(raw), traditional=traditional)
    assert (clean.ends > clean.starts).all()
    assert (clean.starts[1:] >= clean.ends[:-1]).all(), "in order, and none twice"
    if not traditional:
        for char, start, end in zip(clean.text, clean.starts, clean.ends, strict=True):
            assert end == start + 1
            assert char == raw[start] or _same(char, raw[start])


def _same(clean: str, raw: str) -> bool:
    return unicodedata.normalize("NFKC", raw) == clean or "\u2e80" <= raw <= "\u2eff"


@given(TEXTS, st.booleans())
def test_the_ranges_slice_back(raw: str, traditional: bool) -> None:
    clean = normalise.normalise(MappedText.of(raw), traditional=traditional)
    ranges = clean.raw_ranges(0, len(clean))
    kept = "".join(raw[span.start : span.end] for span in ranges)
    dropped = [raw[a.end : b.start] for a, b in pairwise(ranges)]
    assert not clean.text or (kept and all(0 <= s.start < s.end <= len(raw) for s in ranges))
    assert not any(char.isalnum() for between in dropped for char in between)


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("财 经 早 报 讯   东 川 重 工 （ 代 码 ： 688000 ）", "财经早报讯 东川重工（代码：688000）"),
        ("本 报 东 川 11 月 17 日 电 （ 记 者   卓 南   苗 苗 ）", "本报东川11月17日电（记者 卓南 苗苗）"),
        ("全 年 收 入 28.64 亿 元 ， 同 比", "全年收入28.64亿元，同比"),
    ],
)
def test_a_line_set_wide_keeps_the_gaps_between_its_words(line: str, clean: str) -> None:
    assert normalise.normalise(MappedText.of(line)).text == clean
