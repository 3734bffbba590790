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
from twinwheel.reading.facts.settlements import settlements
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, is_han, proper
from twinwheel.reading.facts.words import Token, known
from twinwheel.reading.text import Span

LEVELS = {
    "省": "province",
    "市": "city",
    "区": "district",
    "县": "district",
    "旗": "district",
    "州": "region",
    "镇": "street",
    "乡": "street",
    "村": "other",
}
_OFFICIAL = frozenset("省市区县州")
"""What a word for an office begins with: 市|直."""
_STOPS = frozenset("全各本该我某两多每跨城省市区县乡镇新老旧大小中外都超")
_STOPS_BEFORE_DISTRICT = frozenset("内东西南北郊山景园社地特灾片校厂库专战牧矿林港湾经高好")


def _stops(level: str) -> frozenset[str]:
    """Before 市 or 县 these make no name (全市, 大城市), before 区 more of them do (港区, 校区)."""
    return _STOPS if level in "省市县" else _STOPS | _STOPS_BEFORE_DISTRICT


def areas(sheet: Sheet) -> list[Candidate]:
    """Every administrative division, country and foreign city named in the text, also inside other names."""
    found: list[Candidate] = []
    listed = gazetteer()
    for index, token in enumerate(sheet.words):
        hit = _listed(sheet, token, listed[token.word]) if token.word in listed else None
        if hit is None and (token.word[-1] in LEVELS or token.word[0] in _OFFICIAL):
            hit = _unlisted(sheet, index, token)
        if hit:
            found.append(hit)
    found += [*_cut_listed(sheet), *_listed_together(sheet), *_by_shape(sheet)]
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


_LEVEL = re.compile("[省市区县旗州盟]")


def _cut_listed(sheet: Sheet) -> Iterator[Candidate]:
    """Divisions by their full names that the dictionary cut: 横|山区, 望|城区."""
    listed, text = _full_names(), sheet.text
    for level in _LEVEL.finditer(text):
        end = level.end()
        start = next(
            (end - length for length in range(min(12, end), 2, -1) if text[end - length : end] in listed), -1
        )
        if start < 0:
            continue
        whole = sheet.word_after(start)
        if (whole and whole.end == end) or sheet.splits_word(start) or sheet.splits_word(end):
            continue
        last = sheet.word_before(end)
        if last and last.start > start and known(last.word) and len(last.word) > 2:
            continue
        yield Candidate(start, end, listed[text[start:end]], "places.listed")


def _quoted(sheet: Sheet, place: Candidate) -> bool:
    """A place nobody has on a list that begins or ends a slogan (“千医下县”), and a country in a firm's name: 某某（中国）."""
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
        word = token.word
        if token.tag not in ("ns", "nr", "nrt") or not 2 <= len(word) <= 6 or word in _unplaced():
            continue
        if word in listed or not is_han(word) or sheet.before(token.start) in "叫名·":
            continue
        if known(word):
            spelled = len(word) >= 3 and all(char in letters for char in word)
            shaped = word[-1] in (_SHAPE_KNOWN if len(word) > 2 else "江河溪") or word.endswith(
                ("平原", "走廊")
            )
            if token.tag == "ns" and (spelled or shaped):
                yield Candidate(token.start, token.end, type_of(word), "places.shape")
        elif word[-1] in _SHAPE and (token.tag == "ns" or (len(word) > 2 and _after_move(sheet, token))):
            glued = len(word) > 2 and word[0] in NO_BEGINNING
            yield Candidate(token.start + glued, token.end, type_of(word), "places.shape")


_SHAPE_KNOWN = frozenset("山江河湖海洋岭溪潭湾岛滩峡洲州路街镇村港站")


def _after_move(sheet: Sheet, token: Token) -> bool:
    """True behind what leads to a place: 翻过|腊尔岭, 沿|…, 位于|…."""
    before = sheet.word_before(token.start)
    return before is not None and (before.tag == "p" or before.word[-1] in "过于到在抵")


