"""What a person should look at, and what people have decided: beside the machine's values, never in their place.

``review.yaml`` lies in the folder of the results and belongs to the people; reading again never changes it::

    - id: f-1a2b3c4d5e6f
      decision: corrected        # accepted, corrected or rejected
      value: {title: 副市长}      # what is right, of a corrected one
      machine: {title: 市长}      # what the machine said then
      by: 张三
      at: 2026-11-22
      note: 见原件
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from twinwheel.errors import DataError, NotFound, Problem, UsageError
from twinwheel.messages import heard, message
from twinwheel.replacing import replacing

FILE = "review.yaml"
WORTH = {
    "number_differs": 100,
    "name_differs": 90,
    "sum_differs": 85,
    "title_differs": 80,
    "doubtful_number": 70,
    "words_differ": 60,
    "unsure": 50,
    "headless": 40,
    "unattributed": 30,
    "doubtful": 20,
}
"""Why a person should look, most valuable first: a wrong figure or name does most harm."""

NAMED = frozenset({"person", "organisation", "place"})
NO_VALUES = frozenset(
    {"fact_id", "variant_id", "article_id", "kind", "spans", "quotes", "accepted", "rule", "review"}
)
"""Keys of a record that a person does not decide about."""


class Decision(BaseModel):
    """What a person decided about one fact, variant or article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    decision: Literal["accepted", "corrected", "rejected"]
    value: dict[str, Any] = {}
    machine: dict[str, Any] = {}
    by: str
    at: date
    note: str = ""


class Item(NamedTuple):
    """One thing to look at. ``worth`` orders the queue; ``spans`` are ranges of raw text by file."""

    worth: int
    reason: str
    """A key of ``WORTH``."""
    id: str
    """Of the fact, variant or article; with ``@start`` of the first span where it is only some characters."""
    article_id: str
    words: str
    spans: Mapping[str, Sequence[Sequence[int]]]
    decided: bool


def queue(documents: Iterable[tuple[Mapping[str, Any], str]]) -> list[Item]:
    """What a person should look at, most valuable first; what is decided already comes last.

    ``documents`` are records of ``document.json``, each with its raw text.
    """
    found: dict[str, Item] = {}
    for document, raw in documents:
        for item in _items(document, raw):
            found.setdefault(item.id, item)
    return sorted(found.values(), key=lambda item: (item.decided, -item.worth, item.id))


def _items(document: Mapping[str, Any], raw: str) -> Iterator[Item]:
    file = document["file"]
    facts = document["facts"]
    named = [span for fact in facts if fact["kind"] in NAMED for span in fact["spans"].get(file, [])]
    named.sort()
    for variant in document["variants"]:
        if variant["review"]:
            spans = {name: [span] for name, span in variant["spans"].items()}
            reason = _differs(variant, document, named)
            words = " | ".join(dict.fromkeys(reading or "∅" for reading in variant["readings"].values()))
            yield _item(reason, variant, variant["variant_id"], words, spans)
    for fact in facts:
        if fact["review"]:
            reason = "unattributed" if fact["kind"] == "quote" and not fact.get("speaker") else _reason(fact)
            yield _item(reason, fact, fact["fact_id"], fact["quote"], fact["spans"])
    for article in document["articles"]:
        if article["kind"] == "fragment" or (
            article["title"] is None and article["kind"] in ("article", "interview")
        ):
            spans = {file: article["segments"][:1]}
            yield _item("headless", article, article["article_id"], article["title"] or "", spans)
    for start, end, _score in document["doubtful"]:
        words = raw[start:end]
        reason = "doubtful_number" if any(char.isdigit() for char in words) else "doubtful"
        yield Item(WORTH[reason], reason, f"{file}@{start}", "", words, {file: [[start, end]]}, decided=False)


def _item(reason: str, record: Mapping[str, Any], id_: str, words: str, spans: Mapping[str, Any]) -> Item:
    return Item(
        WORTH[reason],
        reason,
        id_,
        record["article_id"],
        words,
        spans,
        decided=record.get("accepted") is not None,
    )


def _reason(fact: Mapping[str, Any]) -> str:
    return "sum_differs" if fact["rule"].endswith("arithmetic") else "unsure"


def _differs(variant: Mapping[str, Any], document: Mapping[str, Any], named: Sequence[Sequence[int]]) -> str:
    """What kind of words differ: a number, a name, a title, others."""
    if any(char.isdigit() for reading in variant["readings"].values() for char in reading):
        return "number_differs"
    start, end = variant["spans"].get(document["file"], (0, 0))
    if any(low < max(end, start + 1) and start < high for low, high in named):
        return "name_differs"
    for article in document["articles"]:
        if article["article_id"] == variant["article_id"] and article["title"] and variant["chosen"]:
            low, high = article["segments"][0]
            if low <= start < min(high, low + len(article["title"]) + 2):
                return "title_differs"
    return "words_differ"


