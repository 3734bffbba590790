"""``python -m bench.reading.hands ONE OTHER``: how far two hands agree that marked the same articles.

ONE and OTHER are folders of gold files, or of folders of them. What the second hand marked is scored against the first as if a reader
had found it: no reader can be expected to agree with either hand better than the hands with each other. Optional facts of the
second are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bench.reading import facts
from bench.reading.annotated import Annotated, Fact, GoldError, read
from bench.reading.direct import holding, scored
from bench.reading.output import Document


def document(first: Annotated, second: Annotated) -> Document:
    """What the second hand marked, as if it were found. Raises GoldError where the texts are not the same."""
    if first.text != second.text:
        at = next(i for i, (a, b) in enumerate(zip_longest(first.text, second.text)) if a != b)
        here, there = (text[at : at + 12] or "its end" for text in (first.text, second.text))
        raise GoldError(second.name, 0, f'the text is another: "{there}" where the first hand has "{here}"')
    marked = [fact for fact in second.facts if not fact.optional]
    return holding(first, [(_record(fact), fact.mentions) for fact in marked])


def _record(fact: Fact) -> dict[str, Any]:
    """A marked fact with the fields a found one has. Of several speakers the first; of scopes any will do."""
    empty = dict.fromkeys(("value_to", "scope", "as_of", "organisation"))
    record = {**empty, "kind": fact.kind, **fact.fields}
    for key in ("speaker", "asker"):
        if record.get(key):
            record[key] = record[key].partition("/")[0]
    if record["as_of"]:
        record["as_of"] = record["as_of"].removesuffix("?")
    return record


def pairs(one: Path, other: Path) -> Iterator[tuple[Annotated, Annotated]]:
    """The articles of the second hand with the first's. Raises FileNotFoundError where one has none."""
    for path in sorted(other.rglob("*.txt")):
        yield read(one / path.relative_to(other)), read(path)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.hands", description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--kind", help="tell what of this measure the hands do not agree on")
    options = parser.parse_args(arguments)
    scores: dict[str, facts.Score] = {}
    try:
        both = list(pairs(options.one, options.other))
    except FileNotFoundError as error:
        parser.error(f"{error.filename}: only the second hand has this article")
    if not both:
        parser.error(f"{options.other}: no articles (*.txt) there")
    try:
        for first, second in both:
            facts.score(document(first, second), scores)
    except GoldError as error:
        parser.error(str(error))
    if options.kind and options.kind not in scores:
        parser.error(f'no measure "{options.kind}": there are {", ".join(scores)}')
    print(scored(f"{len(both)} articles of two hands", scores))
    for miss in scores[options.kind].misses if options.kind else ():
        print(f"  {miss}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
