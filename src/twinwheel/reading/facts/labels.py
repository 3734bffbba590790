"""Names that head a line: who takes a turn (甲：…), and who is presented with a title (甲　某院院长)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.scale import Scale
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.titles import Title
from twinwheel.reading.facts.words import known

_LABEL = re.compile(
    r"(?m)^[ 　■●◆·]*(?:[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+){0,4}（)?(?P<name>[一-鿿]{2,5})(?:[（(](?P<aside>[^（）()\n]{1,40})[）)]|）)?"
    r"(?:(?P<colon>[：:])(?=.)|[ 　]{1,3}(?=[^\n，。！？]{4,40}$))"
)
SPEAKER = -2.5
"""Weight from which what heads a line twice or more is a name."""


def labels(sheet: Sheet, scale: Scale) -> Iterator[tuple[int, int, Title | None]]:
    """Who speaks in turns, or takes part: 甲：… twice or more, and a line each that ends with a title (甲　某院院长)."""
    lines = list(_LABEL.finditer(sheet.text))
    speaks = Counter(line["name"] for line in lines if line["colon"])
    for line in lines:
        start, end = line.span("name")
        stop = line.end("aside") if line["aside"] else sheet.text.find("\n", end)
        title = sheet.title_ending.get(len(sheet.text) if stop < 0 else stop)
        guest = title is not None and start < end < title.start
        if known(line["name"]) or sheet.title_ending.get(end) or not (guest or speaks[line["name"]] > 1):
            continue
        best = None if guest else scale.best(start, SPEAKER)
        spelled = len(line["name"]) > 2 and all(char in lexicon.transliteration() for char in line["name"])
        if (best and best[0] == end) or spelled or guest:
            yield start, end, title if guest else None
