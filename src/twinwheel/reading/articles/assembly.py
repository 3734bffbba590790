"""A page without geometry → regions: what belongs together, by what the text itself says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twinwheel.reading.articles import cutting, dividing, seams, tails, titles
from twinwheel.reading.articles.columns import Chain, Linker
from twinwheel.reading.articles.lines import Page
from twinwheel.reading.articles.paragraphs import units
from twinwheel.reading.articles.topics import Topics, likeness
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.model import ArticleKind, Block, Region, Source

TOGETHER = 0.5
"""The logarithm of the odds from which a piece without a title is put to the article it is most like."""
OPEN = 1.0
"""What it counts that the article breaks off in mid-sentence…"""
ENDED = 1.5
"""… and against it that it has its end…"""
LOOSE = 0.5
"""… or has no title either."""
CLEARLY = 0.7
"""And how much more there must be for it than for the next best."""
SHORTEST = 150
"""Characters of a text that is held to be an article though it has no title."""
MOST_PIECES = 80
"""Articles and pieces of a page that are held against each other."""
LABELS = 4
"""Lines in a row that are no sentences, in an infographic."""

LABEL_LENGTH, TITLE_LENGTH = 9, 16
"""Characters of a label of an infographic, and of its title, at most."""


def regions(source: Source) -> list[Region]:
    """The regions of a source whose blocks have no boxes, in reading order: articles with their titles,
    pieces no article claims (``fragment``), the furniture of the page, and lists of links (``junk``)."""
    return page_regions(Page.of(source))


def page_regions(page: Page) -> list[Region]:
    """``regions`` of a source whose characters are clean already."""
    found = units(page.lines(page.source.blocks))
    aside = _Aside(found, web=page.source.kind == "html")
    text = aside.text
    if not text:
        return aside.regions()
    for number, unit in enumerate(text):
        unit.number = number
    topics = Topics([unit.text for unit in text])
    cut = cutting.columns(text, topics, levels_mean_parts=page.source.kind in ("html", "docx"))
    chains = Linker(cut, topics).chains()
    chains = dividing.divide(chains, topics)
    orphans = [*titles.labels(chains), *titles.pair(chains, topics)]
    whole = _whole(chains, topics)
    articles = [_region(chain, page) for chain in whole]
    loose = [
        Region(_blocks(run), kind="fragment" if len(run[0].text) > titles.LABEL else "imprint")
        for run in _runs(unit for block in orphans for unit in block)
    ]
    return sorted(articles + loose, key=lambda region: region.blocks[0].start) + aside.regions()


def _runs(orphans: Iterable[Unit]) -> list[list[Unit]]:
    """Titles no body wants, those that stand on each other together."""
    runs: list[list[Unit]] = []
    for unit in sorted(orphans, key=lambda unit: unit.number):
        if runs and unit.number == runs[-1][-1].number + 1:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


class _Aside:
    """Takes out of the units what is no running text: furniture, navigation, links, infographics."""

    def __init__(self, found: Sequence[Unit], *, web: bool) -> None:
        self.junk: list[list[Unit]] = []
        self.imprint: list[Unit] = []
        self.sidebars: list[list[Unit]] = []
        self.text: list[Unit] = []
        links = tails.junk(found)
        labels = _label_runs([unit if i not in links else None for i, unit in enumerate(found)])
        for i, unit in enumerate(found):
            if i in links:
                if self.junk and i - 1 in links:
                    self.junk[-1].append(unit)
                else:
                    self.junk.append([unit])
            elif unit.kind in ("nav", "marker"):
                self.junk.append([unit])
            elif unit.kind == "imprint":
                self.imprint.append(unit)
            elif i in labels:
                if labels[i]:
                    self.sidebars.append([])
                self.sidebars[-1].append(unit)
            else:
                if unit.kind == "label":
                    under = bool(self.text) and self.text[-1].kind == "heading" and unit.text[0] in "（("
                    unit.kind = "heading" if under else "body"
                unit.behind_links = i - 1 in links
                self.text.append(unit)

    def regions(self) -> list[Region]:
        """What was taken out, by kind."""
        found = [Region(_blocks(run), kind="sidebar") for run in self.sidebars]
        if self.imprint:
            found.append(Region(_blocks(self.imprint), kind="imprint"))
        if self.junk:
            found.append(Region(_blocks([unit for run in self.junk for unit in run]), kind="junk"))
        return found


def _label_runs(found: Sequence[Unit | None]) -> dict[int, bool]:
    """Positions of the lines of infographics; True where one begins.

    An infographic is a run of short lines without a sentence, of which at least a third are items: bulleted,
    in brackets, a figure. Headlines at its end are those of the article that follows.
    """
    runs: dict[int, bool] = {}
    i = 0
    while i < len(found):
        end = i
        while end < len(found) and _short(found[end]):
            end += 1
        stop = end
        if end < len(found):
            stop = _before_titles(found, i, end)
        i = _first_of_labels(found, i, stop)
        run = [unit for unit in found[i:stop] if unit]
        items = sum(unit.kind == "label" for unit in run)
        if len(run) >= LABELS and items >= 2 and 3 * items >= len(run):
            start = i - 2 if i > 1 and _kinds(found[i - 2 : i]) == ["heading", "meta"] else i
            runs |= {j: j == start for j in range(start, stop)}
        i = max(end, i + 1)
    return runs


def _first_of_labels(found: Sequence[Unit | None], start: int, stop: int) -> int:
    """Where in a run of short lines an infographic begins: with its own title, a few words, and the labels above
    its first item; what stands above are the titles of articles."""
    first = next((i for i in range(start, stop) if (unit := found[i]) and unit.kind == "label"), start)
    while first > start and (unit := found[first - 1]) and len(unit.text) <= LABEL_LENGTH and not unit.level:
        first -= 1
    if first > start and (unit := found[first - 1]) and len(unit.text) <= TITLE_LENGTH:
        first -= 1
    return first


def _kinds(found: Sequence[Unit | None]) -> list[str]:
    return [unit.kind if unit else "" for unit in found]


def _short(unit: Unit | None) -> bool:
    if unit is None:
        return False
    if unit.kind == "body":
        return unit.open_end and len(unit.text) <= 40 and not unit.anchored
    return unit.kind == "label" or (unit.kind == "heading" and len(unit.text) <= 24)


def _before_titles(found: Sequence[Unit | None], start: int, end: int) -> int:
    """Where the titles of the next article begin, at the end of a run of short lines: at most three."""
    stop = end
    while stop > start and end - stop < 3:
        unit = found[stop - 1]
        if unit is None or unit.kind == "label" or (len(unit.text) < 9 and not unit.level):
            break
        stop -= 1
    if end - stop == 3 and stop > start and not any(unit and unit.person for unit in found[stop:end]):
        stop = end - 1
    return stop


def _whole(chains: Sequence[Chain], topics: Topics) -> list[Chain]:
    """The chains with the headless pieces put to the article they are about, or left as they are."""
    chains = [chain for chain in chains if chain.body]
    if len(chains) <= 1:
        return list(chains)
    anchored = [chain for chain in chains if not _headless(chain)]
    texts = [chain for chain in anchored if chain.body[0].kind != "note"]
    if len(texts) <= 1 and not any(chain.ended and _headless(chain) for chain in chains):
        # One article on the page: whatever is left over is of it, in the order of the file.
        rest = [chain for chain in chains if chain.body[0].kind != "note"]
        notes = [chain for chain in chains if chain.body[0].kind == "note"]
        return [*notes, *([_one(rest)] if rest else [])]
    return _put_together(list(chains), topics)


def _put_together(placed: list[Chain], topics: Topics) -> list[Chain]:
    """Headless pieces put to the articles they are about, the most alike first."""
    while len(placed) <= MOST_PIECES and (pairs := _alike(placed, topics)):
        _, piece, target = max(pairs, key=lambda pair: pair[0])
        placed.remove(piece)
        at = _place(target, piece)
        target.columns[at:at] = piece.columns
    return placed


def _alike(placed: Sequence[Chain], topics: Topics) -> list[tuple[float, Chain, Chain]]:
    """Each headless piece with the article it is of, if one stands out. An article with an open end wants a
    piece, and one that has its end already does not."""
    about = {id(chain): topics.of(unit.number for unit in chain.body) for chain in placed}
    found = []
    for piece in placed:
        if not _headless(piece) or _complete(piece, placed):
            continue
        scored = []
        for other in placed:
            if other is piece or other.body[0].kind == "note":
                continue
            like = likeness(about[id(piece)], about[id(other)])
            score = -seams.strangeness(like, _length(piece), _length(other))
            score += OPEN if other.open_end else -ENDED if other.ended else 0.0
            scored.append((score - (LOOSE if _headless(other) else 0.0), other))
        scored.sort(key=lambda one: -one[0])
        if not scored:
            continue
        best, target = scored[0]
        second = scored[1][0] if len(scored) > 1 else -9.0
        if best >= TOGETHER and best >= second + CLEARLY:
            found.append((best, piece, target))
    return found


def _length(chain: Chain) -> int:
    return sum(len(unit.text) for unit in chain.body)


def _complete(piece: Chain, placed: Sequence[Chain]) -> bool:
    """Whether a piece without a title is an article all the same: it begins like one and has its end."""
    if _length(piece) < SHORTEST:
        return False
    return piece.ended and not piece.head.after_cut and not any(other.open_end for other in placed)


def _one(chains: Sequence[Chain]) -> Chain:
    """All of them as one: the linked columns together, the rest by the file, the titles first."""
    titles = [unit for chain in chains for unit in chain.titles]
    for chain in chains:
        chain.head.titles[:] = []
    found = Chain(
        [column for chain in sorted(chains, key=lambda c: c.head.number) for column in chain.columns]
    )
    found.head.titles[:] = titles
    return found


def _headless(chain: Chain) -> bool:
    """Whether nothing says that an article begins here."""
    first = chain.body[0]
    return not chain.titles and not first.anchored and first.kind != "note"


def _place(target: Chain, piece: Chain) -> int:
    """Where in an article a headless piece belongs: after the column that was left open, else by the file."""
    for i in range(len(target.columns), 0, -1):
        if target.columns[i - 1].open_end and (
            i == len(target.columns) or target.columns[i].number != target.columns[i - 1].number + 1
        ):
            return i
    if target.ended and len(target.columns) > 1:
        return len(target.columns) - 1
    return len(target.columns)


def _region(chain: Chain, page: Page) -> Region:
    byline = next((i for i, unit in enumerate(chain.titles) if unit.kind == "byline"), len(chain.titles))
    above, below = chain.titles[:byline], chain.titles[byline:]
    if not any(unit.title for unit in above):
        above, below = chain.titles, []
    heads = _blocks([unit for unit in above if unit.title])
    others = [*(unit for unit in above if not unit.title), *below]
    return Region((*heads, *_blocks(others), *_blocks(chain.units)), titles=heads, kind=_kind(chain))


def _kind(chain: Chain) -> ArticleKind | None:
    """What only the page can tell; the rest is told when the article is built."""
    first = chain.body[0]
    if first.kind == "note":
        return "editors_note"
    if _headless(chain) and ((chain.head.after_cut and chain.head.number > 0) or chain.open_end):
        return "fragment"
    return None


def _blocks(found: Sequence[Unit]) -> tuple[Block, ...]:
    return tuple(line.block for unit in found for line in unit.lines)
