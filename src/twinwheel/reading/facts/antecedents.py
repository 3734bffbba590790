"""Which firm is meant where only 公司 stands, or a title by itself (总经理|某某): of those named before, the one that most
speaks for.

Each counts as often as the article names it, and more where it is named in the same paragraph, opens a clause (it acts, and
is not delivered to or signed with), or is the last one named.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from twinwheel.reading.facts.candidates import Candidate

_FAR = 800
"""Characters between a firm and what stands for it, a few paragraphs."""
_MOST = 8
"""Times that count."""
_MORE = 2
"""What its place counts, each of the three. Found on the pages to tune on, where 99 of 109 came out right, 85 by taking the last
one."""
_OPENS = re.compile(r"(?:\A|[\n。！？”；，：“ 　】]|[一-鿿]的)\Z")
_MANY = 200
"""Names from which on a short one is not looked for in the others: a list of firms, about none of them."""


class Firms:
    """The firms an article names, and where."""

    def __init__(self, text: str, named: Iterable[Candidate]) -> None:
        """``named`` are in the order of the text."""
        self._text = text
        self._firms = [each for each in named if each.type == "enterprise"]
        self._starts = [each.start for each in self._firms]
        said = [text[each.start : each.end] for each in self._firms]
        self._full = _full_names(set(said))
        self._times = Counter(self._full[name] for name in said)

    def meant(self, at: int) -> Candidate | None:
        """The firm that a word or a title at this place stands for, where it was named last; None where none is near."""
        last = bisect_left(self._starts, at)
        first = bisect_left(self._starts, at - _FAR)
        near = [each for each in self._firms[first:last] if each.end <= at]
        paragraph = self._text.rfind("\n", 0, at) + 1
        chances: dict[str, int] = {}
        places: dict[str, Candidate] = {}
        for each in near:
            name = self._full[self._text[each.start : each.end]]
            opens = _OPENS.search(self._text, max(each.start - 2, 0), each.start) is not None
            more = _MORE * ((each.start >= paragraph) + opens + (each is near[-1]))
            chances[name] = max(chances.get(name, 0), more + min(self._times[name], _MOST))
            places[name] = each
        return places[max(chances, key=lambda name: chances[name])] if chances else None


def _full_names(names: set[str]) -> dict[str, str]:
    """Of each name the longest one that it shortens; itself where it shortens none."""
    if len(names) > _MANY:
        return {name: name for name in names}
    full: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        longer = (other for other in full if full[other] == other and len(other) > len(name))
        full[name] = next((other for other in longer if _shortens(name, other)), name)
    return full


def _shortens(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
