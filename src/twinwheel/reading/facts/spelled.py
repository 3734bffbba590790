"""Foreign names without a dot, told by their characters: 镇长|苏日格, 站长|乌恩其|打开…, 图雅|说."""

from __future__ import annotations

from collections.abc import Iterator

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.sheet import MARKS, Sheet
from twinwheel.reading.facts.words import Token, known

LONGEST_SPELLED = 7
"""Characters of a foreign name without a dot."""
_NAMES = ("nr", "ns", "nz")


def spelled_from(sheet: Sheet, at: int) -> int | None:
    """The end of a foreign name without a dot behind a title: 副总理|阿齐兹, 镇长|苏日格."""
    letters, end = lexicon.transliteration(), at
    while end - at < LONGEST_SPELLED and sheet.after(end) in letters:
        end += 1
    while end - at > 2 and not _ends_here(sheet, end) and sheet.after(end) not in _THEN:
        end -= 1
    following = sheet.word_after(end + 1)
    if sheet.after(end) == "之" and following is not None and following.tag[0] in "vdp":
        end += 1  # 设计师|松本隆之|来到: 之 is a word only before a noun
    word = sheet.word_after(at)
    if end - at < 3:
        return None
    if word is not None and word.end == end and word.tag.startswith("nr") and known(word.word):
        return end
    words = sheet.tokens(at, end)
    plain = [
        word
        for word in words
        if len(word.word) > 1 and known(word.word) and word.tag[0] in "vadnm" and word.tag[:2] not in _NAMES
    ]
    return end if not plain else None


_THEN = frozenset("用从拿正把将在对向被也都还说已曾")
"""What stands behind the name of somebody who acts."""


def _ends_here(sheet: Sheet, at: int) -> bool:
    return (
        sheet.after(at) in MARKS or at in sheet.starts_at or speech.said().match(sheet.text, at) is not None
    )


def spelled(sheet: Sheet, tagged: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Foreign names without a dot or a title: known to the dictionary or the tagger, or speaking (图雅|说)."""
    letters = lexicon.transliteration()
    listed = [
        token
        for token in sheet.words
        if len(token.word) >= 3 and token.tag.startswith("nr") and _acts(sheet, token)
    ]
    spans = sorted({*tagged, *((token.start, token.end) for token in listed), *_spelled_and_speaking(sheet)})
    for start, end in spans:
        name = sheet.text[start:end]
        if end - start < 3 or not all(char in letters for char in name) or sheet.before(start) in letters:
            continue
        if sheet.after(end) not in letters and sheet.after(end) not in "站市州镇港省县村岛湾山河奖杯":
            yield start, end


def _acts(sheet: Sheet, name: Token) -> bool:
    """True for a name of the dictionary that does something here: 希尔顿 is a hotel more often than a man."""
    following = sheet.word_after(name.end)
    return known(name.word) and following is not None and following.tag[0] in "vdp"


def _spelled_and_speaking(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for verb in speech.verbs().finditer(sheet.text):
        start = verb.start()
        while verb.start() - start <= LONGEST_SPELLED and sheet.before(start) in lexicon.transliteration():
            start -= 1
        if sheet.before(start) in MARKS and not known(sheet.text[start : verb.start()]):
            yield start, verb.start()
