"""Units in the order of the file → columns: where one article may end and another begin.

A headline and a heading inside an article look alike without type sizes. What tells them apart is around them:
the article before has ended with a byline, the text after begins like a news text or is about something else,
the level the file gives them, how the other articles of the page end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from twinwheel.reading.articles import allotting, bylines, cuts, glue, seams, signs, starts
from twinwheel.reading.articles.columns import CONTEXT, Column
from twinwheel.reading.articles.setting import PRINTED
from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.articles.unit import Unit

DEEP = 3
"""Level of a heading that is one within a text, on a page that has greater ones."""
SHORT_NOTE = 12
"""Characters of the mark of an editor's note by itself."""

_OF_THE_PAPER = re.compile(
    "(?:本[报刊台网版]|本栏目|编辑部)[^。]{0,16}(?:推出|开设|开辟|刊发|刊登|编发|策划|邀请|将)|敬请(?:读者|关注|垂注|留意)"
)
_DAY = re.compile(
    "[0-9一二三四五六七八九〇○零]{4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日"
)


def columns(units: Sequence[Unit], topics: Topics, *, levels_mean_parts: bool = False) -> list[Column]:
    """The columns of a page, with its furniture already taken out.

    ``levels_mean_parts``: the file has real headings (a web page, a text document), so that one of a lower
    level than the title is a heading of the article.
    """
    return _Cutter(units, topics, levels_mean_parts).columns()


