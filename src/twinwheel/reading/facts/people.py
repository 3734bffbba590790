"""People: names that are likely by themselves, and what says that somebody is meant: a title, 女士, a dot.

``scale`` weighs the names; here they get the titles that stand with them (副市长|甲、乙; 甲是…院院长; 甲（董事长）),
and the names that no surname begins are found: foreign ones, 褚女士.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech, staff
from twinwheel.reading.facts.candidates import Candidate, Cover
from twinwheel.reading.facts.labels import labels
from twinwheel.reading.facts.scale import Scale
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han
from twinwheel.reading.facts.spelled import spelled, spelled_from
from twinwheel.reading.facts.titles import Title
from twinwheel.reading.facts.words import known


class Found(NamedTuple):
    """A name at a place, and the title that stands with it, if one does."""

    start: int
    end: int
    title: Title | None
    rule: str


EVEN = 0.0
"""Weight from which a name is taken as one."""
DOUBTFUL = 1.5
"""Weight below which a person should look."""
SURE = 3.0
"""Weight from which it stands against a place that only its shape makes one: 李锦江 in a list of people."""
WEAK = ("places.shape", "places.settlement", "places.level", "places.tagger", "places.listed_together")
BEHIND_TITLE, BEHIND_GENERIC, JOINED, LISTED = -3.0, -1.5, -2.5, -2.5
"""Weights from which a name is taken as one right behind a title (a rare name, an everyday word: 处长|严肃),
behind a word that anyone may be called by (村民), behind 、 or 和 and another one's name, and between two 、 in a list."""
ALONE = -7.0
"""Weight from which all that stands in a line behind a title and a colon is a name."""
STANDS_ALONE = frozenset(
    "则也还都均曾又就便亦再却已正常总只才方先即并刚直皆俱更最很仍未不没在是有乃竟说称问答笑讲道叹喊看谈写唱哭等们的地得了着过后时前中里内间起来去到至出上下回工董某人家等向对跟同给为所被让叫使把将以"
)
"""Adverbs, verbs and particles of one character, and what people are called: these follow a name."""
_HAN = re.compile(r"[一-鿿]")
_LATIN = re.compile(r"[A-Z][a-z]+(?:[ ·](?:[A-Z][a-z]*\.?|van|von|de|da|di)){0,2}[ ·][A-Z][a-z]+")
_DOTS = "·•‧・"
_FOREIGN = re.compile(r"[·•‧・]")


def find(sheet: Sheet, standing: list[Candidate], *, with_tagger: bool) -> list[Found]:
    """Every place where a person is named with evidence. ``standing`` are the other names found so far."""
    inside = {at for other in standing for at in range(other.start, other.end)}
    weak = {at for other in standing if other.rule in WEAK for at in range(other.start, other.end)}
    tagged = {(token.start, token.end) for token in sheet.tagged if token.tag == "PER"}
    scale = Scale(sheet, tagged if with_tagger else None)
    likely = {start: (end, weight) for start, end, weight in scale.likely(EVEN)}
    found: dict[int, Found] = {}
    for person in [
        *_with_title(sheet, scale, likely),
        *_foreign(sheet),
        *_likely(likely),
        *_listed(sheet, scale, likely),
        *(Found(*label, "people.label") for label in labels(sheet, scale)),
        *_addressed(sheet, scale),
        *_called(sheet, scale),
        *(Found(*name, None, "people.spelled") for name in spelled(sheet, tagged)),
    ]:
        if person.start not in found:
            found[person.start] = person
    masked = Cover(staff.masks(sheet))
    led = {each.title.start for each in found.values() if each.title and each.title.end <= each.start}
    kept = [
        person
        for person in sorted(found.values())
        if person.start not in masked
        and not (person.title is None and person.end in led)  # 莱梅尔|中国区总经理某某
        and sheet.text[person.start : person.end] not in lexicon.words("titles", "no_name")
        and (
            person.title is not None
            or person.start not in inside
            or (person.start in weak and likely.get(person.start, (0, 0.0))[1] >= SURE)
        )
    ]
    return _without_overlaps(kept)


_Likely = dict[int, tuple[int, float]]
"""By where a name begins: its end and its weight."""


def _likely(likely: _Likely) -> Iterator[Found]:
    for start, (end, weight) in likely.items():
        yield Found(start, end, None, "people.likely" if weight >= DOUBTFUL else "people.doubtful")


