"""How the lines of a page are set: which of them are printed lines, how wide their columns are, who speaks.

A line of the text layer of a PDF is a printed line; an OCR program or a web page gives a paragraph a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from twinwheel.reading.articles import glue, items
from twinwheel.reading.articles.lines import Line, form_of, is_person
from twinwheel.reading.articles.wording import SAYS, breaks_off, leads_in
from twinwheel.reading.normalise import HAN

PRINTED = 70.0
"""No printed line is wider, in full-width characters: an editor's note over a whole page has about 60."""
SURELY_PRINTED = 30.0
"""Lines no wider than this, of which most break off in mid-sentence, are printed lines even if they differ."""
LONGEST_HEADING = 44
MOST_BROKEN = 4
"""Lines of one title, at most."""
MOST_STACKED = 10
"""Lines of titles on each other, at most."""
COLUMN = 12
"""Lines above and below by which the width of a column is told."""
SET_WIDE = 2.2
"""Characters more than which no line is wider than its column: marks that may not begin a line hang over."""
SURE_RUN = 3
"""Lines on each other without a mark and without a word that goes on, which are no paragraph for that alone."""
UNEVEN = 2.0
"""Characters by which lines beside a picture, one below the other, do not differ."""
PICTURE = 5.0
"""Characters from which on a line may be narrow because it stands beside a picture."""
_STOP = re.compile(f'[{HAN}”"][.]')
_STYLED = re.compile("[“《：:？！|丨｜ ]")
"""What headlines have and lines of a text without any mark hardly ever."""
_SPEAKER = re.compile(f"([{HAN}·]{{2,10}})[:：]")
_TITLED = ("anchor", "byline", "note", "addressee", "nav")
"""What stands right below the titles of a text."""
_LAST = ("byline", "imprint", "meta", "contact")
"""What a text may end with that is no sentence."""
_TELEPHONE = re.compile(r"(?:^|\D)\d{3,4}-?\d{3,8}$|^\d{4,8}$")
_BULLETS = "■□◎▲△◆◇●○★☆▪•"
_OFFICE = re.compile("记者|通讯员|评论员|作者|撰|文/|摄")


class Setting:
    """Lines in their order, and what stands around each of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.printed = _printed(lines)
        self.levels = any(line.level for line in lines)
        self.speakers = _speakers(lines)
        laid = any(line.block.box for line in lines)  # then the layout has told which lines are titles
        told = not laid and any(self.printed)
        self.stacked = _stacked(lines) | _wide(lines, self.printed) if told else frozenset()
        self.cells = frozenset(items.cells(lines))
        self.items = frozenset(items.found(lines)) - {i for i, line in enumerate(lines) if self.is_turn(line)}
        self.stacked = (self.stacked - self.items) | _broken(lines)
        self.bullets = Counter(
            line.text[0] for line in lines if line.text[0] in _BULLETS and not _OFFICE.search(line.text)
        )
        gaps = sorted(line.gap for line in lines[1:])
        self.usual_gap = gaps[len(gaps) * 3 // 5] if gaps else 0

    def is_turn(self, line: Line) -> bool:
        """Whether somebody who speaks more than once on the page speaks here."""
        found = _SPEAKER.match(line.text)
        return found is not None and found[1] in self.speakers and not line.level

    def presents(self, line: Line) -> bool:
        """Whether a line presents one of the speakers: name, colon, organisation and position."""
        name, _, office = line.text.replace(":", "：").partition("：")
        return self.is_turn(line) and is_person(office + name)

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

    def styled(self, i: int) -> bool:
        """Whether a line has what headlines have, or stands where no text may go on: at the top, or apart."""
        text = self.lines[i].text
        if self.apart(i) and self.apart(i + 1):
            return True
        return "，" not in text and bool(_STYLED.search(text[:-1]) or text[-1] in "？?！!”")

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
        if line.form not in _TITLED or line.text[0] in "（(":
            continue
        j = i
        while j > 0 and i - j <= MOST_STACKED and _no_sentence(lines[j - 1]):
            j -= 1
        if (
            j < i <= j + MOST_STACKED
            and _may_start(lines, j)
            and not any(
                glue.gain(lines[k].text, lines[k + 1].text) >= 2 or glue.starts_badly(lines[k].text)
                for k in range(j, i - 1)
            )
        ):
            found.update(range(j, i))
    return frozenset(found)


def _broken(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of the title of an official document that was broken, at the top of a text."""
    top = [line.text for line in lines[: MOST_BROKEN + 3]]
    for start in range(min(3, len(top))):
        for end in range(start + 2, min(start + MOST_BROKEN, len(top)) + 1):
            if form_of("".join(top[start:end])) == "headline" and "headline" not in map(
                form_of, top[start:end]
            ):
                return frozenset(range(start, end))
    return frozenset()


