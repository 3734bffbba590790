"""Titles → bodies, also where they stand far apart: by how much of what a title says the body says.

Titles that stand on each other belong to several articles as often as not. Each is held against every body that
has none; the one right before a body keeps it unless another fits far better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from twinwheel.reading.articles.columns import Chain
from twinwheel.reading.articles.lines import Page
from twinwheel.reading.articles.topics import Topics, pairs
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.model import Region

FITS = 0.1
"""Of the weight of its terms, what a body must have of a title that stands elsewhere."""
BETTER = 0.05
"""And how much more than the body it stands before."""
LEAST_FIT = 0.03
"""The same where titles and bodies are left over that stand in the same order."""
STACKED = 3
"""Titles on each other from which on one that its body knows nothing of is not held to be a second title of it."""
NEAR = 0.2
"""What standing right before the body is worth."""
CUT_HEAD = 0.3
"""What it counts against a body that it stands where the one before was cut: it may be the rest of that."""
WHOLE = 150
"""Characters of a body that surely had a title."""
SHORTEST_TITLE = 4
"""A line this short is no title by itself."""
LABEL = 6
"""A line this short over several articles is the name of a column of the paper, not a title."""


MOST_PAIRS = 20_000
"""Titles times bodies of a page; beyond that titles stay where they stand."""


_KICKER = re.compile(
    "^——|(?:侧记|见闻|纪实|综述|观察|手记|走笔|述评|纪事|札记|小记|速写|追踪|直击)$|^(?:追忆|记|访|写在|致敬)(?!者)"
    "|^(?:对话|专访|访谈)[^：:，,]{3,30}$|^[^，。：:！？]{2,8}\\s?[·丨|]\\s?[^，。：:！？]{2,10}$"
    "|第[\\d一二三四五六七八九十百]+期|^(?:本[报刊网])?记者(?:走访|探访|调查|暗访|体验|直击)|圆桌(?:对话|论坛)?$|之[一二三四五六七八九十\\d]{1,2}$"
)


def is_kicker(text: str) -> bool:
    """Whether a line is of the kind that stands above or below a headline: ``——…``, a series, ``…侧记``."""
    return bool(_KICKER.search(text))


def may_stand_alone(unit: Unit) -> bool:
    """Whether a line may be the whole title of an article, and is surely a title at all."""
    numbered = unit.lines[0].form == "numbered"
    return unit.title and unit.sure and not numbered and len(unit.text) > SHORTEST_TITLE


class Match(NamedTuple):
    """A title block and the body it fits."""

    score: float
    block: int
    body: int


@dataclass(eq=False, slots=True)
class Block:
    """Lines that are one title. ``home`` is the number of the body they stand before, if any."""

    units: list[Unit]
    home: int | None
    last: bool
    """It stands right before that body."""

    @property
    def text(self) -> str:
        """Its lines as one."""
        return " ".join(unit.text for unit in self.units)


def split(stack: Sequence[Unit]) -> list[list[Unit]]:
    """A stack of titles line by line; a person's line stays with the headline after it, or with the one before
    it where none comes after, and what is no title (a byline, where it was published) with the title before it."""
    found: list[list[Unit]] = []
    heads = [unit for unit in stack if unit.title]
    for unit in stack:
        last = unit.person and unit is heads[-1] and len(heads) > 1 and not found[-1][0].person
        again = bool(found) and unit.title and _again(found[-1][0].text, unit.text)
        if found and (
            last or again or not unit.title or found[-1][-1].person or _small(found[-1], unit, len(heads))
        ):
            found[-1].append(unit)
        else:
            found.append([unit])
    return found


def _again(title: str, text: str) -> bool:
    """Whether a line says a title once more, as pages do below the line that tells where it appeared."""
    return len(title) > LABEL and (title in text or text in title) and len(text) > LABEL


def _small(above: Sequence[Unit], unit: Unit, heads: int) -> bool:
    """Whether one of two lines is the small one of the other: only one of them is marked as a heading, or the two
    stand alone and only one is worded as a headline."""
    title = above[-1]
    if not title.title or sum(one.title for one in above) > 1:
        return False
    if bool(title.level) != bool(unit.level):
        return True
    return heads == 2 and is_kicker(title.text) != is_kicker(unit.text)


def pair(chains: Sequence[Chain], topics: Topics) -> list[list[Unit]]:
    """Give each chain its titles. Returns the titles no body wants."""
    bodies = [chain for chain in chains if chain.body and chain.body[0].kind != "note"]
    loose = [chain for chain in chains if not chain.body]
    headless = [chain for chain in bodies if not any(unit.title for unit in chain.titles)]
    if not headless and not loose:
        return []
    if len(bodies) * (len(loose) + len(bodies)) > MOST_PAIRS:
        return [chain.titles for chain in loose]
    blocks = blocks_of(bodies, loose)
    words = [topics.pairs_of(unit.number for unit in chain.body) for chain in bodies]
    given = _match(blocks, bodies, words, topics)
    for number, chain in enumerate(bodies):
        first = next((i for i, unit in enumerate(chain.titles) if unit.title), len(chain.titles))
        own = chain.titles[:first]  # a byline, a date, an organisation: they stay
        mine = [block for i, block in enumerate(blocks) if given.get(i) == number]
        chain.head.titles[:] = [*(unit for block in mine for unit in block.units), *own]
    return [block.units for i, block in enumerate(blocks) if i not in given]


def labels(chains: Sequence[Chain]) -> list[list[Unit]]:
    """Take out of the titles the names of columns of the paper: a few characters over a person's line."""
    found = []
    for chain in chains:
        stack = chain.titles
        over = [
            i
            for i in range(len(stack) - 1)
            if len(stack[i].text) <= LABEL and stack[i].kind == "heading" and stack[i + 1].person
        ]
        found += [[stack[i]] for i in over]
        stack[:] = [unit for i, unit in enumerate(stack) if i not in over]
    return found