_TOGETHER = re.compile(
    r"(?:等[两三四五六七八九十\d]{0,2}|[两三四五六七八九十])(?:地|市|城市|省市|省份|国家|国|区县|县区|地市|县市|县|区|镇|村)(?=[，。、；的开建设召举展推试进报均分都共也已同联居位排占实完增]|[^一-鿿]|$)"
)


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
            if not tokens or not 2 <= end - start <= 5 or not all(name_like(token) for token in tokens[-1:]):
                break
            start = tokens[-1].start if tokens[-1].end - tokens[-1].start >= 2 else start
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
    for kind, listed in (("country", "countries"), ("city", "foreign_cities"), ("region", "regions")):
        found.update(dict.fromkeys(lexicon.words("zones", listed), kind))
    for name in lexicon.words("zones", "not_places") | lexicon.words("zones", "generic"):
        found.pop(name, None)
    return found


_CITIES_OF_A_KIND = ("科学城", "大学城", "科技城", "未来城", "知识城", "航空城", "商贸城", "体育城", "数字城")


def _behind_parent(sheet: Sheet, token: Token) -> bool:
    """True for a short name right behind the division it lies in: 甘肃|民勤."""
    above = sheet.word_before(token.start)
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
    if token.word[0] == "城" and sheet.text[token.start - 2 : token.start + 1] in _CITIES_OF_A_KIND:
        return None  # 科学城|东区
    if _behind_parent(sheet, token):
        return Candidate(token.start, token.end, kind, "places.listed")
    # A short name that is a word of another kind as well is a place only where the dictionary says so.
    full = len(token.word) >= 3 and token.word[-1] in LEVELS
    if token.tag != "ns" and not full and (kind == "district" or token.tag in ("v", "vn", "a", "d", "an")):
        return None
    return Candidate(token.start, token.end, kind, "places.listed")


def _unlisted(sheet: Sheet, index: int, token: Token) -> Candidate | None:
    """An unknown word with a level: 临山市 as one word, 石港 + 市 as two, 湖 + 城市 cut wrongly."""
    word, before = token.word, sheet.words[index - 1] if index else None
    office = word[0] in _OFFICIAL and word in lexicon.words("zones", "offices")
    if (word in LEVELS or office) and before and before.end == token.start:
        glued = (
            (before.word[0] in NO_BEGINNING or before.word[0] in "省市区县镇")
            and not known(before.word)
            and len(before.word) > 1
        )
        start = before.start + glued
        stem = sheet.text[start : token.start]
        if f"{before.word}{word[0]}" in lexicon.divisions():
            return Candidate(before.start, token.start + 1, LEVELS[word[0]], "places.listed")
        least = 1 if word == "州" and glued else 2
        if least <= len(stem) <= 4 and stem[-1] not in _stops(word[0]) and name_like(before):
            return Candidate(start, token.start + 1, LEVELS[word[0]], "places.level")
        if word in ("镇", "乡", "村"):
            return _village(sheet, token)
        return _county(sheet, before, token) if word in ("县", "市") else None
    if len(word) in (3, 4, 5) and word[-1] in LEVELS and not known(word) and token.tag.startswith("n"):
        if word[-2] not in _stops(word[-1]) and word not in lexicon.words("zones", "generic"):
            start = token.start + (word[0] in NO_BEGINNING and (len(word) > 3 or word[-1] == "州"))
            return Candidate(start, token.end, LEVELS[word[-1]], "places.level")
        return None
    if len(word) == 2 and word[1] in "市县" and before and before.end == token.start:
        return _cut_wrongly(sheet, before, token)
    return None


def _village(sheet: Sheet, level: Token) -> Candidate | None:
    """石鼓|镇, 礼|张|村: one or two words behind a border, whatever they mean elsewhere."""
    start = level.start
    for _ in range(3):
        token = sheet.word_before(start)
        if (
            token is None
            or level.start - token.start > 4
            or not is_han(token.word)
            or token.tag[0] in "pcudrmtqv"
        ):
            break
        if token.word in lexicon.words("zones", "kinds"):
            return None
        if token.word in lexicon.words("zones", "generic") or token.word[-1] in "的各本该新老乡城山农渔":
            break
        start = token.start
    if level.start - start < 2:
        return None
    border = sheet.word_before(start)
    if (
        border is None
        or border.word[0] in MARKS
        or border.tag[0] in "pcvu"
        or border.word[-1] in "省市县区镇乡"
    ):
        return Candidate(start, level.end, LEVELS[level.word], "places.level")
    return None


