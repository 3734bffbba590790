"""A policy's text, cut into sentences and hung on the tree of its articles and items.

Lines that were broken at the edge of the paper are put together first. Every character that says something
is in exactly one sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from twinwheel.reading.drafts import data
from twinwheel.reading.model import Article
from twinwheel.reading.text import MappedText, Span

MAX_CHARACTERS = 400_000
MAX_SENTENCES = 20_000
MAX_DEPTH = 8

_HAN = "一二三四五六七八九十百零〇两"
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (level, re.compile(pattern))
    for level, pattern in (
        ("chapter", rf"第[{_HAN}\d]{{1,4}}[编章][ \u3000]*"),
        ("section", rf"第[{_HAN}\d]{{1,4}}节[ \u3000]*"),
        ("article", rf"第[{_HAN}\d]{{1,5}}条[ \u3000:：]*"),
        ("han", rf"[{_HAN}]{{1,3}}[ ]?[、．.][ \u3000]*"),
        ("step", rf"[{_HAN}]{{1,2}}是[ ]?"),
        ("han-bracket", rf"[（(][ ]?[{_HAN}]{{1,3}}[ ]?[）)][ \u3000、]*"),
        ("direction", rf"(?:方向|专题|类别|任务)[ ]?[{_HAN}\d]{{1,2}}[：:、.．][ \u3000]*"),
        ("number", r"\d{1,2}[ ]?(?:[、．]|\.(?!\d))[ \u3000]*"),
        ("bracket", r"[（(][ ]?\d{1,2}[ ]?[）)][ \u3000、]*|\d{1,2}[)）][ ]*"),
        ("circle", r"[①-⑳][ \u3000]*"),
        ("bullet", r"[—\-•·●▪◆■][ \u3000]+"),
    )
)
_END = "。！？!?"
_REFERENCE = re.compile(r"规定|的|所|、|，|,|和|至|款|第|中|及|或|执行|以")
_LISTED = re.compile(
    r"(?:下列|以下|如下|之一|之一的|要求|规定|条件|情形|标准|材料|为|包括|两项|三项|[:：])[^。；;：:]{0,30}[：:]"
)


_LEAD_IN = re.compile(
    r"(?:[问答][：:][ \u3000]*|[QA]\d{0,2}[：:][ ]?|[◎★☆※▶►◇◆✦][ \u3000]*)?"
    r"(?:[^，,。：:；;\d《》]{0,26}(?:介绍|获悉|了解到|明确|指出|显示|透露)[，,：:](?:[^，,。：:；;\d]{4,24}：(?=对))?"
    r"|(?:根据|按照|依据)[^，,。：:；;\d《》]{0,8}(?:政策|办法|措施|细则|新规|新政)[，,](?![^。]{0,80}(?:制定|如下))"
    r"|(?:当然|此外|另外|据了解|据悉)[，,]"
    r"|[^，,。：:；;\d]{2,8}方面[，,]"
    r"|[^，,。：:；;\d]{4,16}：(?=(?:对|支持方向|凡|只要)))?"
)
"""What stands before what a sentence says: 问：, ◎, and in a newspaper 记者从市里获悉，."""

_INNER = re.compile(r"[；;。：:][ \u3000]*(?=[（(①-⑳\d一二三四五六七八九十])")


@dataclass(frozen=True)
class Sentence:
    """``text[start:end]`` of the policy, its closing mark included. ``number`` counts from 0."""

    number: int
    start: int
    end: int
    mark: int
    """Where its words begin, behind 第三条 or （一）."""


@dataclass
class Clause:
    """An article or item: its own sentences, and the clauses below it, in the order of the text."""

    level: str
    label: str
    heading: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    below: list[Clause] = field(default_factory=list)
    above: Clause | None = None

    def cite(self) -> str:
        """第三条（二）1."""
        before = self.above.cite() if self.above is not None else ""
        if self.level in ("chapter", "section", "root"):
            return before
        return before + self.label.strip(" \u3000:：、．.")

    def walk(self) -> Iterator[Clause]:
        yield self
        for each in self.below:
            yield from each.walk()

    def all_sentences(self) -> list[Sentence]:
        return sorted(
            (each for clause in self.walk() for each in clause.sentences), key=lambda each: each.start
        )


@dataclass(frozen=True)
class Policy:
    """The text that is drafted from. All offsets are into ``mapped.text`` unless they are called raw."""

    mapped: MappedText
    root: Clause
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return self.mapped.text

    def said(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.end]

    def raw(self, span: Span) -> list[Span]:
        return self.mapped.raw_ranges(*span)


def policy(articles: Sequence[Article]) -> Policy:
    """The articles of one file, in order, as one policy. Raises ValueError where it is too long."""
    parts: list[MappedText] = []
    for article in articles:
        if parts:
            parts.append(
                MappedText.inserted(article.text.raw, "\n", int(parts[-1].ends[-1]) if len(parts[-1]) else 0)
            )
        parts.append(article.text)
    raw = articles[0].text.raw if articles else ""
    return of_text(MappedText.joined(raw, parts))


def of_text(text: MappedText) -> Policy:
    """A policy of a text as it is. Raises ValueError where it is too long."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{len(text):,} characters; at most {MAX_CHARACTERS:,} are drafted from at once")
    joined = unbroken(text)
    root = Clause("root", "")
    sentences: list[Sentence] = []
    open_clauses = [root]
    for start, end in _lines(joined.text):
        _line(joined.text, start, end, open_clauses, sentences)
    for clause in root.walk():
        clause.heading = heading(joined.text, clause)
    return Policy(joined, root, tuple(sentences))


