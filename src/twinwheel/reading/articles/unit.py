"""Lines that are one paragraph, one heading, one byline: what articles are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from twinwheel.reading.articles.lines import Line, ends_sentence, is_person

UnitKind = Literal[
    "body", "heading", "byline", "meta", "note", "caption", "label", "imprint", "nav", "marker"
]


@dataclass(eq=False, slots=True)
class Unit:
    """Lines that are one paragraph, one heading…

    ``anchored``: it begins like the first words of an article. ``broken``: though it stands after an open end,
    the lines say a new column begins here.
    """

    kind: UnitKind
    lines: list[Line]
    anchored: bool = False
    broken: bool = False
    row: bool = False
    """Whether it is a row of a table or of a list, and nothing goes on in it."""
    sure: bool = True
    """Whether a heading cannot be the first line of a paragraph of printed lines."""
    behind_links: bool = False
    """Whether a list of links stands right before it."""
    number: int = 0
    _text: str | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The lines as one."""
        if self._text is None:
            self._text = "".join(line.text for line in self.lines)
        return self._text

    @property
    def open_end(self) -> bool:
        """Whether its last sentence is not at its end."""
        if self.row or self.kind not in ("body", "note") or self._closed() or self.text[-1] in "：:—":
            return False
        if self.text[0] in "（(" and self.text[-1] in "）)":
            return False
        return self.text[-1] not in "；;" or self.lines[0].form != "numbered"

    def _closed(self) -> bool:
        """Whether its last sentence has its end, which a line alone knows of itself."""
        return self.lines[0].closed if len(self.lines) == 1 else ends_sentence(self.text)

    @property
    def level(self) -> int:
        """Of a heading whose file gives it one; else 0."""
        return self.lines[0].level

    @property
    def start(self) -> int:
        """Offset of its first raw character."""
        return self.lines[0].pieces[0].start

    @property
    def title(self) -> bool:
        """Whether it can be a title: a heading that is not the name of an organisation and nothing else."""
        return self.kind == "heading" and (self.lines[0].form != "organisation" or self.level > 0)

    @property
    def person(self) -> bool:
        """Whether it is an organisation, a position and a name."""
        return self.kind == "heading" and is_person(self.text)
