"""Step 3 of reading, articles with their renditions, in a process of its own: variants and facts.

What is found lies in the folder ``work`` of a run as ``FILE-GROUP.found``, for ``results.compose``.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from twinwheel.messages import message
from twinwheel.reading import contract
from twinwheel.reading.editions import extras
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.model import Article
from twinwheel.reading.opening import SILENT
from twinwheel.reading.sources.limits import MAX_SECONDS
from twinwheel.reading.workers import TooSlow, within

if TYPE_CHECKING:
    from twinwheel.reading.facts.tagger import Tagger, Which
    from twinwheel.reading.renditions.model import Collation

_ARTICLES, _SHARES = 64, 32
"""Articles of a share at least, and shares of a group at most."""


class Group(NamedTuple):
    """Articles to be found facts in: each a list of (file, number), its renditions; ``related`` ones share passages."""

    name: str
    clusters: list[list[tuple[int, int]]]
    work: Path
    tagger: Which
    related: bool = False
    bare: bool = False
    """Nothing is looked for: the articles get their ids only."""

    @property
    def files(self) -> list[int]:
        return sorted({file for cluster in self.clusters for file, _ in cluster})

    def shares(self) -> Iterator[Group]:
        """Parts of many articles, for several processes; few, since each reads all articles of a file again."""
        size = max(_ARTICLES, -(-len(self.clusters) // _SHARES))
        for at in range(0, len(self.clusters), size):
            yield self._replace(name=f"{self.name}{at}", clusters=self.clusters[at : at + size])

    def parts(self) -> Iterator[Group]:
        """Each article by itself; of one article, each rendition by itself; of one rendition, nothing."""
        clusters = self.clusters if len(self.clusters) > 1 else [[member] for member in self.clusters[0]]
        if len(clusters) > 1:
            for turn, cluster in enumerate(clusters):
                yield self._replace(name=f"{self.name}-{turn}", clusters=[cluster], related=False)


class Found(NamedTuple):
    """What the step tells of a group."""

    files: list[int]
    """For which something lies in ``work``."""
    problems: dict[int, str]
    """By file, why facts of it are left out."""


def file_of(number: int, group: Group) -> str:
    """Where what a group says of a file lies in ``work``."""
    return f"{number}-{group.name}.found"


def find_many(group: Group) -> Found:
    """The step, for one group."""
    from twinwheel.reading.facts.tagger import tagger

    chosen = None if group.bare else tagger(group.tagger)
    opened = {file: _opened(group.work, file) for file in group.files}
    members = [
        [(opened[file][2][number], opened[file][0], opened[file][1]) for file, number in cluster]
        for cluster in group.clusters
    ]
    numbers = {article.file: file for file, (_, _, articles) in opened.items() for article in articles}
    found: defaultdict[int, dict[str, Any]] = defaultdict(
        lambda: {"articles": {}, "variants": [], "facts": []}
    )
    problems: dict[int, str] = {}
    for cluster, collation in zip(group.clusters, _collated(members, group), strict=True):
        facts, problem = ([], "") if group.bare else _stated(collation, chosen)
        for file, records in _by_file(dict(cluster), collation, numbers, facts):
            found[file]["articles"] |= records["articles"]
            found[file]["variants"] += records["variants"]
            found[file]["facts"] += records["facts"]
            if problem:
                problems[file] = problem
    for file, records in found.items():
        (group.work / file_of(file, group)).write_bytes(pickle.dumps(records, protocol=5))
    return Found(sorted(found), problems)


@lru_cache(maxsize=2)
def _opened(work: Path, file: int) -> Any:
    """Kind, scores and articles of a file, to be read only; a large one is asked for again and again."""
    with (work / f"{file}.pickle").open("rb") as waiting:
        return pickle.load(waiting)  # noqa: S301 - written by this run, in a folder of its own


def _collated(members: list[list[Any]], group: Group) -> list[Collation]:
    """Each article with its renditions. Where that fails or takes too long, each follows its first one alone."""
    from twinwheel.reading.renditions import collate, collate_together

    if not group.bare:
        try:
            with within(MAX_SECONDS):
                return list(collate_together(members) if group.related else map(collate, members))
        except Exception:  # noqa: BLE001, S110 - a defect in holding texts against each other must not lose the texts
            pass
    return [collate(each[:1]) for each in members]


def _by_file(
    own: dict[int, int], collation: Collation, numbers: dict[str, int], facts: list[dict[str, Any]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """For each file with a rendition, or with passages of one in another of its articles. ``own`` are the
    article's numbers by file."""
    variants = list(contract.variant_records(collation))
    files = sorted(name for name, file in numbers.items() if file in own)
    for name in sorted({witness.article.file for witness in collation.witnesses} | set(files)):
        file = numbers[name]
        identity = {"article_id": collation.article_id, "renditions": files}
        yield (
            file,
            {
                "articles": {own[file]: identity} if file in own else {},
                "variants": [variant for variant in variants if name in variant["readings"]],
                "facts": [fact for fact in facts if name in fact["spans"]],
            },
        )


def _stated(collation: Collation, chosen: Tagger | None) -> tuple[list[dict[str, Any]], str]:
    """The facts of an article; without any, and why, where finding them failed. Its text is read all the same."""
    from twinwheel.reading.facts import find

    if collation.main.kind in SILENT:
        return [], ""
    try:
        with within(MAX_SECONDS):
            stated = find(_reading(collation), chosen)
            more = extras(collation, lambda article: find(_reading_of(article), chosen))
            return list(contract.fact_records(collation, stated, more)), ""
    except TooSlow:
        return [], message("it took too long to find the facts of one of its articles; they are left out")
    except Exception as error:  # noqa: BLE001 - a defect in one finder must not stop the others
        return (
            [],
            message(
                "the facts of one of its articles are left out: {name}: {error}",
                name=type(error).__name__,
                error=str(error)[:200],
            ),
        )


def _reading(collation: Collation) -> Reading:
    """What facts are found in. A date that any rendition states holds for all of them."""
    dated = next((w.article.date for w in collation.witnesses if w.article.date), None)
    reading = _reading_of(collation.main)
    return reading._replace(text=collation.text, parts=collation.parts, date=reading.date or _day(dated))


def _reading_of(article: Article) -> Reading:
    text, parts = article.text.text, article.parts
    return Reading(text, parts, article.kind, article.byline, article.publisher, _day(article.date))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # known to the month or year only
        return None
