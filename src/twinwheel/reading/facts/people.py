"""People: a name where something says it is one: a title before or after it, a verb of speech behind it.

Where a Chinese name ends is the question (余凯所透露的, 朱珑说). Every length it may have is weighed by the
word that would follow, by the characters given names are made of, and by the tagger where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import MARKS, Sheet
from twinwheel.reading.facts.titles import Title, titles
from twinwheel.reading.facts.words import known


class Found(NamedTuple):
    """A name at a place, and the title that stands with it, if one does."""

    start: int
    end: int
    title: Title | None
    rule: str


_HAN = re.compile(r"[一-鿿]")
_FOREIGN = re.compile(r"[·•‧・]")
_AFTER_NAME = frozenset("说称所在和与对则曾还也将就向等为是率带看讲谈问答认表介指强坦透出来去到上下给被把同及的了先女教告应正致走主参于从由这那有不又再并亦便都却以并作接担任会见入回举建提希呼认觉站坐拿")
_FUNCTION = frozenset("在和与对则曾还也将就向等为是率的了及同从由于以说称告所又再并便都却被把给到会见")


@lru_cache(maxsize=1)
def _speech() -> re.Pattern[str]:
    """A verb of speech with what may stand before it, at the end of a name."""
    between = lexicon.trie(lexicon.words("speech", "between"))
    verbs = lexicon.trie(lexicon.words("speech", "plain"))
    return re.compile(rf"(?:{between}){{0,4}}(?:{verbs})")


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    return re.compile(lexicon.trie(lexicon.words("speech", "plain")))


def find(sheet: Sheet, standing: list[Candidate]) -> list[Found]:
    """Every place where a person is named with evidence. ``standing`` are the other names found so far."""
    inside = {at for other in standing for at in range(other.start, other.end)}
    tagged = {(token.start, token.end) for token in sheet.tagged if token.tag == "PER"}
    scale = _Scale(sheet, tagged)
    found: dict[int, Found] = {}
    for person in [
        *_with_title(sheet, scale),
        *_title_behind(sheet, scale),
        *_foreign(sheet),
        *_speaking(sheet, scale),
        *_tagged(sheet, scale, tagged),
        *_shaped(sheet, scale),
    ]:
        if person.start not in found:
            found[person.start] = person
    masked = masks(sheet)
    kept = [
        person
        for person in sorted(found.values())
        if not any(a <= person.start < b for a, b in masked)
        and (person.title is not None or person.start not in inside)
    ]
    return _without_overlaps(kept)


def _without_overlaps(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for person in found:
        if kept and person.start < kept[-1].end:
            if person.title and not kept[-1].title:
                kept[-1] = person
            continue
        kept.append(person)
    return kept


class _Scale:
    """Weighs how well a name ends at a place."""

    def __init__(self, sheet: Sheet, tagged: set[tuple[int, int]]) -> None:
        self.sheet, self.tagged = sheet, tagged
        self.single, self.double = lexicon.surnames()
        self.given = lexicon.given_characters()
        self.foreign = lexicon.transliteration()

    def surname(self, at: int) -> int:
        """The length of the surname at ``at``: 2, 1 or 0."""
        text = self.sheet.text
        if text[at : at + 2] in self.double:
            return 2
        return 1 if text[at : at + 1] in self.single else 0

    def best(self, at: int, floor: float) -> tuple[int, float] | None:
        """The end of the name that begins at ``at`` and its weight, if any end weighs ``floor`` or more."""
        weighed = [(self.weight(at, end), end) for end in self._ends(at)]
        if not weighed:
            return None
        weight, end = max(weighed)
        return (end, weight) if weight >= floor else None

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
            weight += 1.5 if token.tag.startswith("nr") else (self._everyday(name, end) if known(name) else 0.5)
        if surname:
            given = name[surname:]
            weight += sum(0.7 if char in self.given else -0.8 for char in given)
            weight += 0.5 if len(given) == 2 or surname == 2 else 0.0
            if len(name) == 4 and surname == 1:
                weight -= 1.0
            last = sheet.word_before(end)
            if len(given) >= 2 and given[-1] in _AFTER_NAME and (
                given[-1] in "说称讲" or not (last and start < last.start < end - 1)
            ):
                weight -= 2.5
            if sheet.splits_word(end) and not _speech().match(text, end):
                weight -= 1.5
        else:
            weight += 0.4 * sum(char in self.foreign for char in name) - 1.5
        return weight + self._follow(end)

    def _everyday(self, name: str, end: int) -> float:
        """A name that is an everyday word (文静, 明亮) must speak, here behind its title or elsewhere in the text."""
        named = all(char in self.given for char in name[self.surname(end - len(name)) :])
        if named and _verbs().match(self.sheet.text, end) and self.sheet.before(end - len(name)) not in MARKS:
            return -0.9
        speaks = len(re.findall(rf"(?:^|[。，\n“”]){name}(?:[：:]|{_speech().pattern})", self.sheet.text))
        return min(2.0, 1.5 * speaks) - 1.8 if speaks else -2.6

    def _follow(self, end: int) -> float:
        text, sheet = self.sheet.text, self.sheet
        following = sheet.after(end)
        if following in MARKS:
            return 2.5
        spoken = _speech().match(text, end)
        if spoken:
            return 2.5
        token = sheet.word_after(end)
        if token is None:
            return 0.8 if following in _FUNCTION else -1.5
        if following in _FUNCTION or token.tag in ("p", "c", "d", "u", "uj", "ul", "v"):
            return 1.5
        return 1.0 if len(token.word) >= 2 else -0.5


def _with_title(sheet: Sheet, scale: _Scale) -> Iterator[Found]:
    """A name right behind a title; a foreign one takes all its parts along."""
    text = sheet.text
    for title in titles(text):
        at = title.end
        colon = ("：", ":") if text.startswith("联系人", title.start) else ()
        while text[at : at + 1] in (" ", "　", "“", *colon) and at - title.end < 2:
            at += 1
        foreign = _foreign_from(sheet, at)
        if foreign:
            yield Found(at, foreign, title, "people.title_before")
            continue
        floor = 0.5 if at > title.end and text[at - 1] in colon else 3.6 if title.generic else 1.8
        best = scale.best(at, floor)
        while best:
            yield Found(at, best[0], title, "people.title_before")
            if sheet.after(best[0]) != "、":  # 副市长甲、乙: both are
                break
            at = best[0] + 1
            best = scale.best(at, 2.4) if scale.surname(at) else None


def _foreign_from(sheet: Sheet, at: int) -> int | None:
    """The end of a foreign name with a dot in it that begins at ``at``."""
    text, letters = sheet.text, lexicon.transliteration()
    end, dots = at, 0
    while end < len(text) and end - at < 30:
        if text[end] in letters or (text[end].isascii() and text[end].isalpha()):
            end += 1
        elif end > at and _FOREIGN.match(text[end]) and _HAN.match(sheet.after(end + 1)):
            dots, end = dots + 1, end + 1
        else:
            break
    if not dots:
        return None
    return _unspoken(sheet, at, end)


def _unspoken(sheet: Sheet, start: int, end: int) -> int:
    """Without a verb or title that is spelled with characters of foreign names (…·贝格|在)."""
    last = max(sheet.text.rfind(mark, start, end) for mark in "·•‧・") + 1
    for at in range(last + 1, end):
        if _speech().match(sheet.text, at):
            return at
    return end


def _foreign(sheet: Sheet) -> Iterator[Found]:
    """A name with a dot anywhere: back over the characters of foreign names to a border."""
    text, letters = sheet.text, lexicon.transliteration()
    done = 0
    for dot in _FOREIGN.finditer(text):
        if dot.start() < done:
            continue
        start = dot.start()
        while start > max(done, dot.start() - 8) and text[start - 1] in letters and text[start - 1] not in "和与":
            start -= 1
        end = _foreign_from(sheet, start)
        if end and dot.start() - start >= 1 and end - dot.end() >= 1:
            done = end
            yield Found(start, end, None, "people.foreign")


def _title_behind(sheet: Sheet, scale: _Scale) -> Iterator[Found]:
    """A name that is said to hold a title: NAME是ORG的TITLE, NAME（TITLE）, NAME教授."""
    text = sheet.text
    for found in re.finditer(r"(?:[一-鿿]{2,4})(?=(?:教授|院士|博士|先生|女士|同志|研究员|主任|书记|总经理|董事长)[^们组团站点])", text):
        for start in range(max(found.start(), found.end() - 4), found.end() - 1):
            if start and not _border(sheet, start):
                continue
            if scale.surname(start) and scale.weight(start, found.end()) >= 4.5:
                yield Found(start, found.end(), None, "people.title_behind")
                break
    for title in titles(text):
        start = _subject_before(sheet, scale, title)
        if start:
            yield Found(start[0], start[1], title, "people.is_title")


def _subject_before(sheet: Sheet, scale: _Scale, title: Title) -> tuple[int, int] | None:
    """The name at the start of the clause whose 是 leads to this title."""
    text = sheet.text
    low = max(0, title.start - 30)
    verb = max(text.rfind("是", low, title.start), text.rfind("担任", low, title.start), text.rfind("出任", low, title.start))
    if verb < 0 or any(mark in text[verb : title.start] for mark in "，。；：！？\n"):
        return None
    for start in range(max(0, verb - 4), verb - 1):
        if _border(sheet, start) and scale.surname(start) and scale.weight(start, verb) >= 3.5:
            return start, verb
    return None


def _border(sheet: Sheet, at: int) -> bool:
    """True where a clause or a member of a list begins."""
    if at == 0 or sheet.before(at) in MARKS:
        return True
    token = sheet.word_before(at)
    return token is not None and token.tag in ("p", "c", "ul", "u", "t", "d", "v", "uj", "f")


def _speaking(sheet: Sheet, scale: _Scale) -> Iterator[Found]:
    """A name at the start of a clause with a verb of speech behind it, or between 据 and the verb."""
    text = sheet.text
    for verb in _verbs().finditer(text):
        for start in _starts_before(sheet, verb.start()):
            if not scale.surname(start):
                continue
            best = scale.best(start, 4.2)
            if best and _speech().match(text, best[0]):
                yield Found(start, best[0], None, "people.speaking")
                break


def _starts_before(sheet: Sheet, verb: int) -> Iterator[int]:
    """Where a name may begin that speaks at ``verb``: at the start of the clause, or behind 据."""
    low = max(0, verb - 16)
    for at in range(verb - 2, low - 1, -1):
        if at == 0 or sheet.before(at) in MARKS or sheet.before(at) == "据":
            yield at
            if at and sheet.before(at) != "据":
                return


def _tagged(sheet: Sheet, scale: _Scale, tagged: set[tuple[int, int]]) -> Iterator[Found]:
    """What the tagger holds to be people, where the shape allows it."""
    trades = lexicon.words("organisations", "trades")
    for start, end in sorted(tagged):
        name = sheet.text[start:end]
        following = sheet.word_after(end)
        if len(name) < 2 or any(char in MARKS for char in name) or name[-1] in "们":
            continue
        if following and following.word in trades:
            continue
        if name.isascii() or (sheet.before(start) in "“‘" and sheet.after(end) in "”’"):
            continue
        word = sheet.word_after(start)
        if known(name) and word is not None and word.end == end and not word.tag.startswith("nr"):
            continue
        best = scale.best(start, 0.0)
        if best and best[0] != end and best[1] > scale.weight(start, end):
            end = best[0]
            name = sheet.text[start:end]
        if scale.surname(start) and len(name) <= 4 and scale.weight(start, end) >= 4.0:
            yield Found(start, end, None, "people.tagger")
        elif len(name) >= 3 and all(char in scale.foreign for char in name):
            yield Found(start, end, None, "people.tagger")


def _shaped(sheet: Sheet, scale: _Scale) -> Iterator[Found]:
    """An unknown word of the shape of a name that acts at the start of a clause: 陈某某与…进行了会谈."""
    for index, token in enumerate(sheet.words):
        if token.tag != "nr" or not 2 <= len(token.word) <= 4 or known(token.word):
            continue
        if not (token.start == 0 or sheet.before(token.start) in MARKS):
            continue
        if not scale.surname(token.start):
            continue
        best = scale.best(token.start, 5.0)
        if best and best[0] - token.start == 3 and sheet.after(best[0]) not in MARKS and index >= 0:
            yield Found(token.start, best[0], None, "people.shape")


_STAFF = re.compile(
    r"(?:本报|特约|见习|实习|首席)?(?:记者|通讯员|实习生|编辑|责编|责任编辑|责校|校对|美编|美术编辑|摄影|摄|网编|审核|监制|文字整理|整理|撰文|采写|统筹|制图|编审|值班主任|值班编辑|审校|出处|供图)[ 　:：/／|]{0,2}"
    r"(?P<names>[一-鿿]{2,4}(?:[ 　、]{1,2}[一-鿿]{2,4}){0,5}|[一-鿿][ 　][一-鿿](?![一-鿿]))"
)
_SIGNED = re.compile(r"[（(][ 　]?[一-鿿][ 　]?[一-鿿]{1,2}(?:[ 　、][ 　]?[一-鿿][ 　]?[一-鿿]{1,2}){0,3}[ 　]?[）)](?=\s*(?:\n|$))")


def masks(sheet: Sheet) -> list[tuple[int, int]]:
    """Where those who made the page are named: bylines, 记者 …, 编辑 …, the signature (布 轩). They do not act in it."""
    text = sheet.text
    found = [(part.start, part.end) for part in sheet.reading.parts if part.role == "byline"]
    for staff in _STAFF.finditer(text):
        if staff.start("names") > staff.start() and (
            text[staff.start("names") - 1] in " 　:：/／|" or text[staff.end() : staff.end() + 1] in ")）\n，。 " or staff.end() == len(text)
        ):
            found.append((staff.start(), staff.end()))
    found += [signed.span() for signed in _SIGNED.finditer(text)]
    return found
