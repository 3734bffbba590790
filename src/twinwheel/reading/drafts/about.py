"""What a part of a text is about: the type of subject, the theme, the level of government."""

from __future__ import annotations

import re
from collections.abc import Mapping

from twinwheel.packs import Pack
from twinwheel.reading.drafts.compose import Composer
from twinwheel.reading.drafts.head import Head
from twinwheel.reading.drafts.outline import Clause
from twinwheel.reading.drafts.policy import Policy

MAX_SCORED = 150
"""Sentences that are read to tell whom a text is about."""
_KEEPS = 1.5
"""How much more must speak for another subject than for that of the whole text."""


class Subjects:
    """The type of subject in whose fields most of the words of a part mean something."""

    def __init__(self, policy: Policy, pack: Pack, composers: Mapping[str, Composer]) -> None:
        self.policy, self.pack, self.composers = policy, pack, composers
        self._scores: dict[int, dict[str, float]] = {}
        self.whole = self._best(policy.root, None)

    def of(self, clause: Clause) -> str:
        return self.whole if clause is self.policy.root else self._best(clause, self.whole)

    def _best(self, clause: Clause, otherwise: str | None) -> str:
        if id(clause) not in self._scores:
            self._scores[id(clause)] = self._scored(clause)
        scores = dict(self._scores[id(clause)])
        if otherwise is not None:
            scores[otherwise] = scores.get(otherwise, 0) + _KEEPS
        return max(scores, key=lambda subject: (scores[subject], subject == "enterprise"))

    def _scored(self, clause: Clause) -> dict[str, float]:
        sentences = clause.all_sentences()[:MAX_SCORED]
        said = "".join(self.policy.said(each) for each in sentences)
        scores: dict[str, float] = {}
        for subject, composer in self.composers.items():
            words = [word for book in self.pack.wordbooks.values() for word in book.subjects.get(subject, ())]
            scores[subject] = min(sum(min(said.count(word), 3) for word in words) * 0.25, 3.0)
            spelling = composer.reader.lexicon.spelling
            for sentence in sentences:
                text = spelling.of(self.policy.text[sentence.mark : sentence.end].rstrip("。；; "), 0)
                scores[subject] += sum(each.node is not None for each in composer.sentence(text))
        return scores


def theme_of(pack: Pack, text: str) -> str:
    """The theme most words of a text speak for."""
    listed = pack.code_lists.get("themes")
    known = [code.value for code in listed.codes] if listed else ["qualification"]
    found = {
        theme: sum(
            text.count(word) for book in pack.wordbooks.values() for word in book.themes.get(theme, ())
        )
        for theme in known
    }
    best = max(known, key=lambda theme: found[theme])
    return best if found[best] else ("innovation" if "innovation" in known else known[0])


def level_of(pack: Pack, head: Head) -> str:
    """By the words of the issuer and title; the most local level where nothing says it."""
    listed = pack.code_lists.get("levels")
    codes = listed.codes if listed else []
    said = "".join([*head.issuers, head.title])
    for code in reversed(codes):
        if any(name.removesuffix("市").removesuffix("区") in said for name in code.aliases if len(name) > 1):
            return code.value
    if re.search(r"(?:国务院|部|总局|总署)(?:$|、|办公厅)", "、".join(head.issuers)) and codes:
        return codes[0].value
    return codes[-1].value if codes else "zone"