class _Cutter:
    def __init__(self, units: Sequence[Unit], topics: Topics, levels_mean_parts: bool) -> None:
        cuts.mend(units)
        self.topics = topics
        self.levels_mean_parts = levels_mean_parts
        self.official = signs.official(units)
        self.together = signs.titles_together(units)
        self.several = self.together or signs.several(units)
        self.stated = not self.several and any(unit.kind == "meta" for unit in units[:4])
        """Whether the page says at its top where and when its one text appeared."""
        self.bylines_end = signs.bylines_end(units)
        self.starts: set[int] = set()
        self.printed = any(len(unit.lines) > 1 for unit in units)
        if self.printed and not levels_mean_parts and not self.official:
            units, self.starts = allotting.allot(units, topics, bylines_end=self.bylines_end)
        self.units = units
        self.bylines_start = not self.bylines_end and sum(unit.kind == "byline" for unit in units) > 1
        self.found: list[Column] = []
        self.current: Column | None = None
        self.pending: list[Unit] = []
        self.title_level = 0
        self.great = any(0 < unit.level < DEEP for unit in units)
        self.cuts = cuts.cut_words(units)
        if not levels_mean_parts and not self.official:
            self.cuts |= cuts.borders(units, topics, self.cuts)

    def columns(self) -> list[Column]:
        for i, unit in enumerate(self.units):
            self._take(i, unit)
        if self.pending:
            self._hang()
        return self.found

    def _take(self, i: int, unit: Unit) -> None:
        if unit.kind == "meta" and (self._dated(unit) or self._closing(unit)):
            assert self.current is not None
            self.current.units += [*self.pending, unit]
            self.pending = []
            self.current.ended = not self.official
        elif unit.kind in ("heading", "meta"):
            self.pending.append(unit)
        elif unit.kind == "byline":
            self._byline(i, unit)
        elif unit.kind == "caption":
            self._caption(unit)
        elif unit.kind == "note":
            self._note(i, unit)
        else:
            self._body(i, unit)

    def _dated(self, unit: Unit) -> bool:
        """Whether a line is the date under an official text, below those who issued it."""
        return (
            self.current is not None
            and bool(self.current.body)
            and bool(self.pending)
            and all(signs.is_organisation(one) for one in self.pending)
            and bool(_DAY.fullmatch(unit.text))
        )

    def _closing(self, unit: Unit) -> bool:
        """Whether a line in brackets right below a text says where it is from: its last one."""
        below = self.current is not None and bool(self.current.body) and not self.pending
        return below and not self.official and signs.closes(unit)

    def _note(self, i: int, unit: Unit) -> None:
        """An editor's note is an article of its own; titles before it are those of the text it introduces."""
        note = self.current.units[-1] if self.current and self.current.units else None
        if self.current and note and note.kind == "note" and not self.current.ended:
            column = self.current
        else:
            column = self._new(free=False, titles=[])
        column.units.append(unit)
        if (
            len(unit.text) < SHORT_NOTE
            and i + 1 < len(self.units)
            and self.units[i + 1].kind in ("body", "note", "meta")
        ):
            return  # the words 编者按 alone: the note is the next paragraph
        column.ended = not unit.open_end or len(unit.text) < SHORT_NOTE

    def _body(self, i: int, unit: Unit) -> None:
        note = self.current.units[-1] if self.current and self.current.units else None
        if self.current and note and note.kind == "note" and not self.pending and self._in_note(note, unit):
            self.current.units.append(unit)
            self.current.ended = True
            return
        if self.official and self.current:
            self.current.units += [*self.pending, unit]
            self.pending = []
            return
        self._leave_metas()
        if self._starts(i, unit):
            numbered = [i for i, one in enumerate(self.pending) if one.lines[0].form == "numbered"]
            first = numbered[0] if numbered else len(self.pending)
            heads, inside, self.pending = self.pending[:first], self.pending[first:], []
            free = not heads and not unit.anchored
            self._new(free=free, titles=heads).units += inside
            level = next((title.level for title in heads if title.level), 0)
            self.title_level = level
        elif self.current and self.pending:
            within = self.pending[0].lines[0].form == "numbered" or self._deep(self.pending[0])
            if self.current.open_end and not self.stated and not within:
                # The cut is before the heading: what the open end goes on in is not known yet.
                heads, self.pending = self.pending, []
                self._new(free=False, titles=heads)
            else:
                self.current.units += self.pending
                self.pending = []
        elif self.current and (self.current.open_end or i in self.cuts):
            doubtful = not self.current.open_end
            column = self._new(free=True, titles=[], after_cut=True)
            column.doubtful, column.strange = doubtful, self.cuts.get(i, 0.0)
        assert self.current is not None
        self.current.units.append(unit)
        self.current.ended = signs.signed(unit) and not self.official

    def _leave_metas(self) -> None:
        """A line of source or date right below a text is the text's, where links stand between it and the next title."""
        first = next((i for i, one in enumerate(self.pending) if one.behind_links), 0)
        if self.current and all(one.kind == "meta" for one in self.pending[:first]):
            self.current.units += self.pending[:first]
            del self.pending[:first]

    def _in_note(self, note: Unit, unit: Unit) -> bool:
        """Whether a paragraph right behind the first of an editor's note is one of it: the note was only its mark, the
        paper speaks of itself, or both are set over the whole page where the lines of texts are printed ones."""
        if len(note.text) < SHORT_NOTE:
            return self.current is not None and not self.current.ended
        if note.open_end or unit.anchored:
            return False
        wide = self.printed and min(note.lines[0].width, unit.lines[0].width) > PRINTED
        return wide or bool(_OF_THE_PAPER.search(unit.text[:60]))

    def _new(self, *, free: bool, titles: list[Unit], after_cut: bool = False) -> Column:
        after_cut = after_cut or not self.found or bool(self.current and self.current.open_end)
        self.current = Column(len(self.found), titles, free=free, after_cut=after_cut)
        self.found.append(self.current)
        return self.current

    def _byline(self, i: int, unit: Unit) -> None:
        """After a title it is the head of what comes; after a text it ends it."""
        comes_body = i + 1 < len(self.units) and self.units[i + 1].kind in ("body", "caption", "note")
        above = comes_body and (bool(self.pending) or not self.bylines_end or self._reported(unit))
        torn = comes_body and glue.starts_badly(self.units[i + 1].text)
        if not self.pending and (unit.text[0] in "（(" or torn):
            above = False  # a signature in brackets stands at an end, and so does what the rest of something follows
        if self.current is None or self.current.ended or above:
            self.pending.append(unit)
        else:
            if self.pending:
                self._hang()
            self.current.units.append(unit)
            self.current.ended = not self.official

    def _reported(self, byline: Unit) -> bool:
        """Whether the text before a byline has named its reporters at its beginning, and they are others."""
        first = self.current.body[0] if self.current and self.current.body else None
        if first is None or not first.anchored:
            return False
        named = bylines.reported(first.text)
        return named is not None and not set(named.names) & set(bylines.read(byline.text).names)

    def _hang(self) -> None:
        """Titles that no text comes after: a column of their own, or the last lines of an official document."""
        if self.current and (
            self.official or all(unit.kind == "meta" or signs.is_organisation(unit) for unit in self.pending)
        ):
            self.current.units += self.pending
        else:
            self._new(free=False, titles=self.pending)
        self.pending = []

    def _caption(self, unit: Unit) -> None:
        if self.pending or not self.current:
            self.pending.append(unit)
        elif self.current.open_end:
            self.current.units.insert(len(self.current.units) - 1, unit)
        else:
            self.current.units.append(unit)

    def _starts(self, i: int, unit: Unit) -> bool:
        """Whether an article, or a piece of one that nothing leads to, starts with this paragraph."""
        if self.current is None:
            return True
        if self.current.ended or id(unit) in self.starts:
            return True
        if unit.anchored:
            return not (self.levels_mean_parts and not self.pending)
        headings = [one for one in self.pending if one.kind == "heading"]
        if not headings:
            return any(one.kind == "byline" or (self.printed and signs.heads(one)) for one in self.pending)
        return self._dated_behind_links() or self._score(i, headings) > 0

    def _dated_behind_links(self) -> bool:
        """Whether a title with its line of source and date stands behind a list of links."""
        return self.pending[0].behind_links and self.pending[-1].kind == "meta"

    def _score(self, i: int, headings: list[Unit]) -> float:
        assert self.current is not None
        if headings[0].lines[0].form == "numbered":
            return -9.0
        section = []
        for unit in self.units[i : i + CONTEXT]:
            if unit.kind not in ("body", "caption"):
                break
            section.append(unit)
        known = starts.Known(
            torn=self.current.open_end or self.current.units[-1].lines[0].form == "contact",
            headless=not self.current.titles
            and self.current.free
            and self.current.number == len(self.found) - 1,
            stated=self.stated,
            several=self.several,
            bylines_above=self.bylines_start,
            level=self._levels(headings[0]),
            deep=self._deep(headings[0]),
            odds=seams.odds(self.current.body, section, self.topics),
        )
        return starts.score(self.pending, section, self.topics, known)

    def _deep(self, first: Unit) -> bool:
        return self.great and first.level >= DEEP

    def _levels(self, first: Unit) -> float:
        if not self.title_level:
            return 0.0
        if not first.level:
            return -1.0
        if self.levels_mean_parts:
            return 2.5 if first.level == 1 == self.title_level else -4.0
        return 1.0 if first.level <= self.title_level else -1.0
