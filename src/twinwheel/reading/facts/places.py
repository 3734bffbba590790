"""Places: administrative divisions, countries and cities by name; zones, parks, towns and streets by their ends.

A division nobody has on a list is told by its level behind an unknown word (石港市), a zone by a chain of
nouns before its ending with at least one proper name in it, or by an area stated beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.levels import LEVELS, name_like, unlisted
from twinwheel.reading.facts.settlements import settlements
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, is_han, proper
from twinwheel.reading.facts.words import Token, known
from twinwheel.reading.text import Span


def areas(sheet: Sheet) -> list[Candidate]:
    """Every administrative division, country and foreign city named in the text, also inside other names."""
    found: list[Candidate] = []
    listed = gazetteer()
    for index, token in enumerate(sheet.words):  # most words are done with after a look at them
        word = token.word
        hit = _listed(sheet, token, listed[word]) if word in listed else None
        if hit is None and (word[-1] in LEVELS or word[0] in LEVELS):
            hit = unlisted(sheet, index, token)
        if hit:
            found.append(hit)
    found += [*_cut_listed(sheet), *_listed_together(sheet), *_by_shape(sheet), *_abroad(sheet)]
    found += settlements(sheet, found)
    return [place for place in found if not _quoted(sheet, place)]


_SHAPE = frozenset("山江河湖海岭溪潭湾岛坝滩州寨峡洲屿桥坪坡塘庄峰泉")


@lru_cache(maxsize=1)
def _full_names() -> dict[str, str]:
    """Full names of three characters or more that are no everyday words, with their types."""
    everyday = lexicon.words("zones", "not_places") | lexicon.words("zones", "generic")
    return {
        name: kind
        for name, (kind, _) in lexicon.divisions().items()
        if len(name) >= 3 and name not in everyday and name[:-1] not in everyday
    }


@lru_cache(maxsize=1)
def _tails() -> frozenset[str]:
    """What those names end with: most levels are done with after one look."""
    return frozenset(name[-3:] for name in _full_names())


_LEVEL = re.compile("[省市区县旗州盟]")


def _cut_listed(sheet: Sheet) -> Iterator[Candidate]:
    """Divisions by their full names that the dictionary cut: 横|山区, 望|城区."""
    listed, text = _full_names(), sheet.text
    for level in _LEVEL.finditer(text):
        end = level.end()
        if text[end - 3 : end] not in _tails():
            continue
        start = next(
            (end - length for length in range(min(12, end), 2, -1) if text[end - length : end] in listed), -1
        )
        if start < 0:
            continue
        whole = sheet.word_after(start)
        cut = sheet.splits_word(start) and sheet.before(start) not in "往向从自"  # 往南|陵县
        if (whole and whole.end == end) or cut or sheet.splits_word(end):
            continue
        yield Candidate(start, end, listed[text[start:end]], "places.listed")


def _quoted(sheet: Sheet, place: Candidate) -> bool:
    """A place nobody has on a list that begins or ends a slogan (“百戏下乡”), and a country in a firm's name: 某某（中国）."""
    before, after = sheet.before(place.start), sheet.after(place.end)
    if place.rule == "places.listed":
        return before in "（(" and after in "）)" and is_han(sheet.before(place.start - 1))
    return place.rule != "places.listed_together" and before in "“‘" and after in "”’"


def _by_shape(sheet: Sheet) -> Iterator[Candidate]:
    """A word that the dictionary holds for a place and that ends like land or water, or spells a foreign word.

    清漪江, 腊尔岭, 威尼斯; of two characters only waters where it knows them.
    """
    letters, listed = lexicon.transliteration(), gazetteer()
    for token in sheet.words:
        if token.tag not in _TAGGED_AS_NAMES:
            continue
        word = token.word
        if not 2 <= len(word) <= 6 or word in _unplaced():
            continue
        if word in listed or not is_han(word) or sheet.before(token.start) in "叫名·":
            continue
        if known(word):
            spelled = len(word) >= 3 and all(char in letters for char in word)
            shaped = word[-1] in (_SHAPE_KNOWN if len(word) > 2 else "江河溪")
            if token.tag == "ns" and (spelled or shaped):
                yield Candidate(token.start, token.end, type_of(word), "places.shape")
        elif word[-1] in _SHAPE and (token.tag == "ns" or (len(word) > 2 and _after_move(sheet, token))):
            glued = len(word) > 2 and word[0] in NO_BEGINNING
            yield Candidate(token.start + glued, token.end, type_of(word), "places.shape")


_TAGGED_AS_NAMES = frozenset(("ns", "nr", "nrt"))
_SHAPE_KNOWN = frozenset("山江河湖海洋岭溪潭湾岛滩峡洲州路街镇村港站")


