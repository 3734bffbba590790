"""F1 for each kind of fact. What counts as found is told in the README, kind by kind, and done here in a few lines each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bench.reading.agreement import plain, same_amount, same_office, same_scope, same_speaker, same_time
from bench.reading.annotated import Annotated
from bench.reading.annotated import Fact as Gold
from bench.reading.articles import spoken_for
from bench.reading.output import Document

LEVEL = re.compile(r"(..)[省市县区]$")
NAMED = ("person", "organisation", "place", "programme", "policy_document")
MEASURES = (
    *NAMED,
    "person, title and organisation",
    "indicator",
    "indicator, with scope, date and status",
    "indicator, scope",
    "indicator, date",
    "indicator, status",
    "direct quote",
    "ask",
    "ask, by whom",
)


@dataclass
class Score:
    """Of one measure. ``precision`` is over what was found and is no optional fact, ``recall`` over what is true."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        total = self.found + self.wanted
        return 2 * self.right / total if total else 0.0


class Found(NamedTuple):
    """A fact of the output; ``at`` are the characters of the article its first mention holds."""

    record: dict[str, Any]
    at: set[int]


Matches = Callable[[Gold, set[int], Found], bool]


def score(document: Document, scores: dict[str, Score]) -> None:
    """Add what was found in a document to ``scores`` (by measure). Only articles with all their text are counted."""
    spoken = spoken_for(document)
    for i, article in enumerate(document.truth.articles):
        if not document.truth.titled.get(i) and article.title:
            continue
        number = spoken[i][0] if i in spoken else None
        found = list(_of(document, i, number)) if number is not None else []
        for one in _scored(article, found):
            _add(scores, article, *one)


def _of(document: Document, article: int, number: int) -> Iterator[Found]:
    """The facts of the output article that speaks for an article."""
    article_id = document.record["articles"][number]["article_id"]
    for record in document.record["facts"]:
        if record["article_id"] == article_id:
            spans = record["spans"][document.truth.file]
            named = record["kind"] in NAMED
            yield Found(record, document.set_of(spans if named else _first(record, document), article))


def _first(record: dict[str, Any], document: Document) -> list[list[int]]:
    """The ranges of the first mention: quotes and indicators have one, which a line end may part."""
    return list(record["spans"][document.truth.file])


class _Scored(NamedTuple):
    measure: str
    gold: list[Gold]
    found: list[Found]
    pairs: list[tuple[Gold, Found]]


def _scored(article: Annotated, found: list[Found]) -> Iterator[_Scored]:
    """Every measure over one article."""
    groups = groups_of(article)
    solid = {i for i, char in enumerate(article.text) if char.isalnum()}
    for kind in NAMED:
        one = _paired(kind, article, found, kind, lambda gold, _, other: _same_name(gold, other), solid)
        yield one
        if kind == "person":
            office = [(g, f) for g, f in one.pairs if g.optional or same_office(g.fields, f.record, groups)]
            untitled = [f for g, f in one.pairs if not g.fields["title"]]
            yield _Scored(
                "person, title and organisation",
                [g for g in one.gold if g.fields["title"]],
                [f for f in one.found if not any(f is each for each in untitled)],
                [(g, f) for g, f in office if g.fields["title"]],
            )
    if article.marked == "names":
        return
    yield from _indicators(article, found, groups, solid)
    direct = [f for f in found if f.record["kind"] == "quote" and f.record["mode"] == "direct"]
    quotes = [g for g in article.of("quote") if g.fields["mode"] == "direct"]
    yield _match(
        "direct quote",
        quotes,
        direct,
        lambda gold, at, other: (
            _overlap(at, other.at) >= 0.8
            and same_speaker(gold.fields["speaker"], other.record["speaker"], groups)
        ),
        solid,
    )
    asks = _paired("ask", article, found, "ask", lambda _, at, other: _overlap(at, other.at) >= 0.5, solid)
    yield asks
    told = [(g, f) for g, f in asks.pairs if same_speaker(g.fields["asker"], f.record["asker"], groups)]
    yield _Scored("ask, by whom", asks.gold, asks.found, told)


