"""Lines as headings: by their words, by how they are set, and by what stands above and below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.lines import Line, is_person
from twinwheel.reading.articles.setting import LONGEST_HEADING, MOST_STACKED, Setting
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.articles.wording import NO_TITLE_ENDS, SAYS, breaks_off, has_sentence, leads_in

_TWO_HALVES = re.compile("[^，,。；;\\s]{4,20}[ \u3000][^，,。；;\\s]{4,20}")
"""A headline of two halves: no mark, and a space between them."""
_COMMA = re.compile("[，,、；;]")
_STYLED = re.compile("[“《：:|丨｜ ]|[？！?!][^，,]*$")
"""What headlines have and few lines of a text."""
_HEADED = ("anchor", "byline", "note", "addressee", "nav")
"""What stands right below the titles of a text."""
ALIKE = 3
"""Lines around of one width that make a column."""
_NO_TEXT = ("meta", "byline", "note", "imprint", "number")
"""What no line of text goes on in."""
AROUND = 12
"""Lines above and below by which the width of the columns is told."""
NARROW = 10
"""Characters of a line from which on it may be a full one of a column."""
WIDER = 1.25
"""Times the width of a column that only a title over it has."""
SHORT_HEADING = 10
"""Characters of a heading within a text that only its width tells, at most."""


class Headings(Setting):
    """Lines in their order; ``found`` are the units up to the line that is asked about."""

    found: list[Unit]

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lines)
        self.stacked -= self._running()

    def _running(self) -> frozenset[int]:
        """Lines that are taken for titles on each other and are running text: as wide as a column, with a comma."""
        found: set[int] = set()
        after = len(self.lines)  # the first line behind the stack that is none of it
        for i in sorted(self.stacked, reverse=True):
            after = after if i + 1 in self.stacked else i + 1
            headed = after < len(self.lines) and self.lines[after].form in _HEADED
            if headed or not self.printed[i]:
                continue
            if (self.in_column(i) and (i + 1 in found or self.flows(i))) or (
                self.flows(i) and any(k in self.stacked and self.flows(k) for k in (i - 1, i + 1))
            ):
                found.add(i)
        return frozenset(found)

    def in_column(self, i: int) -> bool:
        """Whether a printed line is as wide as most lines around it are."""
        near = self.lines[max(i - AROUND, 0) : i + AROUND]
        widths = Counter(round(line.width) for line in near if line.form == "plain" and not line.closed)
        common = [width for width, count in widths.most_common(2) if count >= ALIKE]
        return any(min(abs(self.lines[i].width - w), abs(len(self.lines[i].text) - w)) <= 1.1 for w in common)

    def flows(self, i: int) -> bool:
        """Whether a line has the commas of running text and nothing that headlines have."""
        text = self.lines[i].text
        return bool(_COMMA.search(text[1:])) and not _STYLED.search(text)

    def _like_a_heading(self, i: int, line: Line) -> bool:
        """Short, no sentence, and on a printed page not as wide as the lines that come after it."""
        text, commas = line.text, line.text.count("，") + line.text.count(",")
        if self._across(i, line):
            return True
        if line.width > LONGEST_HEADING or has_sentence(text) or text[-1] in "，,、；;：:。":
            return False
        if (self.levels and not (i and self.lines[i - 1].level)) or text[-1] in NO_TITLE_ENDS:
            return False
        if self.printed[i] and (breaks_off(text) or text.count("）") > text.count("（")):
            return False
        if self._after_end(i) and is_person(text) and line.width < 30:
            return not (self.printed[i] and self.first_of_column(i, line))
        if not self._worded_as_heading(i, line, commas):
            return False
        if not self.printed[i]:
            return True
        if leads_in(text) or (self.flows(i) and self.in_column(i)):
            return False
        alone = len(text) <= SHORT_HEADING or self.styled(i) or self._at_top()
        return alone and self._set_as_heading(i, line, commas)

    def _across(self, i: int, line: Line) -> bool:
        """Whether a printed line without a sentence is wider than the columns around it, as only a title is."""
        if not self.printed[i] or line.form not in ("plain", "headline") or has_sentence(line.text):
            return False
        around = sorted(
            one.width
            for one in self.lines[max(i - AROUND, 0) : i + AROUND]
            if one.form == "plain" and one.width >= NARROW
        )
        usual = around[len(around) * 3 // 4] if len(around) >= AROUND // 2 else line.width
        return line.width > WIDER * usual and line.text[-1] not in "，,、；;：:" and line.text.count("，") < 2

    def _worded_as_heading(self, i: int, line: Line, commas: int) -> bool:
        """Whether nothing in its words or in those of the next line says that it is a part of a sentence."""
        after = self.lines[i + 1] if i + 1 < len(self.lines) else None
        text, following = line.text, after.text if after and after.form not in _NO_TEXT else ""
        if commas > 1 or SAYS.search(text) or glue.starts_badly(text) or glue.starts_badly(following):
            return False
        if commas and (line.width > 30 or not self._may_begin(i)):
            return False
        if commas and glue.starts_well(text) and text[0] not in "“《【":
            return False
        unpaired = text.count("“") + text.count("《") - text.count("”") - text.count("》")
        if unpaired and (self.printed[i] or not self._after_end(i)):  # an OCR loses a quote now and then
            return False
        return glue.gain(text, following) < 2

    def _set_as_heading(self, i: int, line: Line, commas: int) -> bool:
        """Whether a printed line is set as a heading: apart from the others, or of another width."""
        if _TWO_HALVES.fullmatch(line.text) and (self._after_end(i) or self.lines[i - 1].closed):
            return True
        if self.last_but_one(i):
            return False
        if self.apart(i) and self.apart(i + 1):
            return not commas
        if line.width >= 8 and i + 1 < len(self.lines) and self.unmarked(i) and self.unmarked(i + 1):
            titles = self._after_end(i) or abs(line.width - self.lines[i + 1].width) > 0.6
            if (
                titles
            ):  # two lines on end without a mark or a word that goes on, but for two of one width in a text
                return True
        ahead = self.width_ahead(i)
        if not ahead or (self._after_end(i) and self.bare(i, ahead)):
            return True
        # A first line of the text would be as wide as its column, or set in.
        off = min(abs(line.width - ahead), abs(line.width - (ahead - 2)))
        if (i == 0 or self.found[-1].kind == "heading") and off > (1.6 if commas else 0.8):
            return True
        if self.found and self.found[-1].kind == "body" and self.lines[i - 1].closed:
            # Between two paragraphs, a line somewhat narrow is the first of the next, set in by two characters.
            behind = max(one.width for one in self.found[-1].lines[-3:])
            odd = line.width >= 8 and all(
                abs(line.width - (column - less)) > 1.2 for column in (ahead, behind) for less in (0, 2)
            )
            return line.width < min(0.8 * ahead, ahead - 3.6) or (odd and self.bare(i, ahead))
        return line.width < ahead - 2.6

    def _after_end(self, i: int) -> bool:
        """Whether line ``i`` stands where a new article may begin."""
        ends = ("byline", "heading", "note", "meta", "imprint")
        return i == 0 or (bool(self.found) and self.found[-1].kind in ends)

    def _at_top(self) -> bool:
        """Whether nothing but titles and the like stands above."""
        return all(unit.kind not in ("body", "note") for unit in self.found[-MOST_STACKED:])

    def _may_begin(self, i: int) -> bool:
        """The same where a line is a paragraph: also after a whole one, or one that does not go on here."""
        if self._after_end(i) or self.printed[i]:
            return self._after_end(i)
        last = self.lines[i - 1]
        return last.closed or glue.gain(last.text, self.lines[i].text) < 1