def _county(sheet: Sheet, stem: Token, level: Token) -> Candidate | None:
    """青石|县: one word of two characters behind a border, unless counties are called so (贫困县)."""
    if (
        len(stem.word) != 2
        or not is_han(stem.word)
        or stem.tag[0] not in "nsjg"
        or stem.word[-1] in _stops(level.word)
    ):
        return None
    if stem.word in lexicon.words("zones", "kinds_of_level"):
        return None
    border = sheet.word_before(stem.start)
    if border is None or border.word[0] in MARKS or border.tag[0] in "pc" or border.word[-1] in "省市县州":
        return Candidate(stem.start, level.end, LEVELS[level.word], "places.level")
    return None


def _cut_wrongly(sheet: Sheet, before: Token, token: Token) -> Candidate | None:
    """滨|城市, 溪|州市: a character before a word that happens to end in a level."""
    start = before.end - 1
    glued = (
        len(before.word) > 1
        and not known(before.word)
        and (before.word[-2] in "年月日" or before.word[-2] in NO_BEGINNING)
    )
    if len(before.word) > 1 and not glued:
        return None
    if not ("一" <= before.word[-1] <= "鿿") or before.word[-1] in _stops(token.word[1]):
        return None
    if token.word[0] in "全各本该我某两多每大小省市区县地":
        return None
    if token.word == "城市" and before.tag not in ("ns", "ng", "g", "nr"):
        alone = len(before.word) == 1 and before.tag[0] == "n"
        if not alone or sheet.often(f"{before.word}城", start) < 2 or sheet.before(start) not in MARKS:
            return None
    border = sheet.before(start)
    if border in MARKS or border in NO_BEGINNING or border in "年月日局的了" or start == 0:
        return Candidate(start, token.end, LEVELS[token.word[1]], "places.level")
    return None


def name_like(token: Token) -> bool:
    if not all("一" <= char <= "鿿" for char in token.word):
        return False
    return token.tag in ("ns", "nr", "nrt", "nz") or (
        not known(token.word) and token.tag not in ("v", "a", "d", "m", "t")
    )


def of_departments(sheet: Sheet, departments: list[Candidate]) -> Iterator[Candidate]:
    """Places that only the department behind them shows, because the dictionary cut them wrongly."""
    for found in departments:
        place = (
            _AT_FRONT.match(sheet.text, found.start, found.end)
            if found.rule == "organisations.department"
            else None
        )
        if (
            place
            and place.end() < found.end
            and sheet.text[place.end() - 2] not in _stops(sheet.text[place.end() - 1])
        ):
            yield Candidate(place.start(), place.end(), LEVELS[sheet.text[place.end() - 1]], "places.level")


_AT_FRONT = re.compile(r"[一-鿿]{2,3}?[市县]")


def tagged(sheet: Sheet) -> Iterator[Candidate]:
    """What the tagger holds to be places and the lists do not contradict."""
    generic, never = lexicon.words("zones", "generic"), lexicon.words("zones", "not_places")
    for token in sheet.tagged:
        if token.tag != "LOC" or len(token.word) < 2 or token.word in generic or token.word in never:
            continue
        if any(mark in token.word for mark in MARKS):
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
        if proper(words) and not sheet.splits_word(token.end):
            yield Candidate(token.start, token.end, kind, "places.tagger")


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
_AREA_BEFORE = re.compile(r"面积[约达为近超过共]{0,3}$")


def area(sheet: Sheet, mentions: tuple[Span, ...]) -> tuple[Decimal, str] | None:
    """The area a text states of a place: behind its name, in brackets, or before it (31平方公里的某区)."""
    for mention in mentions:
        behind = re.compile(
            r"[（(，,]?(?:规划|总|规划总|实施|占地|建成区)?(?:范围|面积|用地)?(?:约为|约|为|达到|达|共|近)?"
        ).match(sheet.text, mention.end)
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