def blocks_of(bodies: Sequence[Chain], loose: Sequence[Chain]) -> list[Block]:
    blocks: list[Block] = []
    for number, chain in enumerate(bodies):
        parts = [part for part in split(chain.titles) if part[0].title]
        blocks += [Block(part, number, part is parts[-1]) for part in parts]
    for chain in loose:
        blocks += [Block(part, None, False) for part in split(chain.titles)]
    return sorted(blocks, key=lambda block: block.units[0].number)


def _match(
    blocks: Sequence[Block], bodies: Sequence[Chain], words: Sequence[set[str]], topics: Topics
) -> dict[int, int]:
    """Block → body: one for each body, best first; what is left goes to the body it stands before."""
    fits = [[topics.covered(block.text, body) for body in words] for block in blocks]
    matches = []
    for i, block in enumerate(blocks):
        home = fits[i][block.home] if block.home is not None else 0.0
        for j, chain in enumerate(bodies):
            score = fits[i][j] + (NEAR if block.last and block.home == j else 0.0)
            score -= CUT_HEAD if chain.head.after_cut and block.home != j else 0.0
            score += 0.3 if _names(block, words[j]) else 0.0
            if block.home == j or (score >= FITS and fits[i][j] > home + BETTER):
                matches.append(Match(score, i, j))
    given: dict[int, int] = {}
    titled: dict[int, int] = {}
    for match in sorted(matches, key=lambda match: (-match.score, match.block, match.body)):
        if match.block not in given and match.body not in titled:
            given[match.block] = match.body
            titled[match.body] = match.block
    _in_order(blocks, bodies, fits, given)
    for i in range(len(blocks)):
        if i not in given and (beside := _beside(blocks, i, given)) is not None:
            given[i] = beside
    for i, block in enumerate(blocks):
        if i in given or block.home is None:
            continue
        stacked = sum(other.home == block.home for other in blocks) >= STACKED
        strange = stacked and fits[i][block.home] < LEAST_FIT and block.home in given.values()
        if not strange and (block.last or fits[i][block.home] >= NEAR or not _is_label(block, blocks)):
            given[i] = block.home
    return given


