"""The head behind a clause of its own: 园区自建的“码上办”平台, 位于北岸的分厂, 两校共建的中试基地.

It is what such a phrase speaks of; the name before the verb only says who made it, or where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.nouns import noun_head
from twinwheel.reading.facts.indicators.subjects import Subject
from twinwheel.reading.facts.words import Words

_OF = re.compile(r"(?<=[一-鿿\d%])的[“‘]?(?=[一-鿿A-Za-z])")
_MADE = re.compile(
    r"[建设制发]|投资|投入|开办|打造|推出|运营|规划|引进|成立|举办|组建|位于|坐落|主营|主打|[占用]地|总部|挂牌|揭牌|获批|开业|落户|入驻|实施|\d[万亿]?(?:元|美元|欧元|亩|平方米|公里)$"
)
_SHORTEST, _LONGEST = 2, 24


def heads(
    words: Words, clauses: Clauses, known: Sequence[Subject], paragraphs: Collection[int]
) -> Iterator[Subject]:
    """The heads in these paragraphs, as subjects of their clauses: ``known`` names, and nouns nobody knows."""
    starts = {subject.start: subject for subject in known}
    for index, clause in enumerate(clauses.all):
        if clause.paragraph not in paragraphs:
            continue
        for at in _after_made(clauses.text, clause):
            subject = starts.get(at) or starts.get(at - 1) or noun_head(words, clause, at)
            if subject and subject.kind != "person":
                yield subject._replace(clause=index, role="subject")


def _after_made(text: str, clause: Clause) -> Iterator[int]:
    for match in _OF.finditer(text, clause.start, clause.end):
        before = text[max(clause.start, match.start() - _LONGEST) : match.start()]
        if len(before) > _SHORTEST and _MADE.search(before):
            yield match.end()
