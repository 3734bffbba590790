"""Articles that ran together, since nothing stands between them in the file: where one ends and the next begins.

Found where a title that stands elsewhere fits only a part of a text, or where the bylines of different people
stand above and below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twinwheel.reading.articles import bylines
from twinwheel.reading.articles.columns import Chain, Column
from twinwheel.reading.articles.paragraphs import Unit
from twinwheel.reading.articles.titles import LABEL, Block, blocks_of
from twinwheel.reading.articles.topics import Topics, likeness

LEAST = 80
"""Characters of a part that a title cuts off."""
FITS_A_PART = 0.45
"""Of the weight of its terms, what a part must have of the title that cuts it off."""
UNLIKE = 0.1
"""The cosine of two parts that are held to be two articles, at most."""
LONGEST_PAGE = 250
"""Paragraphs and titles; on a longer page no text is searched for two articles run together."""


def divide(chains: Sequence[Chain], topics: Topics) -> list[Chain]:
    """Chains, with one cut in two where a title that no body of its own has fits only its second part (or only
    its first), or where two bylines frame it: two articles ran together, since nothing stands between them."""
    found = list(chains)
    units = [unit for chain in chains for unit in [*chain.titles, *chain.units]]
    if sum(unit.anchored or unit.kind == "byline" for unit in units) < 2 or len(units) > LONGEST_PAGE:
        return found  # one article on the page, or no page
    loose = blocks_of([c for c in chains if c.body], [c for c in chains if not c.body])
    for block in loose:
        if block.last or (len(block.text) <= LABEL and block.home is not None):
            continue
        bare = [c for c in found if c.body and not c.titles and c.body[0].kind != "note"]
        if any(topics.covered(block.text, _pairs_of(c.body, topics)) >= FITS_A_PART for c in bare):
            continue
        cuts = [cut for chain in found if (cut := _cut(block, chain, loose, topics))]
        if cuts:
            _, chain, place = max(cuts, key=lambda cut: cut[0])
            at = found.index(chain)
            found[at : at + 1] = _parted(chain, place)
    for chain in list(found):
        if _two_bylines(chain) and (border := _least_alike(chain, topics)):
            at = found.index(chain)
            found[at : at + 1] = _parted(chain, border)
    return found


class Place(NamedTuple):
    """Between two whole paragraphs of a chain: before unit ``unit`` of its column ``column``."""

    column: int
    unit: int
    before: list[Unit]
    after: list[Unit]

    def likeness(self, topics: Topics) -> float:
        """Of what stands before to what stands after."""
        one, other = (topics.of(unit.number for unit in half) for half in (self.before, self.after))
        return likeness(one, other)


def _cut(
    block: Block, chain: Chain, stacked: Sequence[Block], topics: Topics
) -> tuple[float, Chain, Place] | None:
    """Where a title cuts a chain, if it does: it fits one part and not the other, and another title over
    the chain the other part and not this one. With how clear that is."""
    mine = [other.text for other in stacked if other.units[0] in chain.titles and other is not block]
    whole = _pairs_of(chain.body, topics)
    own = max(mine, key=lambda text: topics.covered(text, whole), default="")
    found: list[tuple[float, Chain, Place]] = []
    if not own or min(topics.covered(block.text, whole), topics.covered(own, whole)) < FITS_A_PART:
        return None
    for place in _places(chain):
        first, second = _pairs_of(place.before, topics), _pairs_of(place.after, topics)
        ways = [(first, second), (second, first)] if block.home is not None else [(first, second)]
        for kept, cut in ways:
            fits = min(topics.covered(block.text, cut), topics.covered(own, kept))
            strange = max(topics.covered(block.text, kept), topics.covered(own, cut))
            if fits >= FITS_A_PART and strange <= 0.25 and (like := place.likeness(topics)) <= UNLIKE:
                found.append((fits - strange - 2 * like, chain, place))
    return max(found, key=lambda one: one[0], default=None)


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


def _least_alike(chain: Chain, topics: Topics) -> Place | None:
    """Where the parts of a chain have least in common, if that is little."""
    rated = [(place.likeness(topics), place) for place in _places(chain)]
    if not rated:
        return None
    like, least = min(rated, key=lambda one: one[0])
    return least if like < UNLIKE else None


def _places(chain: Chain) -> Iterator[Place]:
    """Where a chain may be cut."""
    for c, column in enumerate(chain.columns):
        for u in range(1, len(column.units)):
            last, unit = column.units[u - 1], column.units[u]
            if unit.kind != "body" or last.kind != "body" or last.open_end:
                continue
            before = [*(x for one in chain.columns[:c] for x in one.body), *_bodies(column.units[:u])]
            after = [*_bodies(column.units[u:]), *(x for one in chain.columns[c + 1 :] for x in one.body)]
            if min(_length(before), _length(after)) >= LEAST:
                yield Place(c, u, before, after)


def _parted(chain: Chain, place: Place) -> list[Chain]:
    column = chain.columns[place.column]
    rest = Column(column.number, [], column.units[place.unit :], free=True, ended=column.ended)
    column.units, column.ended = column.units[: place.unit], True
    return [Chain(chain.columns[: place.column + 1]), Chain([rest, *chain.columns[place.column + 1 :]])]


def _bodies(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.kind == "body"]


def _length(units: Sequence[Unit]) -> int:
    return sum(len(unit.text) for unit in units)


def _pairs_of(units: Sequence[Unit], topics: Topics) -> set[str]:
    return topics.pairs_of(unit.number for unit in units)
