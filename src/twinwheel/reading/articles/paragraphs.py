"""Lines → paragraphs, headings, bylines and the rest: the units an article is made of.

A source gives a paragraph a line (OCR programs, web pages) or a printed line a line (the text layer of a PDF).
Which of the two, is seen around each line: printed lines are short, of one width, and most end in mid-sentence.
A printed line that is narrower than its column and ends a sentence ends a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from twinwheel.reading.articles import bylines, glue
from twinwheel.reading.articles.amending import amend
from twinwheel.reading.articles.heading_lines import Headings
from twinwheel.reading.articles.lines import Form, Line, ends_sentence
from twinwheel.reading.articles.setting import (
    LONGEST_HEADING,
)
from twinwheel.reading.articles.unit import Unit, UnitKind
from twinwheel.reading.articles.wording import has_sentence, lists
from twinwheel.reading.normalise import HAN

SIGNED = 16
"""Characters of a line that may be the rest of a signature in brackets."""
_HAN = re.compile(f"[{HAN}]")
_LAW = re.compile("第[一二三四五六七八九十百]{1,4}[条章节][\\s　]")
_REST_OF_NUMBER = re.compile(r"[\d\-—/、 ]+[转\d]*")
_CLOSED = re.compile("[）)]$")
_SPECIAL: dict[Form, UnitKind] = {
    "imprint": "imprint",
    "nav": "nav",
    "marker": "marker",
    "meta": "meta",
    "cast": "meta",
    "byline": "byline",
    "caption": "caption",
    "label": "label",
    "number": "meta",
}


def units(lines: Sequence[Line], *, joined: bool = False) -> list[Unit]:
    """The units of some lines in reading order.

    ``joined``: the lines are known to follow one another (their boxes say so), so an open end always goes on.
    """
    found = _Reader(lines, joined).units()
    amend(found)
    return found


class _Reader(Headings):
    """Goes over the lines once; ``current`` is the paragraph that may still go on."""

    def __init__(self, lines: Sequence[Line], joined: bool) -> None:
        super().__init__(lines)
        self.joined = joined
        self.found: list[Unit] = []
        self.current: Unit | None = None

    def units(self) -> list[Unit]:
        for i, line in enumerate(self.lines):
            self._take(i, line)
        for number, unit in enumerate(self.found):
            unit.number = number
        return self.found

    def _take(self, i: int, line: Line) -> None:
        if i in self.cells and self.found:
            self.found[-1].lines.append(line)
            return
        if self.joined and self.current and line.form == "byline" and self.current.open_end:
            if "，" in line.text or not bylines.read(line.text).names:
                self.current.lines.append(line)  # words of the text that begin like a byline
                self.current._text = None
            else:  # it stands over the next column of the same text
                self.found.append(Unit("byline", [line]))
            return
        if self.current and self._goes_on(i, line):
            self.current.lines.append(line)
            self.current._text = None
            return
        if self._closes(i, line):
            self.found[-1].lines.append(line)
            self.found[-1]._text = None
            return
        broken = self.current is not None and self.current.open_end
        self.current = None
        unit = Unit(self._kind(i, line), [line], anchored=line.form == "anchor")
        unit.broken = broken and unit.kind == "body"
        unit.row = i in self.items or line.form == "contact" or self.presents(line)
        unit.sure = not self.printed[i] or i in self.stacked or line.level > 0
        self.found.append(unit)
        if unit.kind in ("body", "note"):
            self.current = unit

    def _kind(self, i: int, line: Line) -> UnitKind:
        if line.form == "note":
            return "note"
        if self.is_turn(line) and line.form != "cast":
            return "body"
        if line.form == "contact" and self.found and self.found[-1].kind == "imprint":
            return "imprint"
        if line.form == "byline" and self.listed(line):
            return "label" if line.text[0] in "○●" else "heading"
        if line.form not in ("meta", "nav") and not _HAN.search(line.text):
            return "imprint" if self.found and self.found[-1].kind == "imprint" else "body"
        if line.form == "anchor":
            return "body"
        if line.level and line.form not in ("byline", "meta"):
            return "heading" if line.width <= 2 * LONGEST_HEADING else "body"
        if i in self.items:
            return "body"
        if line.form in _SPECIAL and not (line.form == "caption" and line.width > 60 and line.closed):
            return _SPECIAL[line.form]
        if line.block.role == "caption":
            return "caption"
        if line.form == "numbered":
            runs = self.printed[i] and (self._full(i) or (i + 1 < len(self.lines) and self.runs_on(i)))
            ends = line.text[-1] not in "；;，,：:" and not runs and not lists(line.text)
            return "heading" if line.width <= 30 and ends and not has_sentence(line.text) else "body"
        if (
            line.form == "organisation"
            and not (line.bullet or line.row)
            and (i == 0 or self.lines[i - 1].closed or self.lines[i - 1].form != "plain")
            and not (self.printed[i] and self.runs_on(i))
        ):
            return "heading"
        if i and self.lines[i - 1].form == "question" and self.lines[i - 1].text[-1] in "：:":
            return "body"  # what the one named on the line above says
        if i in self.stacked:
            return "heading"
        if line.form == "headline" and not (self.printed[i] and self.runs_on(i)):
            return "heading"
        if (
            line.bullet
            or line.block.role in ("table", "list")
            or line.form in ("addressee", "question", "contact")
        ):
            return "body"
        return "heading" if self._like_a_heading(i, line) else "body"

    def _closes(self, i: int, line: Line) -> bool:
        """Whether a printed line ends the byline in brackets that the line before has begun."""
        if (
            not self.found
            or self.current
            or not self.printed[i]
            or self.found[-1].kind not in ("byline", "meta")
        ):
            return False
        begun = self.found[-1].text
        return (
            begun[0] in "（("
            and not _CLOSED.search(begun)
            and bool(_CLOSED.search(line.text))
            and len(line.text) < 20
        )

    def _goes_on(self, i: int, line: Line) -> bool:
        current, last = self.current, self.lines[i - 1]
        assert current is not None
        if current.lines[0].form == "contact":
            return self.printed[i] and bool(_REST_OF_NUMBER.fullmatch(line.text)) and last.text[-1].isascii()
        if i - 1 in self.cells or (self.found and self.found[-1].row):
            return False
        if (
            line.level
            or line.bullet
            or line.form in ("anchor", "note", "byline", "imprint", "nav", "marker", "label")
        ):
            return False
        if last.block.role in ("table", "list") or line.block.role in ("table", "list", "heading", "caption"):
            return False
        if i in self.stacked:
            return False
        if i in self.items or (i - 1 in self.items and (line.form == "numbered" or not self._full(i - 1))):
            return False
        if self.joined and not last.closed and last.text[-1] not in "：:；;":
            return True
        if not self.printed[i - 1] or line.block.page != last.block.page or self.apart(i):
            return False
        if self.is_turn(line) or bylines.signature(last.text):
            return False
        if {line.form, last.form} & {"number", "addressee"} or line.form in ("question", "meta", "cast"):
            return False
        if line.form == "contact":
            return False
        if line.form == "organisation" and (last.closed or last.form == "organisation"):
            return False
        if _LAW.match(line.text) or (line.form == "numbered" and last.text[-1] in "。；;：:！？”"):
            return False
        column = self._column(i)
        full = last.width >= column - 1.3
        if len(last.text) < SIGNED and last.text[-1] in "）)】·" and ends_sentence(current.text):
            return False  # a signature, broken or not
        if last.closed or last.text[-1] in "：:；;":
            return full and not self._begins(i, line, column)
        return not self._breaks(i, line, full)

    def _full(self, i: int) -> bool:
        """Whether a printed line reaches to the end of its column, as those of the text around it do."""
        near = range(max(i - 4, 0), min(i + 5, len(self.lines)))
        around = [
            self.lines[k].width
            for k in near
            if self.lines[k].form == "plain" and k not in self.items and k not in self.cells
        ]
        return len(around) > 2 and self.lines[i].width >= max(around) - 1.3

    def _column(self, i: int) -> float:
        """Width of the column line ``i - 1`` stands in."""
        if i > 1 and self.current and len(self.current.lines) > 1 and self.lines[i - 1].closed:
            above = self.lines[i - 2].width
            if self.lines[i - 1].width < above / 2:
                return above
        around = [line.width for line in self.lines[max(i - 4, 0) : i + 3] if line.form != "byline"]
        around = [w for w in around if abs(w - self.lines[i - 1].width) < 6] or [self.lines[i - 1].width]
        return max(around)

    def _begins(self, i: int, line: Line, column: float) -> bool:
        """After a full line that ends a sentence: whether the next one begins a paragraph.

        The first line of a printed paragraph is set in by two characters, so it is that much narrower, though
        its sentence goes on.
        """
        if self._like_a_heading(i, line) or line.form == "numbered":
            return True
        return not line.closed and column - 3.2 <= line.width <= column - 1.5 and i + 1 < len(self.lines)

    def _breaks(self, i: int, line: Line, full: bool) -> bool:
        """After an open end: whether the lines say that another column begins all the same."""
        last = self.lines[i - 1]
        if glue.gain(last.text, line.text) > 0:
            return False
        if not full:
            return False
        ahead = self.width_ahead(i)
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if self._like_a_heading(i, line) and following and (following.form in ("anchor", "byline")):
            return True
        before = max(w.width for w in self.lines[max(i - 4, 0) : i])
        return not line.closed and abs(before - max(ahead, line.width)) > 3.5 and min(line.width, before) > 8