def load(folder: Path) -> dict[str, Decision]:
    """What people decided, by id; the last decision about a thing counts. Empty where nobody has yet.

    Raises:
        DataError: ``review.yaml`` cannot be read; with its line.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    from twinwheel.packs import yaml12  # with all of packs, which reading has no other need of

    document = yaml12.load(path, str(path))
    if document.problems:
        raise DataError(document.problems)
    entries = document.value or []
    if not isinstance(entries, list):
        raise DataError(
            [
                Problem(
                    str(path),
                    1,
                    None,
                    None,
                    message("it is no list"),
                    message("Each decision begins with `- id:`."),
                )
            ]
        )
    decisions, problems = {}, []
    for at, entry in enumerate(entries):
        try:
            decision = Decision.model_validate(entry)
            decisions[decision.id] = decision
        except ValidationError as error:
            for wrong in error.errors():
                field = ".".join(str(part) for part in wrong["loc"])
                what = (
                    message("{place}: {what}", place=field, what=heard(wrong["msg"]))
                    if field
                    else heard(wrong["msg"])
                )
                problems.append(
                    Problem(
                        str(path),
                        document.line((at,)),
                        None,
                        field,
                        what,
                        message("See docs/how-to/read-documents.md."),
                    )
                )
    if problems:
        raise DataError(problems)
    return decisions


def accepted(record: Mapping[str, Any], id_: str, decisions: Mapping[str, Decision]) -> dict[str, Any] | None:
    """What stands beside a record of the machine: decision, value, by, at; and ``machine_changed`` where the
    machine now says something else than when the person looked."""
    decision = decisions.get(id_)
    if decision is None:
        return None
    changed = any(record.get(key) != as_json(value) for key, value in decision.machine.items())
    return {
        "decision": decision.decision,
        "value": as_json(decision.value),
        "by": decision.by,
        "at": decision.at.isoformat(),
        "note": decision.note,
        "machine_changed": changed,
    }


def as_json(value: Any) -> Any:
    """As JSON has it: exact numbers of the YAML reader become what ``document.json`` holds."""
    from twinwheel.reading.contract import plain

    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    return [as_json(inner) for inner in value] if isinstance(value, list) else plain(value)


def record_of(documents: Iterable[Mapping[str, Any]], id_: str) -> Mapping[str, Any]:
    """The fact, variant or article with this id. Raises NotFound, with the nearest id there is."""
    from twinwheel.criteria.nearest import nearest

    ids: set[str] = set()
    for document in documents:
        for records, key in (("facts", "fact_id"), ("variants", "variant_id"), ("articles", "article_id")):
            for record in document[records]:
                if record[key] == id_:
                    return record  # type: ignore[no-any-return]  # records are JSON
                ids.add(record[key])
    close = nearest(id_, ids)
    advice = (
        message('Did you mean "{guess}"?', guess=close)
        if close
        else message("`twinwheel review DIR` lists what there is.")
    )
    raise NotFound(
        [Problem("document.json", None, None, None, message('nothing has the id "{id}"', id=id_), advice)]
    )


def decide(folder: Path, record: Mapping[str, Any], decision: Decision) -> None:
    """Add a decision to ``review.yaml``; earlier ones about other things stay as they are.

    Raises:
        UsageError: a value for something the record does not have.
        OutputError: the file cannot be written.
    """
    keep(folder, load(folder) | {decision.id: completed(record, decision)})


def completed(record: Mapping[str, Any], decision: Decision) -> Decision:
    """The decision with what the machine said then. Raises UsageError: a value for something the record does not have."""
    unknown = sorted(key for key in decision.value if key not in record or key in NO_VALUES)
    if unknown:
        fields = ", ".join(key for key in record if key not in NO_VALUES)
        raise UsageError(
            message("{id} has no value {unknown}", id=decision.id, unknown=", ".join(unknown)),
            message("Its values: {fields}.", fields=fields),
        )
    return decision.model_copy(
        update={"machine": {key: record[key] for key in (decision.value or _values(record))}}
    )


def keep(folder: Path, decisions: Mapping[str, Decision]) -> None:
    """Write ``review.yaml`` with these decisions and no others. Raises OutputError."""
    entries = [as_json(entry.model_dump(exclude_defaults=True)) for entry in decisions.values()]
    with replacing(folder / FILE) as path:
        text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=110)
        path.write_text(text, encoding="utf-8")


def _values(record: Mapping[str, Any]) -> list[str]:
    return [key for key, value in record.items() if key not in NO_VALUES and value not in (None, [], "")]
