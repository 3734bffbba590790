"""Articles that ran together, since nothing stands between them in the file: where one ends and the next begins.

Each place between two whole paragraphs is weighed: how unlike its sides are, whether a title that stands
elsewhere fits the one side and not the other, whether bylines of different people frame it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twinwheel.reading.articles import bylines, glue, seams
from twinwheel.reading.articles.columns import Chain, Column
from twinwheel.reading.articles.titles import FITS, SHORTEST_TITLE, blocks_of
from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.articles.unit import Unit

LEAST = 80
"""Characters of a part that is cut off."""
LONGEST_PAGE = 250
"""Paragraphs and titles; on a longer page no text is searched for two articles run together."""
RARE = 2.5
"""The logarithm of the odds against a border in any one place, on a page of several articles."""
RARER = 5.0
"""The same where nothing else says that the page has several…"""
UNSURE = 3.0
"""… or only that it has more characters than most articles have:"""
LONG = 1200
HEADED = (1.0, 3.0, 4.0)
"""What is taken from that where one heading stands there, or two, or more."""
JOINED = 0.0
"""What is added to that where an open end was joined to an open beginning."""
FITTING = 10.0
"""What it counts that a paragraph has the whole of a title that stands elsewhere."""
MOST_FITTING = 3.0
"""And at most."""
FRAMED = 2.0
"""What bylines of different people count, one above and one below."""
HOPELESS = -2.0
"""The odds by the words alone from which down no border is looked for."""


class Place(NamedTuple):
    """Between two paragraphs of a chain: before unit ``unit`` of its column ``column``."""

    column: int
    unit: int
    before: list[Unit]
    after: list[Unit]

    def headings(self, chain: Chain) -> int:
        """How many headings stand there, long enough to be a title."""
        found = 0
        for unit in chain.columns[self.column].units[self.unit :]:
            if unit.kind != "heading":
                break
            found += len(unit.text) > SHORTEST_TITLE
        return found


def divide(chains: Sequence[Chain], topics: Topics) -> list[Chain]:
    """Chains, each cut wherever two articles meet in it."""
    units = [unit for chain in chains for unit in [*chain.titles, *chain.units]]
    bodies = [chain for chain in chains if chain.body]
    stated = len(bodies) == 1 and any(unit.kind == "meta" for unit in bodies[0].titles)
    long = sum(len(unit.text) for unit in units) >= LONG
    printed = any(len(unit.lines) > 1 for unit in units)
    if len(units) > LONGEST_PAGE or (stated and not (long and printed)):
        return list(chains)
    return _Divider(chains, topics, units, sure=not long or stated).chains()


class _Divider:
    def __init__(self, chains: Sequence[Chain], topics: Topics, units: Sequence[Unit], *, sure: bool) -> None:
        self.found = list(chains)
        self.topics = topics
        self._known: dict[tuple[int, ...], list[float]] = {}
        self.blocks = [
            block
            for block in blocks_of([c for c in chains if c.body], [c for c in chains if not c.body])
            if len(block.text) > SHORTEST_TITLE
        ]
        several = sum(unit.anchored or unit.kind == "byline" for unit in units) > 1 or len(self.blocks) > 2
        self.rare = RARE if several else RARER if sure else UNSURE

    def chains(self) -> list[Chain]:
        todo = [chain for chain in self.found if chain.body and chain.body[0].kind != "note"]
        while todo:
            chain = todo.pop()
            place = self._border(chain)
            if place:
                at = self.found.index(chain)
                parts = _parted(chain, place)
                self.found[at : at + 1] = parts
                todo += parts
        return self.found

    def _border(self, chain: Chain) -> Place | None:
        """The likeliest border in a chain, if it is likelier than not."""
        framed = FRAMED if _two_bylines(chain) else 0.0
        best: tuple[float, Place | None] = (0.0, None)
        likely = []
        for place in _places(chain):
            words = seams.odds(place.before, place.after, self.topics)
            if words > HOPELESS:
                likely.append((words, place))
        if not likely:
            return None
        said = self._by_titles(chain, self._elsewhere(chain))
        for words, place in likely:
            heads = place.headings(chain)
            if (
                tail := place.before[-1]
            ).open_end:  # it was joined to what goes on in it best: was that well enough?
                head = place.after[0].text
                score = words - seams.torn(head) - glue.gain(tail.text, head) - self.rare - JOINED
                if score + said[place.after[0].number] > best[0]:
                    best = (score, place)
                continue
            rare = self.rare - (HEADED[min(heads, len(HEADED)) - 1] if heads else 0.0)
            score = words - rare + framed + said[place.after[0].number]
            if score > best[0]:
                best = (score, place)
        return best[1]

    def _elsewhere(self, chain: Chain) -> list[float]:
        """How well each title fits the best of the other texts."""
        others = [self._fits(one) for one in self.found if one is not chain and one.body]
        return [max((fits[i] for fits in others), default=0.0) for i in range(len(self.blocks))]

    def _fits(self, chain: Chain) -> list[float]:
        body = tuple(unit.number for unit in chain.body)
        if body not in self._known:
            words = self.topics.pairs_of(body)
            self._known[body] = [self.topics.covered(block.text, words) for block in self.blocks]
        return self._known[body]

    def _by_titles(self, chain: Chain, elsewhere: Sequence[float]) -> dict[int, float]:
        """What the titles say of a border before a paragraph, by its number: how much more what comes after it
        has of a title that stands elsewhere than of the one over the text. The best of those titles counts."""
        own = [block.text for block in self.blocks if block.units[0] in chain.titles and block.last]
        body = chain.body
        paragraphs = [self.topics.pairs_of([unit.number]) for unit in body]
        whole = _pairs_of(body, self.topics)
        mine = [max((self.topics.covered(text, words) for text in own), default=0.0) for words in paragraphs]
        found = {unit.number: 0.0 for unit in body}
        for block, other in zip(self.blocks, elsewhere, strict=True):
            over = block.last and block.units[0] in chain.titles
            if over or self.topics.covered(block.text, whole) < max(other, FITS):
                continue
            said = 0.0
            for unit, words, home in zip(reversed(body), reversed(paragraphs), reversed(mine), strict=True):
                said += FITTING * (self.topics.covered(block.text, words) - home)
                found[unit.number] = max(found[unit.number], min(said, MOST_FITTING))
        return found


def _two_bylines(chain: Chain) -> bool:
    """Whether one byline stands above a text and another one, of other people, below it."""
    above = {
        name
        for unit in chain.titles
        if unit.kind in ("byline", "meta")
        for name in bylines.read(unit.text).names
    }
    below = {name for unit in chain.units if unit.kind == "byline" for name in bylines.read(unit.text).names}
    return bool(above) and bool(below) and not above & below


def _places(chain: Chain) -> Iterator[Place]:
    """Where a chain may be cut: before a paragraph, or a heading, that follows a whole paragraph."""
    units = [(c, u, unit) for c, column in enumerate(chain.columns) for u, unit in enumerate(column.units)]
    for at in range(1, len(units)):
        (_, _, last), (c, u, unit) = units[at - 1], units[at]
        if unit.kind not in ("body", "heading") or last.kind != "body":
            continue
        if last.open_end and (u or unit.kind != "body"):
            continue
        if unit.lines[0].form in ("numbered", "question") or (not u and chain.columns[c].titles):
            continue
        before, after = (_bodies([one for _, _, one in side]) for side in (units[:at], units[at:]))
        if min(_length(before), _length(after)) >= LEAST:
            yield Place(c, u, before, after)


def _parted(chain: Chain, place: Place) -> list[Chain]:
    column = chain.columns[place.column]
    units = column.units[place.unit :]
    first = next((i for i, unit in enumerate(units) if unit.kind == "body"), 0)
    rest = Column(
        column.number,
        units[:first],
        units[first:],
        free=not first,
        ended=column.ended,
        after_cut=column.after_cut and not place.unit,
    )
    ahead = chain.columns[: place.column]
    if place.unit:
        column.units = column.units[: place.unit]
        ahead = [*ahead, column]
    ahead[-1].ended = not ahead[-1].units[-1].open_end
    return [Chain(ahead), Chain([rest, *chain.columns[place.column + 1 :]])]


def _bodies(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.kind == "body"]


def _length(units: Sequence[Unit]) -> int:
    return sum(len(unit.text) for unit in units)


def _pairs_of(units: Sequence[Unit], topics: Topics) -> set[str]:
    return topics.pairs_of(unit.number for unit in units)