def _indicators(
    article: Annotated, found: list[Found], groups: list[set[str]], solid: set[int]
) -> Iterator[_Scored]:
    one = _paired(
        "indicator",
        article,
        found,
        "indicator",
        lambda gold, at, other: bool(at & other.at) and same_amount(gold.fields, other.record),
        solid,
    )
    yield one
    checks: dict[str, Callable[[Gold, Found], bool]] = {
        "scope": lambda g, f: same_scope(g.fields.get("scope"), f.record["scope"], groups),
        "date": lambda g, f: same_time(g.fields.get("as_of"), f.record["as_of"], appeared=article.date),
        "status": lambda g, f: bool(g.fields["status"] == f.record["status"]),
    }
    for name, check in checks.items():
        pairs = [(g, f) for g, f in one.pairs if g.optional or check(g, f)]
        yield _Scored(f"indicator, {name}", one.gold, one.found, pairs)
    pairs = [(g, f) for g, f in one.pairs if g.optional or all(check(g, f) for check in checks.values())]
    yield _Scored("indicator, with scope, date and status", one.gold, one.found, pairs)


def _paired(
    measure: str, article: Annotated, found: list[Found], kind: str, same: Matches, solid: set[int]
) -> _Scored:
    return _match(
        measure, article.of(kind), [f for f in found if f.record["kind"] == kind], same, solid, article
    )


def _match(
    measure: str,
    golds: list[Gold],
    found: list[Found],
    same: Matches,
    solid: set[int],
    article: Annotated | None = None,
) -> _Scored:
    """Pair each fact that was found with the first true one that it is; a true one is found once.

    What is found a second time under another name of it, or is an author's or the publisher's name, is left out.
    """
    pairs: list[tuple[Gold, Found]] = []
    kept: list[Found] = []
    authors = {plain(name) for name in (*article.byline, article.publisher)} if article else set()
    for each in found:
        matching = [gold for gold in golds if same(gold, _solid(gold, solid), each)]
        free = [gold for gold in matching if not any(gold is g for g, _ in pairs)]
        if free:
            pairs.append((free[0], each))
        elif matching or (plain(each.record.get("name")) in authors and each.record["kind"] in NAMED):
            continue
        kept.append(each)
    return _Scored(measure, [gold for gold in golds if not gold.optional], kept, pairs)


def _solid(gold: Gold, solid: set[int]) -> set[int]:
    start, end = gold.mentions[0]
    return solid & set(range(start, end))


def _overlap(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _same_name(gold: Gold, found: Found) -> bool:
    names = {plain(gold.fields["name"]), *map(plain, gold.fields["aliases"])}
    name = plain(found.record["name"])
    if gold.kind == "place":  # 海宁 and 海宁市 are the same place
        return LEVEL.sub(r"\1", name) in {LEVEL.sub(r"\1", each) for each in names}
    return name in names


def groups_of(article: Annotated) -> list[set[str]]:
    """The names of each thing in the article that has several."""
    return [
        {plain(fact.fields["name"]), *map(plain, fact.fields["aliases"])}
        for kind in NAMED
        for fact in article.of(kind)
    ]


def _add(
    scores: dict[str, Score],
    article: Annotated,
    measure: str,
    golds: list[Gold],
    found: list[Found],
    pairs: list[tuple[Gold, Found]],
) -> None:
    score = scores.setdefault(measure, Score())
    right = [(gold, each) for gold, each in pairs if not gold.optional]
    optional = len(pairs) - len(right)
    score.right += len(right)
    score.wanted += len(golds)
    score.found += len(found) - optional
    for gold in golds:
        if not any(gold is g for g, _ in right):
            start, end = gold.mentions[0]
            score.misses.append(f"{article.name}: missed {article.text[start:end]} {_told(gold.fields)}")
    for each in found:
        if not any(each is f for _, f in pairs):
            score.misses.append(f"{article.name}: invented {each.record['quote']} {_told(each.record)}")


SHOWN = (
    "name",
    "title",
    "organisation",
    "value",
    "unit",
    "scope",
    "as_of",
    "status",
    "speaker",
    "asker",
    "rule",
)


def _told(fields: dict[str, Any]) -> str:
    return " ".join(f"{key}={fields[key]}" for key in SHOWN if fields.get(key) is not None)