def _after_move(sheet: Sheet, token: Token) -> bool:
    """True behind what leads to a place: 翻过|腊尔岭, 沿|…, 位于|…."""
    before = sheet.word_before(token.start)
    return before is not None and (before.tag == "p" or before.word[-1] in "过于到在抵")


_TOGETHER = re.compile(
    r"(?:等[两三四五六七八九十\d]{0,2}个?|[两三四五六七八九十]个?)(?:(?P<explicit>街道|镇街|街镇|乡镇|组团|片区|板块)|地|市|城市|省市|省份|国家|国|区县|县区|地市|县市|县|区|镇|村)(?=[，。、；的开建设召举展推试进报均分都共也已同联居位排占实完增新落和与及]|[^一-鿿]|$)"
)


_SPELLED = 5
"""Characters of a foreign town's name; longer ones are people."""


_PORT = re.compile("[一-鿿]{2,5}?港(?![口股元澳币区务资商交府])")
"""A port behind its country: 泰国|曼达班港."""


def _abroad(sheet: Sheet) -> Iterator[Candidate]:
    """A town in foreign letters right behind its country, with a border behind it: 意大利|萨兰托."""
    letters, countries = lexicon.transliteration(), lexicon.words("zones", "countries")
    for country in sheet.words:
        if country.word not in countries or country.word == "中国":
            continue
        port = _PORT.match(sheet.text, country.end)
        if port and not any(word.tag[0] in "pucr" for word in sheet.tokens(*port.span())):
            yield Candidate(*port.span(), "other", "places.abroad")
            continue
        end = country.end
        while end < len(sheet.text) and sheet.text[end] in letters and end - country.end <= _SPELLED:
            end += 1
        if sheet.before(country.start) not in "到达在往赴抵经至从自于向":
            continue
        spelled = 2 < end - country.end <= _SPELLED and not sheet.splits_word(end)
        following = sheet.word_after(end)
        ended = sheet.after(end) in MARKS or (following is not None and following.tag[0] in "vfc")
        if spelled and ended and sheet.after(end) != "·":
            yield Candidate(country.end, end, "city", "places.abroad")


def _listed_together(sheet: Sheet) -> Iterator[Candidate]:
    """Members of a list of places: 赴甲州、乙城、丙阴等地."""
    for tail in _TOGETHER.finditer(sheet.text):
        end = tail.start()
        while True:
            start = end
            while (
                start > 0
                and end - start < 8
                and sheet.text[start - 1] not in MARKS
                and sheet.text[start - 1] not in NO_BEGINNING
            ):
                start -= 1
            tokens = sheet.tokens(start, end)
            exact = tail["explicit"] and sheet.before(start) == "、" and not known(sheet.text[start:end])
            if not tokens or not 2 <= end - start <= 5 or not (exact or name_like(tokens[-1])):
                break
            start = start if exact else tokens[-1].start if tokens[-1].end - tokens[-1].start >= 2 else start
            yield Candidate(start, end, type_of(sheet.text[start:end]), "places.listed_together")
            if sheet.before(start) != "、":
                break
            end = start - 1


@lru_cache(maxsize=1)
def _unplaced() -> frozenset[str]:
    return (
        lexicon.words("zones", "generic")
        | lexicon.words("zones", "not_places")
        | lexicon.words("organisations", "common")
    )


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, str]:
    """Names that are places by themselves, with their type."""
    found = {name: kind for name, (kind, _) in lexicon.divisions().items()}
    for short, full in lexicon.short_divisions().items():
        found.setdefault(short, found[full])
    for kind, listed in (
        ("country", "countries"),
        ("city", "foreign_cities"),
        ("region", "regions"),
        ("zone", "areas"),
    ):
        found.update(dict.fromkeys(lexicon.words("zones", listed), kind))
    for name in lexicon.words("zones", "not_places") | lexicon.words("zones", "generic"):
        found.pop(name, None)
    return found


def _behind_parent(sheet: Sheet, token: Token) -> bool:
    """True for a short name right behind the division it lies in: 甘肃|民勤."""
    above = sheet.word_before(token.start)
    if above is not None and token.word in lexicon.words("zones", "foreign_cities"):
        return above.word in lexicon.words("zones", "countries")  # 老挝|万象
    lies_in = parent(token.word)
    if above is None or lies_in is None:
        return False
    levels = (lies_in, parent(lies_in))
    return any(level and above.word in (level, lexicon.short_name(level)) for level in levels)


def _listed(sheet: Sheet, token: Token, kind: str) -> Candidate | None:
    if (
        kind == "district"
        and token.word[-1] not in LEVELS
        and sheet.after(token.end) in "湖山河江路街镇乡村桥园湾岛寺"
    ):
        return None  # 兴隆|湖畔 is no 兴隆
    if _behind_parent(sheet, token):
        return Candidate(token.start, token.end, kind, "places.listed")
    # A short name that is a word of another kind as well is a place only where the dictionary says so.
    full = len(token.word) >= 3 and token.word[-1] in LEVELS
    if _stood_in(sheet, token):
        return Candidate(token.start, token.end, kind, "places.listed")
    if token.word in lexicon.words("zones", "everyday") and token.tag[0] == "n" and token.tag != "ns":
        return None
    if token.tag != "ns" and not full and (kind == "district" or token.tag in ("v", "vn", "a", "d", "an")):
        return None
    return Candidate(token.start, token.end, kind, "places.listed")