def _beside(blocks: Sequence[Block], i: int, given: dict[int, int]) -> int | None:
    """The body of the line beside a title, if one of the two is the small line of the other."""
    for j in (i - 1, i + 1):
        if (
            not 0 <= j < len(blocks)
            or j not in given
            or is_kicker(blocks[i].text) == is_kicker(blocks[j].text)
        ):
            continue
        first, second = sorted((blocks[i], blocks[j]), key=lambda block: block.units[0].number)
        alone = sum(body == given[j] for body in given.values()) == 1
        if alone and second.units[0].number == first.units[-1].number + 1:
            return given[j]
    return None


def _in_order(
    blocks: Sequence[Block], bodies: Sequence[Chain], fits: Sequence[Sequence[float]], given: dict[int, int]
) -> None:
    """Titles left over and whole bodies without one stand in the same order: as many of them as can be are
    paired so that they fit best. Where there are as many of the ones as of the others, all are."""
    taken = set(given.values())
    left = [
        i
        for i, block in enumerate(blocks)
        if i not in given
        and len(block.text) > SHORTEST_TITLE
        and block.units[0].lines[0].form == "plain"
        and (block.home is None or block.home in taken)
    ]
    bare = [j for j, chain in enumerate(bodies) if j not in taken and _length(chain) >= WHOLE]
    if not left or not bare:
        return
    every = len(left) == len(bare)
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(bare) + 1)]
    for i in left:
        row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for n, j in enumerate(bare):
            worth = fits[i][j] - LEAST_FIT if not every else fits[i][j] + 1.0
            before, pairs = best[-1][n]
            row.append(max(best[-1][n + 1], row[n], (before + worth, (*pairs, (i, j)))))
        best.append(row)
    given.update(best[-1][-1][1])


def _length(chain: Chain) -> int:
    return sum(len(unit.text) for unit in chain.body)


def _names(block: Block, words: set[str]) -> bool:
    """Whether the person a title names is spoken of in the body."""
    return any(unit.person and pairs(unit.text[-2:]) <= words for unit in block.units)


def _is_label(block: Block, blocks: Sequence[Block]) -> bool:
    return len(block.text) <= LABEL and sum(other.home == block.home for other in blocks) > 1


def pair_regions(page: Page, regions: Sequence[Region]) -> list[Region]:
    """Regions of a page with geometry, with those that are only titles put to the body without one that they
    fit: by what they say, and the nearer the better. A title no body wants stays a region."""
    lone = [i for i, region in enumerate(regions) if _only_titles(region)]
    bare = [i for i, region in enumerate(regions) if not region.titles and region.kind in (None, "fragment")]
    if not lone or not bare:
        return list(regions)
    texts = ["".join(page.clean[block.start : block.end] for block in region.blocks) for region in regions]
    topics = Topics(texts)
    scored = []
    for i in lone:
        for j in bare:
            score = topics.covered(texts[i], topics.pairs_of([j])) + 0.3 * _nearness(regions[i], regions[j])
            if score >= FITS and len(texts[j]) > 2 * len(texts[i]):
                scored.append(Match(score, i, j))
    found: dict[int, int] = {}
    for match in sorted(scored, key=lambda match: (-match.score, match.block, match.body)):
        if match.block not in found and match.body not in found.values():
            found[match.block] = match.body
    result = []
    for i, region in enumerate(regions):
        if i in found:
            continue
        for title in (k for k, body in found.items() if body == i):
            region = _titled(region, regions[title])
        result.append(region)
    return result


def _titled(body: Region, title: Region) -> Region:
    return Region(
        (*title.blocks, *body.blocks),
        titles=title.titles,
        kind=None if body.kind == "fragment" else body.kind,
        page=body.page,
        box=body.box,
    )


def _only_titles(region: Region) -> bool:
    return bool(region.titles) and len(region.titles) == len(region.blocks)


def _nearness(title: Region, body: Region) -> float:
    """1 where they touch, 0 where they are a page apart or on different pages."""
    if title.page != body.page or title.box is None or body.box is None:
        return 0.0
    across = max(body.box.left - title.box.right, title.box.left - body.box.right, 0.0)
    down = max(body.box.top - title.box.bottom, title.box.top - body.box.bottom, 0.0)
    return max(1.0 - (across + down) / 600.0, 0.0)
