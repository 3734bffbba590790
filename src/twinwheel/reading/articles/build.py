"""Regions → articles: clean text a paragraph a line, with its title, byline, date and kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from twinwheel.reading import normalise
from twinwheel.reading.articles import bylines, dates, headlines, joining, signs
from twinwheel.reading.articles.lines import Form, Line, Page, form_of, is_person
from twinwheel.reading.articles.paragraphs import units
from twinwheel.reading.articles.titles import is_kicker
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.model import Article, ArticleKind, Part, PartRole, Region, Source
from twinwheel.reading.text import MappedText

BRIEF = 600
"""Characters of a news text that is called a brief, at most."""

_QUESTION = re.compile("(?:问|答|记者|[\u4e00-\u9fff]{2,8})\\s?[:：]")
_ASKED = re.compile("(?:问|记者|[\u4e00-\u9fff]{2,8}记者|Q)\\s?[:：]")
_INTERVIEW = re.compile("专访|对话[^框]|访谈|对谈|答记者问")
_EXPLAINS = re.compile(r"问答|答疑|[问解]读|百问|须知")
"""An office asks and answers itself: nobody speaks."""
_APART: tuple[Form, ...] = ("imprint", "nav")
_CONTINUED = re.compile("[（(【\\[]?(?:上接|紧接)第?")


def build(source: Source, regions: Sequence[Region]) -> list[Article]:
    """The articles of a source, numbered in the order of the regions.

    Lines of a region that are furniture of the page become an article of their own, of kind ``imprint``.
    """
    return build_page(Page.of(source), regions)


def build_page(page: Page, regions: Sequence[Region]) -> list[Article]:
    """``build`` of a source whose characters are clean already."""
    order = {block.start: i for i, block in enumerate(page.source.blocks)}
    drafts = [_Draft.of(page, region, order) for region in regions]
    drafts = [draft for draft in drafts if draft.text]
    furniture = [unit for draft in drafts for unit in draft.apart]
    known = [draft.lines for draft in drafts if draft.kind in ("imprint", "junk")]
    head = [unit.text for unit in furniture] + [line.text for lines in known for line in lines]
    articles = [draft.article(number, head) for number, draft in enumerate(drafts)]
    if furniture:
        articles.append(_furniture(page, furniture, len(articles)))
    return articles


def _furniture(page: Page, found: Sequence[Unit], number: int) -> Article:
    blocks = tuple(line.block for unit in found for line in unit.lines)
    draft = _Draft.of(page, Region(blocks, kind="imprint"), {})
    return draft.article(number, [])


@dataclass
class _Draft:
    """An article in the making: its text so far, and what was found on the way."""

    page: Page
    kind: ArticleKind | None
    lines: list[Line]
    text: list[MappedText] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    apart: list[Unit] = field(default_factory=list)
    length: int = 0
    person: bool = False
    anchored: bool = False
    issued: bool = False

    @classmethod
    def of(cls, page: Page, region: Region, order: dict[int, int]) -> _Draft:
        starts = {block.start for block in region.titles}
        lines = page.lines([*region.titles, *(b for b in region.blocks if b.start not in starts)])
        draft = cls(page, region.kind, lines)
        heads = [line for line in lines if line.block.start in starts]
        body = lines[len(heads) :]
        heads, body = headlines.below_red_head(heads, body) if heads else headlines.below_table(body)
        draft._titles(headlines.without_shortened(heads))
        geometry = any(block.box for block in region.blocks)
        listed = region.kind in ("sidebar", "imprint", "junk")
        found = [Unit("body", [line]) for line in body] if listed else units(body, joined=geometry)
        official = signs.official([*(Unit("heading", [line]) for line in heads), *found])
        if (
            region.kind == "sidebar"
            and found
            and not heads
            and body[0].form == "plain"
            and len(body[0].text) > 5
        ):
            draft._add("title", found[0].lines)
            found = found[1:]
        for paragraph in [[unit] for unit in found] if listed else joining.paragraphs(found, order, geometry):
            draft._take(paragraph, official)
        draft._under_title()
        return draft

    def _under_title(self) -> None:
        """A heading right under the title is a small line of it: worded so, or the only heading there is."""
        heads = [i for i, part in enumerate(self.parts) if part.role == "heading"]
        above = {part.role for part in self.parts[: heads[0]]} if heads else set()
        if "title" not in above or above & {"paragraph", "table"}:
            return
        part = self.parts[heads[0]]
        text = self.text[2 * heads[0]].text
        if is_kicker(text) or (len(heads) == 1 and form_of(text) != "numbered"):
            self.parts[heads[0]] = Part("subtitle", part.start, part.end)

    def _titles(self, heads: Sequence[Line]) -> None:
        size = max((line.block.size or 0.0 for line in heads), default=0.0)
        main, broken = headlines.main(heads, size), headlines.broken(heads)
        for i, line in enumerate(heads):
            role: PartRole = "title" if line is main else "subtitle"
            if headlines.is_red_head(line) and line is not main:
                role = "subtitle"
            elif is_person(line.text) and len(heads) > 1:
                role, self.person = "subtitle", True
            elif main and line is not main and signs.is_organisation(Unit("heading", [line])):
                role = "byline"
                self.names.append(line.text)
            elif main and main.level and line.level > main.level and not headlines.under(line, self.lines):
                role = "heading"
            elif (
                broken
                or headlines.as_great(line, size)
                or (i and not size and heads[i - 1] is main and headlines.wrapped(main, line))
            ):
                role = "title"
            self._add(role, [line])

    def _take(self, paragraph: Sequence[Unit], official: bool) -> None:
        unit = paragraph[0]
        lines = [line for one in paragraph for line in one.lines]
        if unit.kind in ("imprint", "nav", "marker") and self.kind not in ("imprint", "junk"):
            self.apart.append(unit)
            return
        if unit.kind == "byline":
            self._origin(unit.text)
            if not self.names and not self.publishers:
                self.names.append(unit.text.strip("()（）[]【】 "))
            self._add("byline", lines)
        elif unit.kind == "meta":
            self.stated.append(unit.text)
            self._origin(unit.text)
            if (site := bylines.dated_source(unit.text)) and site not in self.publishers:
                self.publishers.append(site)
            self._add("dateline", lines)
        elif unit.kind == "caption":
            self._add("caption", lines)
        elif unit.kind == "heading" and self.kind not in ("sidebar", "imprint", "junk"):
            if signs.is_organisation(unit):
                if official:
                    self.publishers.insert(0 if not self.issued else 1, unit.text)
                    self.issued = True
                self._add("byline", lines)
            else:
                self._add("heading", lines)
        else:
            role: PartRole = "table" if lines[0].row or (unit.row and len(lines) > 1) else "paragraph"
            if role == "table" and all(part.role != "paragraph" for part in self.parts):
                self._record(lines)
            self.anchored |= unit.anchored
            if unit.anchored:
                self._credit(bylines.reported(unit.text))
            self._add(role, lines)
            self._signature()

    def _record(self, rows: Sequence[Line]) -> None:
        """The table that offices set above a text says who issued it, and when."""
        for row in rows:
            if form_of(row.text) == "meta":
                self.stated.append(row.text)
                self._origin(row.text)

    def _origin(self, text: str) -> None:
        self._credit(bylines.read(text))

    def _credit(self, found: bylines.Byline | None) -> None:
        if found is None:
            return
        self.names += [name for name in found.names if name not in self.names]
        if found.publisher and found.publisher not in self.publishers:
            self.publishers.insert(0, found.publisher)

    def _signature(self) -> None:
        """A name in brackets after the last sentence is a byline, on the line of its paragraph."""
        found = bylines.signature(self.text[-1].text)
        if not found:
            return
        at, byline = found
        self.names += [name for name in byline.names if name not in self.names]
        if byline.publisher:
            self.publishers.append(byline.publisher)
        part = self.parts.pop()
        self.parts += [
            Part(part.role, part.start, part.start + at),
            Part("byline", part.start + at, part.end),
        ]

    def _add(self, role: PartRole, lines: Sequence[Line]) -> None:
        """The lines as one part of the text, on a line of its own."""
        raw, clean = self.page.source.raw, self.page.clean
        mapped = [
            MappedText.joined(
                raw, [MappedText.of(raw, *piece).with_text(clean[slice(*piece)]) for piece in line.pieces]
            )
            if len(line.pieces) > 1
            else MappedText.of(raw, *line.pieces[0]).with_text(line.text)
            for line in lines
        ]
        if role == "table":  # cells of a row stay apart
            mapped = [
                one if not i else MappedText.joined(raw, [_space(one), one]) for i, one in enumerate(mapped)
            ]
        text = normalise.joined(raw, mapped) if len(mapped) > 1 else mapped[0]
        if self.page.traditional:
            text = normalise.terms(text)
        if self.text:
            self.text.append(MappedText.inserted(raw, "\n", int(self.text[-1].ends[-1])))
            self.length += 1
        self.text.append(text)
        self.parts.append(Part(role, self.length, self.length + len(text)))
        self.length += len(text)

    def news(self) -> str:
        """Its first paragraphs, if it is a piece of news: it begins like one, or is short."""
        if self.kind in ("imprint", "junk", "sidebar", "fragment") or not (
            self.anchored or self.length <= BRIEF
        ):
            return ""
        return "".join(text.text for text in self.text)[:300]

    def article(self, number: int, head: Sequence[str]) -> Article:
        """The article; ``head`` are the lines of the page's own head and foot."""
        source = self.page.source
        text = MappedText.joined(source.raw, self.text)
        kind = self._kind()
        stated = [*self.stated, *([source.stated["date"]] if "date" in source.stated else [])]
        body = next((text.text[p.start : p.end] for p in self.parts if p.role == "paragraph"), "")
        when = None
        if kind not in ("imprint", "junk"):
            # Only what the article itself says: its neighbours on a page may be of another day.
            month = dates.month_of([self.news()], text.text)
            when = dates.published(stated, body, head, text.text, month, issued=self.issued)
        names = tuple(self.names) or tuple(source.stated.get("author", "").split())
        publisher = self.publishers[0] if self.publishers else _agency(body) or source.stated.get("publisher")
        if kind in ("imprint", "junk"):
            names, publisher = (), None
        return Article(
            source.file, number, kind, text, tuple(self.parts), names, publisher,
            when.date if when else None, when.basis if when else None,
        )  # fmt: skip

    def _kind(self) -> ArticleKind:
        if self.kind:
            return self.kind
        roles = [part.role for part in self.parts]
        if self.lines and all(line.form in _APART for line in self.lines):
            return "imprint" if any(line.form == "imprint" for line in self.lines) else "junk"
        if self.lines[0].form == "note":
            return "editors_note"
        if "paragraph" not in roles and "table" not in roles:
            return "fragment"
        if self._interview():
            return "interview"
        length = sum(part.end - part.start for part in self.parts if part.role == "paragraph")
        if length <= BRIEF and self.anchored and not any(_CONTINUED.match(line.text) for line in self.lines):
            return "brief"
        return "article"

    def _interview(self) -> bool:
        titles = " ".join(
            text.text for text, part in zip(self.text[::2], self.parts, strict=False) if part.role == "title"
        )
        if self.person or _INTERVIEW.search(titles):
            return True
        if _EXPLAINS.search(titles):
            return False
        asked = sum(bool(_ASKED.match(line.text)) for line in self.lines)
        return asked >= 2 and sum(bool(_QUESTION.match(line.text)) for line in self.lines) >= 4


def _space(before: MappedText) -> MappedText:
    """A space that stands before a text."""
    return MappedText.inserted(before.raw, " ", int(before.starts[0]))


def _agency(body: str) -> str | None:
    """The agency or site that the first words of a news text name."""
    found = re.match(
        "[（(【\\[]?(新华社|中新社|中新网|新华网|人民网|央视网|[\u4e00-\u9fff]{2,8}网)(?=讯|\\S{0,12}[电讯])",
        body[:30],
    )
    return found[1] if found and not found[1].startswith("本") else None