def _line(text: str, start: int, end: int, open_clauses: list[Clause], sentences: list[Sentence]) -> None:
    """Hang one line on the tree: its items, and the sentences of each."""
    items = list(_items(text, start, end))
    if not items[0][2]:
        _close_items(text, open_clauses)
        if len(items) > 1:  # a list in running text: its head is a clause of its own
            paragraph = Clause("paragraph", "", above=open_clauses[-1])
            open_clauses[-1].below.append(paragraph)
            open_clauses.append(paragraph)
    outer = len(open_clauses)
    for number, (begin, stop, level, mark) in enumerate(items):
        mark = min(mark, stop)
        inline = number > 0
        if inline:
            del open_clauses[max(outer, 1) :]
            clause = Clause(level, text[begin:mark], above=open_clauses[-1])
            open_clauses[-1].below.append(clause)
        elif level:
            _open(open_clauses, Clause(level, text[begin:mark]))
            outer = len(open_clauses)
            clause = open_clauses[-1]
        else:
            clause = open_clauses[-1]
        for low, high in list(_sentences(text, mark, stop)) or [(mark, stop)]:
            sentence = Sentence(
                len(sentences), begin if low == mark else low, high, _words_begin(text, low, high)
            )
            sentences.append(sentence)
            clause.sentences.append(sentence)
            if len(sentences) > MAX_SENTENCES:
                raise ValueError(f"more than {MAX_SENTENCES:,} sentences")
            if inline and text[high - 1] in _END:
                clause = open_clauses[-1]  # what follows the full stop of a list is said of the whole
    while open_clauses[-1].level == "paragraph":
        open_clauses.pop()


def _words_begin(text: str, low: int, high: int) -> int:
    match = _LEAD_IN.match(text, low, high)
    return match.end() if match and match.end() < high else low


_ITEMS = ("step", "han-bracket", "number", "bracket", "circle", "bullet")


def _close_items(text: str, open_clauses: list[Clause]) -> None:
    """A line without a mark of its own goes on with the last item only where that is a heading."""
    while open_clauses[-1].level in _ITEMS and open_clauses[-1].sentences:
        last = open_clauses[-1].sentences[0]
        if (text[last.end - 1] not in _END + "；;" and len(open_clauses[-1].sentences) <= 1) or _titled(
            text, open_clauses[-1]
        ):
            return
        open_clauses.pop()


def _titled(text: str, clause: Clause) -> bool:
    first = clause.sentences[0]
    alone = text[first.end : first.end + 1] in ("", "\n")
    return alone and text[first.end - 1] not in _END + "；;"


def _open(open_clauses: list[Clause], clause: Clause) -> None:
    """A level that is open already closes what stands below it; a new level opens below the last."""
    levels = [each.level for each in open_clauses]
    if clause.level in levels:
        del open_clauses[levels.index(clause.level) :]
    elif len(open_clauses) > MAX_DEPTH:
        del open_clauses[MAX_DEPTH:]
    elif clause.level in ("chapter", "article") or (clause.level == "han" and "article" not in levels):
        keep = 2 if clause.level != "chapter" and levels[1:2] == ["chapter"] else 1
        if clause.level == "article" and levels[1:3] == ["chapter", "section"]:
            keep = 3
        del open_clauses[keep:]
    clause.above = open_clauses[-1]
    open_clauses[-1].below.append(clause)
    open_clauses.append(clause)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


def _marked(text: str, at: int) -> tuple[str, int] | None:
    for level, pattern in _MARKS:
        if match := pattern.match(text, at):
            spaced = match[0][-1:].isspace()
            if level == "article" and not spaced and _REFERENCE.match(text, match.end()):
                return None  # 第四条的规定, 第一条所称: a reference
            return level, match.end()
    return None


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, int]]:
    """The items of one line: where each begins and ends, its level, and where its words begin."""
    found = _marked(text, start)
    begin, level, mark = start, found[0] if found else "", found[1] if found else start
    place = mark
    while place < end:
        nearest = _INNER.search(text, place, end)
        if nearest is None:
            break
        after = nearest.end()
        inner = _marked(text, after)
        if inner and inner[0] in ("number", "bracket", "han-bracket", "circle", "step") and inner[1] < end:
            yield begin, nearest.start() + 1, level, mark
            begin, level, mark = after, inner[0], inner[1]
            place = mark
        else:
            place = after
    yield begin, end, level, mark


