"""Where a Chinese name ends (陈岩|所透露的, 卫玥|说): every length it may have is weighed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.sheet import MARKS, Sheet
from twinwheel.reading.facts.words import known

_HAN = re.compile(r"[一-鿿]")
_AFTER_NAME = frozenset(
    "说称所在和与对则曾还也将就向等为是率带看讲谈问答认表介指强坦透出来去到上下给被把同及的了先女教告应正致走主参于从由这那有不又再并亦便都却以并作接担任会见入回举建提希呼认觉站坐拿"
)
_FUNCTION = frozenset("在和与对则曾还也将就向等为是率的了及同从由于以说称告所又再并便都却被把给到会见")


_ADVERBS = frozenset("直正常先早刚仍却只才没必需很更最特立随总笑忙急")


class Scale:
    """Weighs how well a name ends at a place."""

    def __init__(self, sheet: Sheet, tagged: set[tuple[int, int]]) -> None:
        self.sheet, self.tagged = sheet, tagged
        self.single, self.double = lexicon.surnames()
        self.given = lexicon.given_characters()
        self.foreign = lexicon.transliteration()
        self.spoken = self._speaking()

    def _speaking(self) -> Counter[str]:
        """How often the two or three characters of a clause before a verb of speech or a colon are these."""
        text = self.sheet.text
        found: Counter[str] = Counter()
        for verb in re.finditer(rf"[：:]|{speech.verbs().pattern}", text):
            for length in (2, 3):
                start = verb.start() - length
                if start == 0 or (start > 0 and text[start - 1] in "。，\n“”"):
                    found[text[start : verb.start()]] += 1
        return found

    def surname(self, at: int) -> int:
        """The length of the surname at ``at``: 2, 1 or 0."""
        text = self.sheet.text
        if text[at : at + 2] in self.double:
            return 2
        return 1 if text[at : at + 1] in self.single and not self._joins(at) else 0

    def _joins(self, at: int) -> bool:
        """True for a surname that is a preposition here: 负责人|和|师生, 老板|向|集团."""
        token = self.sheet.word_after(at)
        if token is None or len(token.word) > 1 or token.tag not in ("c", "p"):
            return False
        following = self.sheet.word_after(token.end)
        if following is None or len(following.word) < 2 or not known(following.word):
            return False
        return token.word in "和与" or not all(char in self.given for char in following.word)

    def best(self, at: int, floor: float) -> tuple[int, float] | None:
        """The end of the name that begins at ``at`` and its weight, if any end weighs ``floor`` or more."""
        weighed = [(self.weight(at, end), end) for end in self._ends(at)]
        if not weighed:
            return None
        weight, end = max(weighed)
        return (end, weight) if weight >= floor else None

    def longer(self, start: int, end: int) -> int:
        """``end``, or one more where a name of two characters leaves a character nothing else takes: 竹立|人|在."""
        text, sheet = self.sheet.text, self.sheet
        if end - start != 2 or self.surname(start) != 1 or not _HAN.match(sheet.after(end)):
            return end
        third = text[end]
        whole = sheet.word_after(start)
        if (
            whole is not None
            and whole.end == end + 1
            and not known(whole.word)
            and self.follow(end + 1) >= 1.5
        ):
            return end + 1
        token = sheet.word_after(end)
        if (
            token is not None and known(token.word) and (len(token.word) > 1 or token.tag[0] in "vpcudry")
        ) or third in _AFTER_NAME:
            return end
        if speech.said().match(text, end) or sheet.splits_word(end + 1):
            return end
        return end + 1 if self.follow(end + 1) >= 1.5 or text[end + 1 : end + 2] in _ADVERBS else end

    def _ends(self, at: int) -> Iterator[int]:
        text, surname = self.sheet.text, self.surname(at)
        run = at
        while run < len(text) and run - at < 8 and _HAN.match(text[run]):
            run += 1
        if surname:
            yield from (end for end in range(at + surname + 1, at + surname + 3) if end <= run)
            if surname == 2:  # 欧阳 may be 欧 + 阳
                return
            if text[at + 1 : at + 2] in self.single and at + 4 <= run:
                yield at + 4
        stop = at
        while stop < run and text[stop] in self.foreign:
            stop += 1
        yield from (end for end in range(at + 3, stop + 1) if end > at + surname + 2 or not surname)

    def weight(self, start: int, end: int) -> float:
        """Above 3 a name behind a title, above 5 a name by itself."""
        text, sheet = self.sheet.text, self.sheet
        name = text[start:end]
        surname = self.surname(start)
        weight = 0.0
        if (start, end) in self.tagged:
            weight += 4
        elif any((start, other) in self.tagged for other in (start + 2, start + 3, start + 4)):
            weight -= 1.5
        token = sheet.word_after(start)
        if token and token.end == end:
            weight += (
                1.5 if token.tag.startswith("nr") else (self._everyday(name, end) if known(name) else 0.5)
            )
        evidence = weight
        weight = weight if surname else -9.0
        spelled = 0.6 * len(name) if len(name) >= 3 and all(char in self.foreign for char in name) else -1.5
        if surname:
            weight += self._given(name, surname, start, end)
        return max(weight, evidence + spelled) + self.follow(end)

    def _given(self, name: str, surname: int, start: int, end: int) -> float:
        given, sheet = name[surname:], self.sheet
        weight = sum(0.7 if char in self.given else -0.8 for char in given)
        weight += 0.5 if len(given) == 2 or surname == 2 else 0.0
        if len(name) == 4 and surname == 1:
            verb = sheet.word_after(start + 2)
            weight -= 4.0 if verb and verb.end == end and verb.tag[0] == "v" and known(verb.word) else 1.0
        last = sheet.word_before(end)
        inside = last is not None and start < last.start < end - 1 and known(last.word)
        if len(given) >= 2 and given[-1] in _AFTER_NAME:
            ends = sheet.after(end) in MARKS  # nothing follows that it could belong to
            weight -= 2.5 if given[-1] in "说称讲" or not (inside or ends) else 0.0
        first = sheet.word_after(start)
        if surname == 1 and first and first.start + 2 <= first.end < end and known(first.word):
            weight -= 0.0 if first.tag[:2] in ("nr", "ns") else 1.5  # 车间|里 begins with a word
        if sheet.splits_word(end) and not speech.said().match(sheet.text, end):
            weight -= 1.5
        return weight

    def _everyday(self, name: str, end: int) -> float:
        """A name that is an everyday word (文静, 明亮) must speak, here behind its title or elsewhere in the text."""
        named = all(char in self.given for char in name[self.surname(end - len(name)) :])
        if (
            named
            and speech.verbs().match(self.sheet.text, end)
            and self.sheet.before(end - len(name)) not in MARKS
        ):
            return -0.9
        speaks = self.spoken[name]
        return min(2.0, 1.5 * speaks) - 1.8 if speaks else -2.6

    def follow(self, end: int) -> float:
        text, sheet = self.sheet.text, self.sheet
        following = sheet.after(end)
        if following in MARKS or following.isascii():
            return 2.5
        spoken = speech.said().match(text, end)
        if spoken:
            return 2.5
        token = sheet.word_after(end)
        if token is None:
            if following in _FUNCTION:
                return 0.8
            index = sheet.covering(end)
            rest = text[end : sheet.words[index].end] if index is not None else ""
            return 1.0 if rest in _ADVERBS or (len(rest) > 1 and known(rest)) else -1.5
        if following in _FUNCTION or token.tag in ("p", "c", "d", "u", "uj", "ul", "v"):
            return 1.5
        return 1.0 if len(token.word) >= 2 else -0.5
