"""Houses in Latin letters: what they call themselves (Harbor Logistics), where they are from (挪威|Fjord), and what of
them is meant (LG|显示).

The dictionary cuts such names at every space, so they are read from the characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.sheet import Sheet, is_han
from twinwheel.reading.facts.words import known

_LONGEST_BEHIND_LATIN = 4
_WORD = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ.'’-]{0,24}"
_NAME = (
    rf"(?<![A-Za-zÀ-ÿ0-9]){_WORD}(?: (?:(?:&|and|of|de|van|von|der|für) )?{_WORD}){{0,5}}(?![A-Za-zÀ-ÿ0-9])"
)
LATIN = re.compile(_NAME)
_KINDS = re.compile(
    r"(?:Inc|Ltd|LLC|LLP|LP|PLC|Plc|GmbH|AG|SE|KG|BV|B\.V|NV|N\.V|AB|AS|ASA|Oy|Oyj|SA|S\.A|SpA|S\.p\.A|Co|Corp|Corporation"
    r"|Company|Limited|Group|Holding|Holdings|Ventures|Venture|Capital|Partners|Fund|Equity|Investment|Investments"
    r"|Bank|Securities|Insurance|Foods|Food|Farms|Logistics|Shipping|Lines|Line|Express|Airlines|Airways|Aviation"
    r"|Technologies|Technology|Tech|Systems|Semiconductor|Semiconductors|Electronics|Electric|Motors|Robotics|Software"
    r"|Networks|Labs|Laboratories|Laboratory|Pharma|Pharmaceuticals|Therapeutics|Biotech|Biosciences|Medical|Health"
    r"|Healthcare|Energy|Solar|Power|Petroleum|Mining|Steel|Chemicals|Materials|Industries|Industrial|Manufacturing"
    r"|Engineering|Trading|Foundation|Institute|University|College|Association|Society|Council|Optik|Optics|Media"
    r"|Entertainment|Studios|Studio|Pictures|Games|Research|Consulting|Analytics|Hotels|World|Port|Ports)\.?\Z"
)
"""What a firm or a house abroad says of itself at the end of its name."""
_DOES = re.compile(
    "公司|集团|中国|亚太|在[一-鿿]{2,6}[设建投的]|宣布|总部|的[一-鿿]{0,4}(?:工厂|总部|供应商|订单)"
)
_LATIN_HOUSE = re.compile("(?<![A-Za-z])(?:TCL|LG|SK|CJ|GE|BOE|ABB|TDK|NEC|AGC|JSR|BP|3M|KPMG)(?=[一-鿿])")
_CAPITAL = re.compile("[A-ZÀ-Þ]")
"""Every name in Latin letters has one: many texts are done with after one look."""
_FRONT = re.compile("(?<![A-Za-zÀ-ÿ0-9])[A-ZÀ-Þ]{2,4}(?=[一-鿿])")
_LEAST = 3


def houses(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Every house in Latin letters, with what is said of it in Chinese ones where that is part of the name."""
    if _CAPITAL.search(sheet.text):
        yield from _latin_and_han(sheet)
        yield from _foreign(sheet)


def _foreign(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """A firm by its kind (Harbor Logistics), behind its country (挪威的|某某), before what only firms have."""
    for found in LATIN.finditer(sheet.text):
        start, end = found.span()
        several = " " in found[0]
        if found[0][-1] == "." and not _KINDS.search(found[0]):
            end -= 1
        if not several and (end - start < _LEAST or not found[0].isascii()):
            continue
        of_kind = several and _KINDS.search(found[0]) is not None and sheet.before(start) not in "（("
        if of_kind or _from_country(sheet, start) or _DOES.match(sheet.text, end):
            yield start, end


def _from_country(sheet: Sheet, start: int) -> bool:
    """Behind its country, with what it is between them or not: 挪威的|…, 新加坡|企业|…."""
    before = sheet.word_before(start - (sheet.before(start) == "的"))
    if before is not None and before.word in lexicon.words("brands", "called"):
        before = sheet.word_before(before.start)
    return before is not None and before.word in lexicon.words("zones", "countries") and before.word != "中国"


def _latin_and_han(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """A house in Latin letters and what of it is meant (TCL|华星, LG|显示), or one from abroad that is called by both
    (法国|BV|南岸)."""
    for front in _LATIN_HOUSE.finditer(sheet.text):
        end = front.end()
        while (token := sheet.word_after(end)) and token.end - front.end() <= _LONGEST_BEHIND_LATIN:
            if not is_han(token.word) or (known(token.word) and token.tag[0] in "pcurdtf"):
                break
            end = token.end
        if end - front.end() >= 2:
            yield front.start(), end
    for front in _FRONT.finditer(sheet.text):
        word = sheet.word_after(front.end())
        if front[0] in lexicon.words("organisations", "common") or not _from_country(sheet, front.start()):
            continue
        if word is not None and len(word.word) == 2 and word.tag[0] in "nsjgzt" and not _says_what(word.word):
            yield front.start(), word.end


def _says_what(word: str) -> bool:
    """True for a word that tells what is made or done: 德国|AG|技术."""
    keys = ("common", "generic", "trades", "lines", "leading", "descriptors", "outside", "not_firms")
    called = lexicon.words("brands", "called")
    return word in called or any(word in lexicon.words("organisations", key) for key in keys)