_HOLDS = frozenset(("海关", "机场", "港", "港区", "大学", "学院", "农商行"))
"""What a city has: 日照|海关."""


@lru_cache(maxsize=1)
def _zones_of_a_kind() -> frozenset[str]:
    generic = lexicon.words("zones", "generic")
    return frozenset(
        word for word in generic if word.endswith(("新区", "开发区", "保税区", "自贸区", "综保区"))
    )


def _stood_in(sheet: Sheet, token: Token) -> bool:
    """True for a name that is an everyday word too, where one can only be in a place: 在|马尾|，, 正定|新区."""
    zone = sheet.word_after(token.end)
    if (
        zone is not None
        and (zone.word in _HOLDS or zone.word in _zones_of_a_kind())
        and token.tag != "v"
        and len(token.word) > 1
    ):
        return True
    return sheet.before(token.start) in "在赴" and sheet.after(token.end) in "，、。" and len(token.word) > 1


def tagged(sheet: Sheet) -> Iterator[Candidate]:
    """What the tagger holds to be places and the lists do not contradict."""
    generic, never = lexicon.words("zones", "generic"), lexicon.words("zones", "not_places")
    for token in sheet.tagged:
        if token.tag != "LOC" or len(token.word) < 2 or token.word in generic or token.word in never:
            continue
        if token.word[-2:] in ("乡路", "村路", "县路"):
            continue  # 某某乡|路好走了
        if any(mark in token.word for mark in MARKS) or _COUNTED_UP.search(token.word):
            continue
        kind, words = type_of(token.word), sheet.tokens(token.start, token.end)
        if kind in ("other", "street") and any(word.tag == "v" for word in words):
            continue
        if kind == "other" and not (len(words) == 1 and words[0].tag == "ns"):
            continue
        if (kind == "other" or token.word[-1] in "路街港湖河江山岛村") and (
            len(token.word) > 5 or (len(words) > 1 and words[0].word in gazetteer())
        ):
            continue  # 武汉东, 平泽探路: the tagger went on too far
        start = token.start
        if kind in ("zone", "park") and len(words) > 2 and len(words[0].word) > 2:
            start = words[1].start if words[0].word in lexicon.divisions() else start  # 某某旗|某工业园区
        if proper(words) and not sheet.splits_word(token.end):
            yield Candidate(start, token.end, kind, "places.tagger")


_COUNTED_UP = re.compile("[两三四五六七八九十][地市县区省州]$")
"""The last of a list with how many it has: 咸宁|五市."""


def type_of(name: str) -> str:
    """The type a name's ending makes of it."""
    listed = gazetteer().get(name)
    if listed:
        return listed
    endings = lexicon.typed("zones", "endings")
    for length in range(min(len(name), 9), 0, -1):
        if name[-length:] in endings:
            return endings[name[-length:]]
    return "other"


_AREA = re.compile(
    r"(?P<value>\d{1,9}(?:\.\d{1,6})?)[多余约]?[ ]?(?P<unit>平方公里|平方千米|平方米|万平方米|公顷|万亩|亩)"
)
_AREA_BEHIND = re.compile(
    r"[（(，,]?(?:规划|总|规划总|实施|占地|建成区)?(?:范围|面积|用地)?(?:约为|约|为|达到|达|共|近)?"
)
_AREA_BEFORE = re.compile(r"面积[约达为近超过共]{0,3}$")


def area(sheet: Sheet, mentions: tuple[Span, ...]) -> tuple[Decimal, str] | None:
    """The area a text states of a place: behind its name, in brackets, or before it (31平方公里的某区)."""
    for mention in mentions:
        behind = _AREA_BEHIND.match(sheet.text, mention.end)
        found = _AREA.match(sheet.text, behind.end()) if behind else None
        if found is None:
            before = sheet.text[max(0, mention.start - 24) : mention.start]
            last = list(_AREA.finditer(before))
            if (
                last
                and before[last[-1].end() :] in ("的", "")
                and _AREA_BEFORE.search(before[: last[-1].start()])
            ):
                found = last[-1]
        if found:
            return Decimal(found["value"]), found["unit"]
    return None


def parent(name: str) -> str | None:
    """The division a listed division lies in, by its full name or its short one."""
    listed = lexicon.divisions()
    full = name if name in listed else lexicon.short_divisions().get(name)
    return listed[full][1] if full else None