def _listed(sheet: Sheet, scale: Scale, likely: _Likely) -> Iterator[Found]:
    """Between two members of a list: 刘斌、|安澜|、柯沁水."""
    for end, _ in likely.values():
        best = scale.best(end + 1, LISTED) if sheet.after(end) == "、" and end + 1 not in likely else None
        if best and sheet.after(best[0]) == "、":
            yield Found(end + 1, best[0], None, "people.doubtful")


def _without_overlaps(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for person in found:
        if kept and person.start < kept[-1].end:
            if person.title and not kept[-1].title:
                kept[-1] = person
            continue
        kept.append(person)
    return kept


def _with_title(sheet: Sheet, scale: Scale, likely: _Likely) -> Iterator[Found]:
    """A name right behind a title, and those joined to it (副市长|甲、乙); a foreign one takes all its parts along."""
    for title in sheet.titles:
        at = _behind(sheet, title)
        latin = _LATIN.match(sheet.text, at)
        word = sheet.word_after(at)
        dotted = word is not None and _FOREIGN.match(sheet.text, word.end)
        if word and dotted and word.tag[:2] not in ("nr", "ns", "nz") and known(word.word):
            continue  # 市长|面对面·…
        if sheet.after(at) == "的" and _dot_near(sheet.text, at + 1):  # 时任部长的|某某·某某
            at += 1
        foreign = (
            _foreign_from(sheet, at, title=not title.generic)
            or spelled_from(sheet, at)
            or (latin.end() if latin else None)
        )
        if foreign:
            yield Found(at, foreign, title, "people.title_before")
            continue
        end = _named_at(sheet, scale, likely, at, BEHIND_GENERIC if title.generic else BEHIND_TITLE)
        if sheet.after(at) in ("：", ":"):  # a line that presents somebody: 总经理：某某
            alone = _named_at(sheet, scale, likely, at + 1, ALONE)
            if alone and sheet.after(alone) in ("", "\n"):
                yield Found(at + 1, alone, title, "people.title_before")
        while end:
            yield Found(at, end, title, "people.title_before")
            if sheet.after(end) not in "、和与":
                break
            at = end + 1
            end = _named_at(sheet, scale, likely, at, JOINED)


def _named_at(sheet: Sheet, scale: Scale, likely: _Likely, at: int, floor: float) -> int | None:
    """The end of the name that begins at ``at``."""
    if at in likely:
        return _whole(sheet, scale, at, _without_verb(sheet, scale, at, likely[at][0]))
    best = scale.best(at, floor)
    return _whole(sheet, scale, at, best[0]) if best else None


def _without_verb(sheet: Sheet, scale: Scale, at: int, end: int) -> int:
    """The end of a name before what gives it a title: 馆员|司徒澈|任|副馆长."""
    holds = sheet.before(end) in "任为是" and end in sheet.title_starting and end - 1 in scale.ends(at)
    return end - 1 if holds else end


def _whole(sheet: Sheet, scale: Scale, at: int, end: int) -> int:
    """A lone character between two of a name and a mark or a verb of speech is the third of it: 阚春|和|说."""
    if end - at != 2 or end + 1 not in scale.ends(at):
        return end
    if _third(sheet, at, end):
        return end + 1
    if sheet.after(end) in STANDS_ALONE:
        return end
    clear = sheet.after(end + 1) in MARKS or speech.said().match(sheet.text, end + 1)
    return end + 1 if clear else end


_WORDS_TOO = "回来文言明成平安令方"
"""These end many a name, and are words of their own behind one."""


def _third(sheet: Sheet, at: int, end: int) -> bool:
    """Whether the character behind two of a name can be no word there: 和 before what acts (云知|和|指着), a bare 年 or
    之, 回 before a number, and whatever the name has each time it stands in the text (裴雁|回|一年, 裴雁|回|说)."""
    char, following = sheet.after(end), sheet.word_after(end + 1)
    acts = sheet.after(end + 1) in MARKS or (following is not None and following.tag[0] in "vdpt")
    counts = following is not None and following.tag == "m"
    if (char in "和与之年月" and acts) or (char == "回" and counts):
        return True
    times = sheet.times(sheet.text[at:end])
    cut = sheet.splits_word(end + 1)  # 李阳|回国
    return char in _WORDS_TOO and not cut and times > 1 and times == sheet.times(sheet.text[at : end + 1])


_ASIDE = re.compile(
    r"[（(](?:挂职|主持工作|代|正[厅处科局]级|副[厅处科局]级|分管[一-鿿]{2,6}|兼职|援[疆藏青]|拟任|试用期|女|[一-鿿]{1,3}族)[）)]"
)
"""副县长（挂职）|某某."""
_LONGEST_ASIDE = 40
"""Characters of a title in brackets."""


def _behind(sheet: Sheet, title: Title) -> int:
    """Where a name begins that stands behind a title, over what may stand between: a space, “, a colon."""
    text, at = sheet.text, title.end
    colon = ("：", ":") if text.startswith("联系人", title.start) else ()
    while text[at : at + 1] in (" ", "　", "“", *colon) and at - title.end < 2:
        at += 1
    if text[at : at + 1] in ("）", ")"):
        opening = max(text.rfind(mark, max(0, at - _LONGEST_ASIDE), at) for mark in "（(")
        at += opening in sheet.title_ending  # 镇长（时任副镇长）|某某, but not 甲（局长）乙
    aside = _ASIDE.match(text, at)
    return aside.end() if aside else at


def _foreign_from(sheet: Sheet, at: int, *, title: bool = False) -> int | None:
    """The end of a foreign name with a dot in it that begins at ``at``."""
    text, letters = sheet.text, lexicon.transliteration()
    end, dots = at, 0
    while end < len(text) and end - at < 30:
        if (
            text[end] in letters
            or (text[end].isascii() and text[end].isalpha())
            or (text[end] == "-" and end > at and sheet.after(end + 1) in letters)
            or (dots == 0 and title and _dot_near(text, end))
            or (dots and text[end - 1] in _DOTS and text[end] in lexicon.surnames()[0])
        ):
            end += 1
        elif end > at and _FOREIGN.match(text[end]) and _HAN.match(sheet.after(end + 1)):
            dots, end = dots + 1, end + 1
        else:
            break
    if not dots or text[end - 1] in _DOTS:
        return None
    return _unspoken(sheet, at, end)


def _dot_near(text: str, at: int) -> bool:
    """True where a dot stands a few characters on, with nothing but Chinese characters before it."""
    dot = _FOREIGN.search(text, at, at + 6)
    return dot is not None and dot.start() > at and is_han(text[at : dot.start()])


def _unspoken(sheet: Sheet, start: int, end: int) -> int:
    """Without a verb or title that is spelled with characters of foreign names (…·贝格|在)."""
    last = max(sheet.text.rfind(mark, start, end) for mark in "·•‧・") + 1
    token = sheet.word_before(end)
    index = sheet.covering(end) if end < len(sheet.text) else None
    if index is not None and end not in sheet.starts_at and sheet.words[index].start >= last + 2:
        return sheet.words[index].start  # 热西提|多次, 奥尔特加|日前
    return token.start if token and token.start >= last + 2 and token.tag in ("d", "t", "p") else end


def _foreign(sheet: Sheet) -> Iterator[Found]:
    """A name with a dot anywhere: back over the characters of foreign names to a border."""
    text, letters = sheet.text, lexicon.transliteration()
    done = 0
    for dot in _FOREIGN.finditer(text):
        start = dot.start()
        while start > max(done, dot.start() - 8) and (
            text[start - 1] in letters or (text[start - 1] == "-" and sheet.before(start - 1) in letters)
        ):
            start -= 1
        end = _foreign_from(sheet, start)
        if end:
            done = end
            yield Found(start, end, None, "people.foreign")


def _called(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """A name between a mark and a title that speaks: |柳知方|委员|指出."""
    for title in sheet.titles:
        if not speech.said().match(sheet.text, title.end):
            continue
        for start in (title.start - 3, title.start - 2):
            best = scale.best(start, BEHIND_TITLE) if sheet.before(start) in MARKS - {"、"} else None
            if best and best[0] == title.start and not known(sheet.text[start : title.start]):
                yield Found(start, title.start, None, "people.doubtful")
                break


_ADDRESS = re.compile(r"(?P<name>[一-鿿](?:先生|女士|小姐|阿姨|大爷|大妈|大姐|某某|某))(?![一-鿿]?们)")


def _addressed(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """褚女士, 裘某: as much of a name as the text gives."""
    for called in _ADDRESS.finditer(sheet.text):
        start, end = called.span("name")
        before = sheet.word_before(start)
        surname = scale.surname(start) and start in sheet.starts_at
        if surname and (before is None or before.tag[0] in "xnpcuvdrt"):
            yield Found(start, end, None, "people.addressed")
