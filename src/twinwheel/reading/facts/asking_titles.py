"""Titles that ask: 尽快完善标准体系, 某某：希望…, 老人盼“食堂开到家门口”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon, wishes
from twinwheel.reading.facts.model import Ask, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.triggers import Trigger
from twinwheel.reading.text import Span

LEAST_ASK = 4
"""Characters of what is asked."""


def in_titles(reading: Reading, names: Names) -> Iterator[Ask]:
    """A title that asks, in the name of the person the titles name, or of the only one the page names."""
    lines = [part for part in reading.parts if part.role in ("title", "subtitle")]
    named = [mention for part in lines for mention in names.named_within(part.start, part.end)]
    person = next((mention.fact.name for mention in named if mention.fact.kind == "person"), None)
    only = reading.kind == "interview" or len(names.people) == 1
    asker = person or (names.people[0].name if only and names.people else None)
    begins = tuple(lexicon.words("asks", "title"))
    for part in lines:
        text = reading.text[part.start : part.end].strip()
        start = reading.text.find(text, part.start)
        colon = max(text.find("："), text.find(":"))
        body = text[colon + 1 :]
        who = asker or (text[:colon].strip() if colon > 0 else None)
        if not body.startswith(begins) or len(body) < 6 or (who is None and reading.kind != "interview"):
            verb = _title_verb(text)
            if verb is None:
                continue
            body, who = text[verb.start("verb") :], asker or verb["who"]
        begin = start + len(text) - len(body)
        span = Span(begin, begin + len(body))
        sure = who is not None and (person is not None or who != asker)
        yield Ask(
            mentions=(span,), rule="asks.title", review=not sure, asker=who, addressee=None, content=body
        )


@lru_cache(maxsize=1)
def _asking_title() -> re.Pattern[str]:
    verbs = lexicon.trie(lexicon.words("asks", "title_verb"))
    return re.compile(rf"(?:^|[\s　：:，,！!？?])(?P<who>[^\s　：:，,！!？?的]{{2,10}})(?P<verb>{verbs})")


def _title_verb(text: str) -> re.Match[str] | None:
    """老人盼“食堂开到家门口”, with a short subject before the verb."""
    found = _asking_title().search(text)
    if found is None or len(text) - found.end() < LEAST_ASK:
        return None
    return found if wishes.is_verb(text, Trigger("wish", *found.span("verb"))) else None
