"""The tree of a text: what its marks, headings and questions put below what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from twinwheel.reading.drafts.headings import asks, heading_role, is_label, named
from twinwheel.reading.drafts.lines import cells, lines
from twinwheel.reading.drafts.marks import INLINE
from twinwheel.reading.drafts.marks import items as items_of
from twinwheel.reading.text import MappedText

MAX_SENTENCES = 20_000
MAX_DEPTH = 8

_OUTER = ("annex", "chapter", "section", "subhead", "question")
"""They hold paragraphs; what stands in a line of its own below them is a part of its own."""
_ITEMS = (*INLINE, "star", "bullet", "ordinal")
_END = "。！？!?"
_LISTED = re.compile(
    r"(?:下列|以下|如下|之一|之一的|要求|规定|条件|情形|标准|材料|为|包括|两项|三项|[:：])[^。；;：:]{0,30}[：:]"
    r"|(?:须|应当?|需|必须)(?:同时)?(?:满足|符合|具备)[：:]$"
    r"|不得(?:存在|有)?[：:]$"
)
_LIST_HEAD = re.compile(
    r"(?:下列|以下|如下)[^。；;：:]{0,16}(?:条件|要求|标准|情形|指标|之一|材料|行为)[^。；;]{0,20}[：:]$"
    r"|不得(?:存在|有|(?:申报|申请|享受|申领)的?[^，。；：:]{0,8}(?:包括|有|为|如下))?[：:]$"
)
"""The head of a list, whose items stand below it."""
_SIGNED = re.compile(r"(?:局|委|厅|部|办|会|中心|署|院|府|公司)$")
_LEAD_IN = re.compile(
    r"(?:[问答][：:][ \u3000]*|[QA]\d{0,2}[：:][ ]?)?"
    r"(?:(?:为[^，,。：:；;\d《》]{2,24}[，,])?[^，,。：:；;\d《》]{0,26}(?:介绍|获悉|获知|了解到|注意到|发现|看到|(?<![很不更分常])明确|指出|显示|透露|提醒|强调|表示|解释|解读|补充|坦言|告诉记者|说|(?:新政|新规|政策|办法|措施|细则|文件|方案|意见)(?:还|也|同时)?(?:规定|提出))[，,：:](?:[^，,。：:；;\d]{4,24}：(?=对))?"
    r"|(?:根据|按照|依据)[^，,。：:；;\d《》]{0,8}(?:政策|办法|措施|细则|新规|新政|方案|规定|意见|文件)[，,](?![^。]{0,80}(?:制定|如下))"
    r"|(?:根据|按照|依据)《[^》]{2,40}》(?:的?(?:规定|要求))?[，,](?![^。]{0,80}(?:制定|如下))"
    r"|《[^》]{2,40}》(?:还|也|同时|特别|进一步)?(?:明确|提出|规定|要求|指出|显示)[，,：:]"
    r"|(?:当然|此外|另外|除此之外|除此以外|与此同时|不仅如此|更重要的是|不过|然而|但是|同时|需要[^，,。\d]{1,4}的是|值得[^，,。\d]{1,4}的是|据了解|据悉|首先|其次|再次|最后|其[一二三四五六七八](?:是)?)[，,]"
    r"|[^，,。：:；;\d]{2,8}方面[，,]|在[^，,。：:；;\d]{2,10}(?:环节|(?<!以)上)[，,]|[^，,。：:；;\d]{0,6}(?:力度|基础|方式|标准|政策|服务)上[，,]|[^，,。：:；;\d]{4,24}”[：:]|[^，,。：:；;\d]{2,24}(?<!的)(?:门槛|前提|硬杠杠|限制|讲究|要求)[：:](?=[^。\n]{6})(?!\n)|[^，,。：:；;\d—的]{4,20}——(?=[^。]*[，,])"
    r"|[^，,。：:；;\d]{4,16}：(?=(?:对|支持方向|凡|只要)))?"
)
"""What stands before what a sentence says: 答：, and in a newspaper 记者从市里获悉，."""


MAX_LEADS = 3
"""此外，《若干政策》还明确，: one stands behind another."""
_COLUMN = re.compile(r"[^\d，,。；;：:]{2,14}")
_TITLED = re.compile(r"【(?P<title>[^】\n]{2,20})】[ \u3000]*(?=[^\s【])")
"""第二条【做大规模】企业…: the name of an article before its words."""
_COUNTED = re.compile(r"序号|编号")


@dataclass(frozen=True)
class Sentence:
    """``text[start:end]`` of the policy, its closing mark included. ``number`` counts from 0."""

    number: int
    start: int
    end: int
    mark: int
    """Where its words begin, behind 第三条 or （一）."""


@dataclass(eq=False)
class Clause:
    """A part of the text: its own sentences, and the clauses below it, in the order of the text."""

    level: str
    label: str
    heading: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    below: list[Clause] = field(default_factory=list)
    above: Clause | None = None

    def cite(self) -> str:
        """第三条（二）1."""
        before = self.above.cite() if self.above is not None else ""
        if self.level in (*_OUTER, "root", "paragraph", "row", "cell"):
            return before
        return before + self.label.strip(" \u3000:：、．.")

    def walk(self) -> Iterator[Clause]:
        yield self
        for each in self.below:
            yield from each.walk()

    def up(self) -> Iterator[Clause]:
        """Itself and all above it, the root last."""
        yield self
        if self.above is not None:
            yield from self.above.up()

    def all_sentences(self) -> list[Sentence]:
        return sorted(
            (each for clause in self.walk() for each in clause.sentences), key=lambda each: each.start
        )

    def parts(self) -> list[Sentence | Clause]:
        """Its sentences and the clauses below it, as they stand in the text."""
        found: list[tuple[int, Sentence | Clause]] = [(each.start, each) for each in self.sentences]
        found += [(first[0].start, each) for each in self.below if (first := each.all_sentences())]
        return [part for _, part in sorted(found, key=lambda part: part[0])]


def outline(mapped: MappedText) -> tuple[Clause, list[Sentence]]:
    """The root of the tree, and all sentences in order. Raises ValueError where there are too many."""
    text = mapped.text
    growing = _Growing(text)
    columns: list[str] = []
    for start, end in lines(text):
        row = cells(mapped, start, end)
        words = [text[low:high] for low, high in row]
        says = any(map(str.isalnum, text[start:end]))
        if says and len(row) > 1 and len(row) == len(columns):
            growing.row(row, columns)
            continue
        if says or not columns:  # else it is the rule below the names of the columns
            columns = words if _names_columns(words) else []
        if columns:
            growing.columns(start, end)
        else:
            growing.line(start, end)
    for clause in growing.root.walk():
        clause.heading = clause.heading or _heading(text, clause)
    return growing.root, growing.sentences


def _names_columns(words: Sequence[str]) -> bool:
    """The first row of a table: 申报条件, 支持标准; or names of figures beside what is given for them."""
    roles = [heading_role(each) for each in words]
    if len(words) > 1 and sum(role is not None for role in roles) > 1:
        return True
    return len(words) > 2 and "benefits" in roles and all(_COLUMN.fullmatch(each) for each in words)


class _Growing:
    """The tree while lines are hung on it; ``open`` leads from the root to where the next line may go."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Clause("root", "")
        self.open = [self.root]
        self.sentences: list[Sentence] = []
        self.subheads = False
        """Whether lines without a mark head parts of this text; then other short lines do too."""

    def line(self, start: int, end: int) -> None:
        """Hang one line on the tree: its items, and the sentences of each."""
        items = list(items_of(self.text, start, end))
        level = items[0][2] or self._unmarked(start, end)
        if not level:
            self._close_items()
            if len(items) > 1 or self.open[-1].level in ("root", *_OUTER):
                self._push(Clause("paragraph", ""))
        outer = len(self.open)
        for number, (begin, stop, inner, mark) in enumerate(items):
            mark = min(mark, stop)
            if number:
                del self.open[max(outer, 1) :]
                clause = self._push(Clause(inner, self.text[begin:mark]), stay=False)
            elif level:
                self._at_level(Clause(level, self.text[begin:mark]))
                outer, clause = len(self.open), self.open[-1]
            else:
                clause = self.open[-1]
            if titled := _TITLED.match(self.text, mark, stop):
                clause.heading = titled["title"]
                self._say(clause, begin, mark, titled.end(), inline=False)
                begin = mark = titled.end()
            self._say(clause, begin, mark, stop, inline=number > 0)
        if self.open[-1].level == "paragraph" and not _LIST_HEAD.search(self.text[start:end]):
            self.open.pop()

    def columns(self, start: int, end: int) -> None:
        """The names of the columns of a table, or the rule below them."""
        self._close_items()
        self._say(self._push(Clause("columns", ""), stay=False), start, start, end, inline=False)

    def row(self, cells: Sequence[tuple[int, int]], columns: Sequence[str]) -> None:
        """A row of a table: a clause under the name of its first cell, with a clause for each cell below its column."""
        self._close_items()
        row = self._push(Clause("row", ""))
        for (start, end), column in zip(cells, columns, strict=True):
            counted = _COUNTED.fullmatch(column) is not None
            if heading_role(column) is None and not row.heading and not counted:
                row.heading, row.label = self.text[start:end], column
                self._say(row, start, start, end, inline=False)
                continue
            self._say(self._push(Clause("cell", "", column), stay=False), start, start, end, inline=False)
        self.open.pop()

    def _unmarked(self, start: int, end: int) -> str:
        """A line without a mark may still head what follows: a question, or 支持对象 alone in its line."""
        words = self.text[start:end]
        if not self.sentences or "。" in words[:-1]:
            return ""
        if asks(words) and not re.search(r"[，,。：:；;]", words):
            return "question"
        bare = words.rstrip("：:")
        titled = len(bare) <= 16 and words[-1:] not in "。；;，," and not re.search(r"[，,、；;：:\d]", bare)
        alike = self.subheads and len(bare) <= 12 and not _SIGNED.search(bare)
        if not titled or not (alike or is_label(words) or heading_role(bare)):
            return ""
        self.subheads = True
        return "subhead"

    def _say(self, clause: Clause, begin: int, mark: int, stop: int, *, inline: bool) -> None:
        for low, high in list(_sentences(self.text, mark, stop)) or [(mark, stop)]:
            words = low
            for _ in range(MAX_LEADS):
                match = _LEAD_IN.match(self.text, words, high)
                words = match.end() if match and match.end() < high else words
            sentence = Sentence(len(self.sentences), begin if low == mark else low, high, words)
            self.sentences.append(sentence)
            clause.sentences.append(sentence)
            if len(self.sentences) > MAX_SENTENCES:
                raise ValueError(f"more than {MAX_SENTENCES:,} sentences")
            if inline and self.text[high - 1] in _END:
                clause = self.open[-1]  # what follows the full stop of a list is said of the whole

    def _push(self, clause: Clause, *, stay: bool = True) -> Clause:
        clause.above = self.open[-1]
        self.open[-1].below.append(clause)
        if stay:
            self.open.append(clause)
        return clause

    def _at_level(self, clause: Clause) -> None:
        """A level that is open already closes what stands below it; a new level opens below the last."""
        levels = [each.level for each in self.open]
        if clause.level in levels:
            del self.open[levels.index(clause.level) :]
        elif len(self.open) > MAX_DEPTH:
            del self.open[MAX_DEPTH:]
        elif clause.level in ("question", "annex"):
            del self.open[1:]
        elif clause.level in ("chapter", "article") or (clause.level == "han" and "article" not in levels):
            outer = ("annex",) if clause.level == "chapter" else _OUTER
            keep = [place for place, level in enumerate(levels) if level in outer]
            del self.open[max(keep, default=0) + 1 :]
        self._push(clause)

    def _close_items(self) -> None:
        """A line without a mark of its own goes on with the last item only where that is a heading."""
        while self.open[-1].level in (*_ITEMS, "paragraph") and self.open[-1].sentences:
            clause = self.open[-1]
            first = clause.sentences[0]
            goes_on = self.text[first.end - 1] not in _END + "；;"
            alone = self.text[first.end : first.end + 1] in ("", "\n")
            if clause.level != "paragraph" and goes_on and (alone or len(clause.sentences) <= 1):
                return
            self.open.pop()


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut behind 。！？ and ；, and behind a head that ends in a colon; never inside brackets or quotation marks."""
    begin, depth = start, 0
    for place in range(start, end):
        char = text[place]
        depth = max(0, depth + (char in "（(“《") - (char in "）)”》"))
        closes = (char in _END and (depth == 0 or place + 1 == end)) or (char in "；;" and depth == 0)
        closes = closes or (char == "”" and depth == 0 and text[place - 1] in _END and place + 1 < end)
        heads = char in "：:" and depth == 0 and place + 1 < end and not _clock(text, place)
        heads = heads and bool(_LISTED.search(text[begin : place + 1]) or is_label(text[begin:place]))
        if closes or heads:
            yield begin, place + 1
            begin = place + 1
            while begin < end and text[begin] in " \u3000":
                begin += 1
    if begin < end:
        yield begin, end


def _clock(text: str, at: int) -> bool:
    """The colon of 9:30."""
    return text[at] == ":" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _heading(text: str, clause: Clause) -> str:
    if not clause.sentences or clause.level in ("root", "cell"):
        return ""
    first = clause.sentences[0]
    alone = text[first.end : first.end + 1] in ("", "\n") or text[first.end].isspace()
    more = len(clause.sentences) > 1 or bool(clause.below)
    words = text[first.mark : first.end]
    if clause.level == "subhead":
        return words.strip().rstrip("：:")
    short_item = len(clause.sentences) == 1 and bool(clause.below)
    in_line = text[first.end : first.end + 1] not in ("", "\n")
    if words.endswith("。") and (text[first.mark - 1] in "，," or not (in_line or short_item)):
        return ""  # 负责人表示，办法只面向小型企业。 tells something, however short
    return named(words, alone=alone, more=more)