def _after_space(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \u3000":
        at += 1
    return at


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut behind 。！？ and ；, and behind a head that ends in a colon; never inside brackets or quotation marks."""
    begin, depth = start, 0
    for place in range(start, end):
        char = text[place]
        depth = max(0, depth + (char in "（(“《") - (char in "）)”》"))
        closes = (char in _END and (depth == 0 or place + 1 == end)) or (char in "；;" and depth == 0)
        heads = char in "：:" and depth == 0 and place + 1 < end
        heads = heads and bool(_LISTED.search(text[begin : place + 1]) or _label(text[begin:place]))
        if (
            heads
            and text[place + 1 : place + 2].isdigit()
            and char == ":"
            and text[place - 1 : place].isdigit()
        ):
            heads = False
        if closes or heads:
            yield begin, place + 1
            begin = _after_space(text, place + 1, end)
    if begin < end:
        yield begin, end


def _label(words: str) -> bool:
    """支持对象：, 申请条件：: a heading in the line of its text."""
    words = words.strip()
    if not 2 <= len(words) <= 12 or re.search(r"[，,、。；]", words):
        return False
    return any(word in words for listed in data.table("roles")["headings"].values() for word in listed)


_RULE = re.compile(r"(?:不得|不能|不予|禁止|除外|不适用)[^。；：:，]{0,12}[。；]$")
"""严重失信主体不能申请。 is no heading, however short."""


def heading(text: str, clause: Clause) -> str:
    """The name of a clause: a line of its own, or a short first sentence before others."""
    if not clause.sentences or clause.level == "root":
        return ""
    if _RULE.search(text[clause.sentences[0].mark : clause.sentences[0].end]):
        return ""
    first = clause.sentences[0]
    words = text[first.mark : first.end].strip()
    bare = words.rstrip("。：:；;")
    more = len(clause.sentences) > 1 or bool(clause.below)
    alone = text[first.end : first.end + 1] in ("", "\n") or text[first.end].isspace()
    if alone and more and len(bare) <= 30 and not re.search(r"[，,]", bare):
        if not words.endswith(("。", "；", ";", "：", ":")):
            return bare
        if words.endswith(("：", ":")) and len(bare) <= 16 and not re.search(r"下列|以下|如下|应|须", bare):
            return bare
    short = (
        len(bare) <= 18
        and words.endswith("。")
        and more
        and text[first.end : first.end + 1] not in ("", "\n")
    )
    if clause.below and clause.below[0].sentences and len(clause.sentences) == 1 and words.endswith("。"):
        short = len(bare) <= 18
    return bare if short and not re.search(r"[，,；;\d]", bare) else ""


# --- broken lines ---------------------------------------------------------------------------


def unbroken(text: MappedText) -> MappedText:
    """Without the line ends that only the edge of the paper made: those behind a raw line as wide as the others."""
    starts = [0, *(match.end() for match in re.finditer("\n", text.raw))]
    ends = [*(each - 1 for each in starts[1:]), len(text.raw)]
    widths = [_width(text.raw[start:end]) for start, end in zip(starts, ends, strict=True)]
    said = sorted(width for width in widths if width)
    edge = said[(len(said) * 9) // 10] if len(said) >= 6 else MAX_WIDTH + 1
    ragged = edge > MAX_WIDTH or sum(width >= edge - 4 for width in said) * 3 < len(said)
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text.text)]
    dropped: list[int] = []
    for (start, end), (after, stop) in pairwise(lines):
        last = bisect_right(starts, max(0, int(text.ends[end - 1]) - 1)) - 1
        line, following = text.text[start:end], text.text[after:stop]
        wide = not ragged and widths[last] >= edge - 4
        if (wide or _torn(line, following)) and _runs_on(line, following):
            dropped += range(end, after)
    return text.without(dropped) if dropped else text


MAX_WIDTH = 60
"""Characters of a line on paper; a text whose lines are longer was broken by nobody."""

_GAP = re.compile(r"(?<=\S)(?:\u3000{2,}| {3,}|[ \u3000]*\t[ \u3000\t]*)(?=\S)")


def _torn(line: str, following: str) -> bool:
    """A line that ends inside a list or before the last characters of a word, however wide the others are."""
    line, following = line.rstrip(), following.lstrip()
    if len(line) < 10:
        return False
    return line[-1:] in "、，," or bool(re.match(r"(?:或者|以及|[一-龥]?[、，,。；])", following))


def _width(line: str) -> int:
    return len(line.strip())


def _runs_on(line: str, following: str) -> bool:
    line, following = line.strip(), following.strip()
    titled = (
        re.search(r"(?:通\s?知|办法|措施|指南|意见|细则|公告|规定|方案)$", line) and following[-1] in "：:"
    )
    if not line or not following or titled or line[-1] in _END + "；;：:":
        return False
    if re.match(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日$", following) or re.fullmatch(
        r"[—\-]?\d+[—\-]?", following
    ):
        return False
    if _GAP.search(line) or _GAP.search(following):
        return False  # a row of a table
    return _marked(following, 0) is None or _marked(following, 0)[0] in ("bullet",)  # type: ignore[index]  # None was asked for just before
