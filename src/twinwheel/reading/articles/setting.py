"""How the lines of a page are set: which of them are printed lines, how wide their columns are, who speaks.

A line of the text layer of a PDF is a printed line; an OCR program or a web page gives a paragraph a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.lines import Line, ends_sentence
from twinwheel.reading.normalise import HAN

PRINTED = 70.0
"""No printed line is wider, in full-width characters: an editor's note over a whole page has about 60."""
SURELY_PRINTED = 30.0
"""Lines no wider than this, of which most break off in mid-sentence, are printed lines even if they differ."""
LONGEST_HEADING = 44
MOST_STACKED = 10
"""Lines of titles on each other, at most."""
NO_TITLE_ENDS = "之的和与及或在于将被把向从对为以由使是其该各每这那并而但且就也都还又再更最很与"
"""Characters no headline ends with: the sentence goes on."""
_SPEAKER = re.compile(f"([{HAN}·]{{2,10}})[:：]")
_BULLETS = "■□◎▲△◆◇●○★☆▪•"
_OFFICE = re.compile("记者|通讯员|评论员|作者|撰|文/|摄")
SAYS = re.compile("(?:说|表示|介绍|指出|认为|透露|强调|坦言|称|看来|了解|获悉)[，,：:]")


class Setting:
    """Lines in their order, and what stands around each of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.printed = _printed(lines)
        self.levels = any(line.level for line in lines)
        self.speakers = _speakers(lines)
        self.stacked = _stacked(lines) if any(self.printed) else frozenset()
        self.bullets = Counter(
            line.text[0] for line in lines if line.text[0] in _BULLETS and not _OFFICE.search(line.text)
        )
        gaps = sorted(line.gap for line in lines[1:])
        self.usual_gap = gaps[len(gaps) * 3 // 5] if gaps else 0

    def is_turn(self, line: Line) -> bool:
        """Whether somebody who speaks more than once on the page speaks here."""
        found = _SPEAKER.match(line.text)
        return found is not None and found[1] in self.speakers and not line.level

    def listed(self, line: Line) -> bool:
        """Whether a line begins with a bullet that others have and names no reporter: an item, or a heading."""
        return self.bullets[line.text[0]] > 1 and not _OFFICE.search(line.text)

    def runs_on(self, i: int) -> bool:
        """Whether the next line goes on with a word of this one."""
        return i + 1 < len(self.lines) and (
            glue.gain(self.lines[i].text, self.lines[i + 1].text) > 0
            or glue.starts_badly(self.lines[i + 1].text)
        )

    def last_but_one(self, i: int) -> bool:
        """Whether the next printed line is the short last one of a paragraph."""
        if i + 1 >= len(self.lines):
            return False
        line, last = self.lines[i], self.lines[i + 1]
        return last.form == "plain" and last.closed and last.width < line.width - 1.3

    def unmarked(self, i: int) -> bool:
        """Whether line ``i`` has no mark of a sentence, and no word of it goes on in the next."""
        text = self.lines[i].text
        if self.lines[i].form not in ("plain", "headline") or any(mark in text for mark in "，,。、；;"):
            return False
        return glue.gain(text, self.lines[i + 1].text if i + 1 < len(self.lines) else "") == 0

    def first_of_column(self, i: int, line: Line) -> bool:
        """Whether a line is as wide as the first of a paragraph of the lines after it, which goes on there."""
        ahead = self.width_ahead(i)
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if not following or following.form != "plain" or self.apart(i + 1) or following.width < ahead - 1.3:
            return False
        return min(abs(line.width - ahead), abs(line.width - (ahead - 2))) <= 1.2

    def apart(self, i: int) -> bool:
        """Whether line ``i`` stands further below the one before than lines of this page do."""
        return not 0 < i < len(self.lines) or self.lines[i].gap > self.usual_gap

    def width_ahead(self, i: int) -> float:
        """Of the column that comes: of a full one of the next printed lines, up to the end of the article."""
        ahead = []
        for line in self.lines[i + 1 : i + 9]:
            if line.form in ("byline", "note", "imprint", "meta", "marker") or line.width > PRINTED:
                break
            ahead.append(line.width)
        return sorted(ahead)[len(ahead) * 2 // 3] if ahead else 0.0

    def bare(self, i: int, ahead: float) -> bool:
        """As wide as the column and yet no running text: no mark, no word that goes on, and not set in."""
        line = self.lines[i]
        if not self.unmarked(i) or (glue.starts_well(line.text) and line.text[0] not in "“《【"):
            return False
        styled = any(mark in line.text[:-1] for mark in "：: ？！") or line.text.endswith("”")
        return styled or abs(line.width - (ahead - 2)) > 0.6


def _stacked(lines: Sequence[Line]) -> frozenset[int]:
    """Printed lines that can only be titles: they stand between the end of a paragraph and the first words of an
    article or its byline, and none of them has the marks of a sentence."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        if line.form not in ("anchor", "byline", "note") or line.text[0] in "（(":
            continue
        j = i
        while j > 0 and i - j <= MOST_STACKED and _no_sentence(lines[j - 1]):
            j -= 1
        above = lines[j - 1] if j else None
        ends = above is None or above.closed or above.form in ("byline", "imprint", "meta")
        if (
            j < i <= j + MOST_STACKED
            and ends
            and not any(
                glue.gain(lines[k].text, lines[k + 1].text) >= 2 or glue.starts_badly(lines[k].text)
                for k in range(j, i - 1)
            )
        ):
            found.update(range(j, i))
    return frozenset(found)


def _no_sentence(line: Line) -> bool:
    """Whether a line may be a title, whatever stands around it."""
    text = line.text
    if line.form not in ("plain", "headline") or line.width > LONGEST_HEADING or "。" in text or line.level:
        return False
    if text[-1] in "，,、；;：:" or text[-1] in NO_TITLE_ENDS or SAYS.search(text):
        return False
    return text.count("，") + text.count(",") <= 1 and len(text) >= 4


def _speakers(lines: Sequence[Line]) -> set[str]:
    """Who stands with a colon at the beginning of more than one line: the turns of an interview."""
    turns = {
        (turn[1], line.text[turn.end() : turn.end() + 6])  # the same words twice are a title and its copy
        for line in lines
        if line.form in ("plain", "question") and (turn := _SPEAKER.match(line.text)) and not line.level
    }
    return {name for name, count in Counter(name for name, _ in turns).items() if count > 1}


def _printed(lines: Sequence[Line]) -> list[bool]:
    """Which of the lines are printed lines, by those around them."""
    forms = ("plain", "numbered", "label", "caption", "organisation", "headline")
    widths = [line.width if line.form in forms and not line.level else 0.0 for line in lines]
    opened = [not line.closed for line in lines]
    found = []
    for i, line in enumerate(lines):
        if line.width > PRINTED or line.block.box is not None:
            found.append(line.width <= PRINTED)
            continue
        near = range(max(i - 4, 0), min(i + 6, len(lines)))
        wide = [j for j in near if widths[j] >= 6]
        if any(widths[j] > PRINTED for j in wide):
            found.append(False)
            continue
        if line.width >= 14:  # lines of another column, of quite another width, tell nothing
            wide = [j for j in wide if widths[j] < 1.7 * line.width and line.width < 3 * widths[j]]
        if len(wide) < 3 or 2 * sum([opened[j] for j in wide]) < len(wide):
            found.append(False)
            continue
        full = sorted([widths[j] for j in wide])[len(wide) * 3 // 4]
        alike = sum([abs(widths[j] - full) <= 3.5 for j in wide])
        found.append(full < SURELY_PRINTED or 2 * alike >= len(wide))
    return found


def has_sentence(text: str) -> bool:
    if text.endswith("..."):  # a title cut short
        text = text[:-3]
    return "。" in text or (ends_sentence(text) and text.rstrip("”’」』）)】》〉\"' ")[-1:] not in "？！?!…")