def _wide(lines: Sequence[Line], printed: Sequence[bool]) -> frozenset[int]:
    """Printed lines between two texts that can only be titles, since one of them is of a width that no line of a
    paragraph has: wider than the columns above and below, or somewhat narrower though its sentence is not over."""
    found: set[int] = set()
    i = 0
    while i < len(lines):
        end = _unmarked_run(lines, i) if printed[i] and _may_start(lines, i) else i
        if end > i:
            sides = (_column(lines[max(i - COLUMN, 0) : i]), _column(lines[end : end + COLUMN]))
            widths = [side for side in sides if all(side)]
            run = lines[i:end]
            styled = len(run) > 1 and any(_STYLED.search(line.text) for line in run)
            uneven = max(line.width for line in run) - min(line.width for line in run) > UNEVEN
            odd = [
                k
                for k in range(i, end)
                if widths and all(_odd_width(lines[k], width, narrow=uneven or styled) for width in widths)
            ]
            if len(run) >= SURE_RUN:
                odd.append(end - 1 if _STYLED.search(run[-1].text[:-1]) else end - 2)
            if end < len(lines) and leads_in(lines[end].text):
                odd.append(end - 1)  # a sentence begins there, and none goes on above it
            if odd:
                found.update(range(i, max(odd) + 1))
        i = max(end, i + 1)
    return frozenset(found)


def _may_start(lines: Sequence[Line], i: int) -> bool:
    above = lines[i - 1] if i else None
    return above is None or above.closed or above.form in _LAST or bool(_TELEPHONE.search(above.text))


def _unmarked_run(lines: Sequence[Line], start: int) -> int:
    """Where the lines end that stand from ``start`` on each other without the marks of a sentence, and of which
    none goes on with a word of the one before."""
    end = start
    while end < len(lines) and end - start < MOST_STACKED and _no_sentence(lines[end]):
        if end > start and not _apart_in_words(lines[end - 1].text, lines[end].text):
            return end - 1
        end += 1
    if start < end < len(lines) and not _apart_in_words(lines[end - 1].text, lines[end].text):
        return end - 1
    return end


def _apart_in_words(text: str, following: str) -> bool:
    return glue.gain(text, following) < 1 and not glue.starts_badly(following)


def _column(lines: Sequence[Line]) -> tuple[float, float]:
    """The usual width of the lines of running text, with figures half as wide as Chinese characters and as wide;
    zeros where there are too few."""
    full = [line for line in lines if line.form == "plain" and not line.closed]
    return _usual([round(line.width) for line in full]), _usual([len(line.text) for line in full])


def _usual(widths: Sequence[int]) -> int:
    width, count = max(Counter(widths).items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return width if count >= 3 else 0


def _odd_width(line: Line, column: tuple[float, float], *, narrow: bool) -> bool:
    """Whether a line is neither as wide as a column, nor set in by two characters, nor beside a picture there unless
    it may be ``narrow``."""
    if line.width > max(column) + SET_WIDE:
        return True
    off = len(line.text) - min(column)
    return off < -2 - SET_WIDE / 2 and (narrow or off > -PICTURE)


def _no_sentence(line: Line) -> bool:
    """Whether a line may be a title, whatever stands around it."""
    text = line.text
    if line.form == "cast":
        return True
    if line.form not in ("plain", "headline") or line.width > LONGEST_HEADING or "。" in text or line.level:
        return False
    if text[-1] in "，,、；;：:" or breaks_off(text) or SAYS.search(text) or _STOP.search(text):
        return False
    if leads_in(text):
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
