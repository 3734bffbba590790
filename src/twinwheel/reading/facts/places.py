"""Places: administrative divisions, countries and cities by name; zones, parks, towns and streets by their ends.

A division nobody has on a list is told by its level behind an unknown word (云麓市), a zone by a chain of
nouns before its ending with at least one proper name in it, or by an area stated beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, proper
from twinwheel.reading.facts.words import Token, known
from twinwheel.reading.text import Span

LEVELS = {"省": "province", "市": "city", "区": "district", "县": "district", "旗": "district", "州": "region", "镇": "street", "乡": "street", "村": "other"}
_OFFICES = frozenset(
    "省委 市委 区委 县委 州委 省政府 市政府 区政府 县政府 市长 区长 县长 省长 州长 省委书记 市委书记 区委书记 县委书记 市委常委 区委常委 县委常委".split()
)
_STOPS_BEFORE_LEVEL = frozenset("全各本该我某两多每跨城市省区县乡镇新老旧大小中外内东西南北郊山景园社地特灾片小校厂库专战牧矿林港湾经高好")


def areas(sheet: Sheet) -> list[Candidate]:
    """Every administrative division, country and foreign city named in the text, also inside other names."""
    found: list[Candidate] = []
    for index, token in enumerate(sheet.words):
        hit = _listed(token) or _unlisted(sheet, index, token)
        if hit:
            found.append(hit)
            levelled = _with_level(sheet, hit)
            if levelled:
                found.append(levelled)
    return found + list(_listed_together(sheet))


def _with_level(sheet: Sheet, short: Candidate) -> Candidate | None:
    """A short name and a level that the dictionary gave to the next word: 东川|市首|期."""
    level, following = sheet.after(short.end), sheet.word_after(short.end)
    if level not in "省市县" or following is None or len(following.word) == 1 or short.type in ("country", "region"):
        return None
    if following.tag[0] in "nvjbf" and known(following.word) and following.word not in ("市首",):
        return None
    return Candidate(short.start, short.end + 1, LEVELS[level], "places.level")


_TOGETHER = re.compile(r"等(?:地|市|城市|省市|省份|国家|国|区县|县区|地市|县市)(?=[，。、；的开建设召举展推试进]|[^一-鿿]|$)")


def _listed_together(sheet: Sheet) -> Iterator[Candidate]:
    """Members of a list of places: 赴甲州、乙城、丙阴等地."""
    for tail in _TOGETHER.finditer(sheet.text):
        end = tail.start()
        while True:
            start = end
            while start > 0 and end - start < 8 and sheet.text[start - 1] not in MARKS and sheet.text[start - 1] not in NO_BEGINNING:
                start -= 1
            tokens = sheet.tokens(start, end)
            if not tokens or not 2 <= end - start <= 5 or not all(_name_like(token) for token in tokens[-1:]):
                break
            start = tokens[-1].start if tokens[-1].end - tokens[-1].start >= 2 else start
            yield Candidate(start, end, type_of(sheet.text[start:end]), "places.listed_together")
            if sheet.before(start) != "、":
                break
            end = start - 1


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, str]:
    """Names that are places by themselves, with their type."""
    found = {name: kind for name, (kind, _) in lexicon.divisions().items()}
    for short, full in lexicon.short_divisions().items():
        found.setdefault(short, found[full])
    for kind, listed in (("country", "countries"), ("city", "foreign_cities"), ("region", "regions")):
        found.update(dict.fromkeys(lexicon.words("zones", listed), kind))
    for name in lexicon.words("zones", "not_places"):
        found.pop(name, None)
    return found


def _listed(token: Token) -> Candidate | None:
    kind = _gazetteer().get(token.word)
    if kind is None:
        return None
    # A short name that is a word of another kind as well is a place only where the dictionary says so.
    if token.tag != "ns" and (kind == "district" and token.word[-1] not in LEVELS or token.tag in ("v", "vn", "a", "d", "n", "an")):
        return None
    return Candidate(token.start, token.end, kind, "places.listed")


def _unlisted(sheet: Sheet, index: int, token: Token) -> Candidate | None:
    """An unknown word with a level: 江澜市 as one word, 云麓 + 市 as two, 滨 + 城市 cut wrongly."""
    word, before = token.word, sheet.words[index - 1] if index else None
    office = word[0] in "省市区县州" and word in _OFFICES
    if (word in LEVELS or office) and before and before.end == token.start:
        start = before.start + (len(before.word) > 2 and before.word[0] in NO_BEGINNING)
        stem = sheet.text[start : token.start]
        if 2 <= len(stem) <= 4 and stem[-1] not in _STOPS_BEFORE_LEVEL and _name_like(before):
            return Candidate(start, token.start + 1, LEVELS[word[0]], "places.level")
        return None
    if len(word) in (3, 4, 5) and word[-1] in LEVELS and not known(word) and token.tag.startswith("n"):
        if word[-2] not in _STOPS_BEFORE_LEVEL and word not in lexicon.words("zones", "generic"):
            start = token.start + (word[0] in NO_BEGINNING and (len(word) > 3 or word[-1] == "州"))
            return Candidate(start, token.end, LEVELS[word[-1]], "places.level")
        return None
    if len(word) == 2 and word[1] in "市县" and before and before.end == token.start:
        return _cut_wrongly(sheet, before, token)
    return None


def _cut_wrongly(sheet: Sheet, before: Token, token: Token) -> Candidate | None:
    """滨|城市, 溪|州市: a character before a word that happens to end in a level."""
    start = before.end - 1
    glued = len(before.word) > 1 and not known(before.word) and before.word[-2] in "年月日在于赴"
    if len(before.word) > 1 and not glued:
        return None
    if not ("一" <= before.word[-1] <= "鿿") or before.word[-1] in _STOPS_BEFORE_LEVEL:
        return None
    if token.word[0] in _STOPS_BEFORE_LEVEL and token.word != "城市":
        return None
    if token.word == "城市" and before.tag not in ("ns", "ng", "g", "nr"):
        return None
    border = sheet.before(start)
    if border in MARKS or border in NO_BEGINNING or border in "年月日局" or start == 0:
        return Candidate(start, token.end, LEVELS[token.word[1]], "places.level")
    return None


def _name_like(token: Token) -> bool:
    if not all("一" <= char <= "鿿" for char in token.word):
        return False
    return token.tag in ("ns", "nr", "nrt", "nz") or (not known(token.word) and token.tag not in ("v", "a", "d", "m", "t"))


def of_departments(sheet: Sheet, departments: list[Candidate]) -> Iterator[Candidate]:
    """Places that only the department behind them shows, because the dictionary cut them wrongly."""
    for found in departments:
        place = _AT_FRONT.match(sheet.text, found.start, found.end) if found.rule == "organisations.department" else None
        if place and place.end() < found.end and sheet.text[place.end() - 2] not in _STOPS_BEFORE_LEVEL:
            yield Candidate(place.start(), place.end(), LEVELS[sheet.text[place.end() - 1]], "places.level")


_AT_FRONT = re.compile(r"[一-鿿]{2,3}?[市县]")


def zones(sheet: Sheet, divisions: list[Candidate]) -> list[Candidate]:
    """Every zone, park, town, street and site that has a name of its own."""
    endings = lexicon.typed("zones", "endings")
    atoms = {found.end: found.start for found in divisions if found.type != "zone"}
    found: list[Candidate] = []
    ends: dict[int, int] = {}
    for token in sheet.words:
        ending = _ending(token.word, endings)
        if ending is None:
            continue
        hit = _zone(sheet, token, ending, endings[ending], atoms, ends)
        if hit:
            found.append(hit)
            ends[hit.end] = hit.start
    return found


def _ending(word: str, endings: dict[str, str]) -> str | None:
    """The longest ending of the word; a single character only where it is the whole word or the word is unknown."""
    for length in range(min(len(word), 9), 1, -1):
        if word[-length:] in endings:
            return word[-length:]
    if word[-1] in endings and (len(word) == 1 or (len(word) >= 3 and not known(word))):
        return word[-1]
    return None


def _zone(
    sheet: Sheet, token: Token, ending: str, kind: str, atoms: dict[int, int], ends: dict[int, int]
) -> Candidate | None:
    head = token.end - len(ending)
    start = sheet.back(token.start, atoms) if head >= token.start else token.start
    # A zone inside a zone is named by itself: 某自贸区 | 某片区.
    inner = max((end for end in ends if start < end <= token.start), default=None) if ends else None
    if inner is not None and token.end - inner >= len(ending) + 2:
        start = inner
    start = trimmed(sheet, start, token.end)
    for part in reversed(sheet.tokens(start, token.start)):
        if part.word in ("公司", "集团", "银行", "协会", "管委会", "有限公司"):
            start = part.end  # what a firm does to a place is no part of its name
            break
    start = _own_part(sheet, start, token.end, atoms)
    name = sheet.text[start : token.end]
    tokens = sheet.tokens(start, token.end)
    if name in lexicon.words("zones", "generic") or len(name) <= len(ending) or "\n" in name:
        return None
    if sheet.before(start) in "“‘" and sheet.after(token.end) in "”’":
        return None  # a slogan: 一座“算力港”
    if len(ending) == 1 and not (len(name) - 1 >= 2 and kind in ("street", "other", "zone") and _by_one_character(sheet, tokens, token)):
        return None
    before = [part for part in tokens if part.end <= max(head, token.start)] or tokens
    if not (proper(before) or ending in _PARTS_OF_ZONES and _part_of_zone(sheet, tokens, ending) or any(start <= at < token.end for at in atoms.values()) or _measured(sheet, start, token.end)):
        return None
    return Candidate(start, token.end, kind, "places.ending")


def _by_one_character(sheet: Sheet, tokens: list[Token], head: Token) -> bool:
    """路, 镇, 港, 村…: only directly behind one unknown or proper word."""
    if head.word in LEVELS:
        return False  # areas() has them
    if len(head.word) == 1:
        return len(tokens) == 2 and _name_like(tokens[0])
    return len(tokens) == 1 and head.tag.startswith("n") and head.word[-1] in "镇乡路街港岛湖河江山村"


_PARTS_OF_ZONES = ("组团", "片区", "区块")


def _part_of_zone(sheet: Sheet, tokens: list[Token], ending: str) -> bool:
    """北岸组团, 研发片区: parts are named by what they are for; but not 三大片区, 各片区."""
    before = tokens[:-1] if tokens[-1].word == ending else tokens
    return bool(before) and all(
        token.tag[0] in "nvsfjxba" and token.word not in ("大", "各", "个", "功能", "重点", "集中", "连片", "新", "老", "旧") for token in before
    )


_AREA_NEAR = re.compile(r"[（(]?(?:总面积|面积|规划面积|占地|占地面积)?约?为?[\d.]{1,12}(?:平方公里|公顷|平方千米|万亩|亩)")


def _measured(sheet: Sheet, start: int, end: int) -> bool:
    """A zone of common words is a name where its area stands beside it (科技创新片区31.85平方公里)."""
    if _AREA_NEAR.match(sheet.text, end) and end - start >= 5:
        return True
    return end - start >= 5 and sheet.text[max(0, start - 8) : start].endswith(("平方公里的", "公顷的", "平方千米的"))


def trimmed(sheet: Sheet, start: int, end: int) -> int:
    """Where a name begins that a walk back found, without the words that only introduce it (一批, 知名, 我市)."""
    leading = lexicon.words("organisations", "leading")
    tokens = sheet.tokens(start, end)
    while len(tokens) > 1 and (tokens[0].word in leading or tokens[0].tag in ("vn", "v") and _introduces(tokens)):
        tokens = tokens[1:]
    described = [index for index, token in enumerate(tokens[:-1]) if token.word in lexicon.words("organisations", "descriptors")]
    if described:
        tokens = tokens[described[-1] + 1 :]
    if not tokens:
        return start
    # The dictionary glues a preposition to an unknown word: 由明途|咨询.
    glued = len(tokens[0].word) > 2 and tokens[0].word[0] in NO_BEGINNING and not known(tokens[0].word)
    return tokens[0].start + glued


def _introduces(tokens: list[Token]) -> bool:
    """A verb at the head of a name is no part of it where a proper name follows (服务 | 苏州…)."""
    return tokens[1].tag == "ns" or (not known(tokens[1].word) and tokens[1].word.isalpha() and tokens[0].tag == "v")


def _own_part(sheet: Sheet, start: int, end: int, atoms: dict[int, int]) -> int:
    """A zone without the divisions before it, when the rest is a name by itself (余杭区 | 未来科技城)."""
    at, inside = start, {begin: stop for stop, begin in atoms.items()}
    while at in inside and inside[at] < end:
        stop = inside[at]
        rest = sheet.text[stop:end]
        full = sheet.text[stop - 1] in "省市区县州旗镇"
        if not full or rest in lexicon.words("zones", "generic"):
            break
        tokens = sheet.tokens(stop, end)
        if not (len(tokens) > 1 and proper(tokens[:-1])) and stop not in inside:
            break
        at = stop
    return at


def tagged(sheet: Sheet) -> Iterator[Candidate]:
    """What the tagger holds to be places and the lists do not contradict."""
    generic, never = lexicon.words("zones", "generic"), lexicon.words("zones", "not_places")
    for token in sheet.tagged:
        if token.tag != "LOC" or len(token.word) < 2 or token.word in generic or token.word in never:
            continue
        if any(mark in token.word for mark in MARKS):
            continue
        kind, words = type_of(token.word), sheet.tokens(token.start, token.end)
        if kind == "other" and (len(token.word) > 5 or len(words) > 1 and words[0].word in _gazetteer()):
            continue  # 武汉东, 平泽探路: the tagger went on too far
        if proper(words) and not sheet.splits_word(token.end):
            yield Candidate(token.start, token.end, kind, "places.tagger")


def type_of(name: str) -> str:
    """The type a name's ending makes of it."""
    listed = _gazetteer().get(name)
    if listed:
        return listed
    endings = lexicon.typed("zones", "endings")
    for length in range(min(len(name), 9), 0, -1):
        if name[-length:] in endings:
            return endings[name[-length:]]
    return "other"


_AREA = re.compile(r"(?P<value>\d{1,9}(?:\.\d{1,6})?)[多余约]?[ ]?(?P<unit>平方公里|平方千米|平方米|万平方米|公顷|万亩|亩)")
_AREA_BEFORE = re.compile(r"面积[约达为近超过共]{0,3}$")


def area(sheet: Sheet, mentions: tuple[Span, ...]) -> tuple[Decimal, str] | None:
    """The area a text states of a place: behind its name, in brackets, or before it (31平方公里的某区)."""
    for mention in mentions:
        behind = re.compile(r"[（(，,]?(?:规划|总|规划总|实施|占地|建成区)?(?:范围|面积|用地)?(?:约为|约|为|达到|达|共|近)?").match(
            sheet.text, mention.end
        )
        found = _AREA.match(sheet.text, behind.end()) if behind else None
        if found is None:
            before = sheet.text[max(0, mention.start - 24) : mention.start]
            last = list(_AREA.finditer(before))
            if last and before[last[-1].end() :] in ("的", "") and _AREA_BEFORE.search(before[: last[-1].start()]):
                found = last[-1]
        if found:
            return Decimal(found["value"]), found["unit"]
    return None


def parent(name: str) -> str | None:
    """The division a listed division lies in, by its full name or its short one."""
    listed = lexicon.divisions()
    full = name if name in listed else lexicon.short_divisions().get(name)
    return listed[full][1] if full else None
