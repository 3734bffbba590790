"""People: a name where something says it is one: a title before or after it, a verb of speech behind it.

Where a Chinese name ends is the question (陈岩所透露的, 卫玥说). Every length it may have is weighed by the
word that would follow, by the characters given names are made of, and by the tagger where there is one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech, staff
from twinwheel.reading.facts.candidates import Candidate, Cover
from twinwheel.reading.facts.scale import Scale
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han
from twinwheel.reading.facts.titles import Title
from twinwheel.reading.facts.words import Token, known


class Found(NamedTuple):
    """A name at a place, and the title that stands with it, if one does."""

    start: int
    end: int
    title: Title | None
    rule: str


_HAN = re.compile(r"[一-鿿]")
_LATIN = re.compile(r"[A-Z][a-z]+(?:[ ·](?:[A-Z][a-z]*\.?|van|von|de|da|di)){0,2}[ ·][A-Z][a-z]+")
_DOTS = "·•‧・"
_FOREIGN = re.compile(r"[·•‧・]")


def find(sheet: Sheet, standing: list[Candidate]) -> list[Found]:
    """Every place where a person is named with evidence. ``standing`` are the other names found so far."""
    inside = {at for other in standing for at in range(other.start, other.end)}
    tagged = {(token.start, token.end) for token in sheet.tagged if token.tag == "PER"}
    scale = Scale(sheet, tagged)
    found: dict[int, Found] = {}
    for person in [
        *_with_title(sheet, scale),
        *_attending(sheet, scale),
        *_title_behind(sheet, scale),
        *_foreign(sheet),
        *_speaking(sheet, scale),
        *_tagged(sheet, scale, tagged),
        *_shaped(sheet, scale),
        *_called(sheet, scale),
        *_addressed(sheet, scale),
        *_in_brackets(sheet, scale),
        *_by_word(sheet, scale),
        *_again(sheet, scale),
    ]:
        if person.start not in found:
            found[person.start] = person
    masked = Cover(staff.masks(sheet))
    kept = [
        person
        for person in sorted(found.values())
        if person.start not in masked
        and (person.title is not None or person.rule == "people.attending" or person.start not in inside)
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


def _with_title(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """A name right behind a title; a foreign one takes all its parts along."""
    text = sheet.text
    for title in sheet.titles:
        at = title.end
        colon = ("：", ":") if text.startswith("联系人", title.start) else ()
        while text[at : at + 1] in (" ", "　", "“", *colon) and at - title.end < 2:
            at += 1
        if text[at : at + 1] in ("）", ")") and "（" in text[max(0, at - 20) : at].replace("(", "（"):
            at += 1  # 镇长（时任副镇长）某某
        foreign = _foreign_from(sheet, at, title=not title.generic)
        if foreign:
            yield Found(at, foreign, title, "people.title_before")
            continue
        latin = _LATIN.match(text, at)
        if latin:
            yield Found(at, latin.end(), title, "people.title_before")
            continue
        floor = 0.5 if at > title.end and text[at - 1] in colon else 2.8 if title.generic else 1.1
        best = scale.best(at, floor) or (None if title.generic else _by_words(sheet, scale, at))
        while best:
            best = (scale.longer(at, best[0]), best[1])
            yield Found(at, best[0], title, "people.title_before")
            if sheet.after(best[0]) not in "、和与":  # 副市长甲、乙: both are
                break
            at = best[0] + 1
            best = scale.best(at, 2.4 if sheet.before(at) == "、" else 3.4) if scale.surname(at) else None
            if best and scale.follow(best[0]) < 1.5:
                break


_ATTENDING = re.compile(
    r"(?<![一-鿿])(?P<names>(?:[一-鿿]{2,4}、){1,40}[一-鿿]{2,4}?)(?:等)?(?:同志|领导)?"
    r"(?:出席|参加|陪同|列席|一同|分别|共同|到会|在主席台|主持|参会|与会|任|当选)"
)


def _attending(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """Everyone in a list of names that attends: 甲某、乙某某、丙某出席."""
    for listed in _ATTENDING.finditer(sheet.text):
        start, members = listed.start("names"), []
        for name in listed["names"].split("、"):
            members.append((start, start + len(name)))
            start += len(name) + 1
        plain = sum(known(sheet.text[start:end]) for start, end in members)
        named = all(
            scale.surname(start) and end - start <= scale.surname(start) + 2 for start, end in members
        )
        if named and plain * 2 <= len(members):
            yield from (Found(start, end, None, "people.attending") for start, end in members)


def _again(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """Three characters made like a name that act more than once: …的某某某就钻进…, 某某某给…."""
    text = sheet.text
    seen: Counter[str] = Counter()
    acts: dict[str, float] = defaultdict(float)
    places: dict[str, int] = {}
    for token in sheet.words:
        at = token.start
        if (
            not (sheet.before(at) in MARKS or sheet.before(at) in "的和与")
            or len(token.word) > 3
            or scale.surname(at) != 1
        ):
            continue
        name = text[at : at + 3]
        if len(name) < 3 or not all(char in scale.given for char in name[1:]) or known(name):
            continue
        words = sheet.tokens(at, at + 3)
        if any(len(word.word) > 1 and known(word.word) for word in words) or sheet.splits_word(at + 3):
            continue
        follow = scale.follow(at + 3)
        if follow >= 1.0:
            seen[name] += 1
            acts[name] = max(acts[name], follow)
            places.setdefault(name, at)
    for name, times in seen.items():
        if times >= 2 and acts[name] >= 1.5:
            yield Found(places[name], places[name] + 3, None, "people.again")


def _by_words(sheet: Sheet, scale: Scale, at: int) -> tuple[int, float] | None:
    """A rare name behind a title: an unknown word, or a character and a word, then something that follows names."""
    token = sheet.word_after(at)
    if token is None or not is_han(token.word):
        return None
    if len(token.word) == 2 and scale.surname(at) and _speaks(sheet, token):
        return token.end, 1.8
    if len(token.word) == 1:
        given = sheet.word_after(token.end)
        odd = (
            given is not None
            and len(given.word) == 2
            and given.tag[:2] in ("nr", "nz", "ns")
            and is_han(given.word)
        )
        end = given.end if odd and given else 0
    else:
        odd = (
            len(token.word) <= 4 and (not known(token.word) or token.tag[:2] == "nr") and token.tag[0] == "n"
        )
        end = token.end
    least = 1.0 if len(token.word) > 1 and token.tag == "nr" and scale.surname(at) else 1.5
    return (end, 1.8) if odd and scale.follow(end) >= least else None


_BODIES = frozenset(
    ("方面", "高层", "单位", "代表", "项目", "团队", "干部", "时代", "经济", "金融", "文化", "公司")
)


def _speaks(sheet: Sheet, word: Token) -> bool:
    """True for a name that is an everyday noun, where 则 or a verb of speech follows at once: 总经理|苏打|则."""
    if word.tag[0] != "n" or word.word in _BODIES:
        return False
    return sheet.after(word.end) == "则" or speech.said().match(sheet.text, word.end) is not None


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
    if not dots:
        return None
    return _unspoken(sheet, at, end)


def _dot_near(text: str, at: int) -> bool:
    """True where a dot stands a few characters on, with nothing but Chinese characters before it."""
    dot = _FOREIGN.search(text, at, at + 6)
    return dot is not None and dot.start() > at and is_han(text[at : dot.start()])


def _unspoken(sheet: Sheet, start: int, end: int) -> int:
    """Without a verb or title that is spelled with characters of foreign names (…·贝格|在)."""
    last = max(sheet.text.rfind(mark, start, end) for mark in "·•‧・") + 1
    for at in range(last + 1, end):
        if speech.said().match(sheet.text, at):
            return at
    token = sheet.word_before(end)
    index = sheet.covering(end) if end < len(sheet.text) else None
    if index is not None and end not in sheet.starts_at and sheet.words[index].start >= last + 2:
        return sheet.words[index].start  # 热西提|多次, 奥尔特加|日前
    return (
        token.start
        if token and token.start >= last + 2 and len(token.word) > 1 and token.tag in ("d", "t", "p")
        else end
    )


def _foreign(sheet: Sheet) -> Iterator[Found]:
    """A name with a dot anywhere: back over the characters of foreign names to a border."""
    text, letters = sheet.text, lexicon.transliteration()
    done = 0
    for dot in _FOREIGN.finditer(text):
        if dot.start() < done:
            continue
        start = dot.start()
        while (
            start > max(done, dot.start() - 8)
            and (
                text[start - 1] in letters or (text[start - 1] == "-" and sheet.before(start - 1) in letters)
            )
            and text[start - 1] not in "和与"
        ):
            start -= 1
        end = _foreign_from(sheet, start)
        if end and dot.start() - start >= 1 and end - dot.end() >= 1:
            done = end
            yield Found(start, end, None, "people.foreign")


def _title_behind(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """A name that is said to hold a title: NAME是ORG的TITLE, NAME（TITLE）, NAME教授."""
    text = sheet.text
    for found in re.finditer(
        r"(?:[一-鿿]{2,4})(?=(?:教授|院士|博士|先生|女士|同志|研究员|主任|书记|总经理|董事长|代表|委员)[^们组团站点])",
        text,
    ):
        for start in range(max(found.start(), found.end() - 4), found.end() - 1):
            if start and not _border(sheet, start):
                continue
            if scale.surname(start) and scale.weight(start, found.end()) >= 4.5:
                yield Found(start, found.end(), None, "people.title_behind")
                break
    for title in sheet.titles:
        subject = _subject_before(sheet, scale, title)
        if subject:
            yield Found(*subject, title, "people.is_title")


def _subject_before(sheet: Sheet, scale: Scale, title: Title) -> tuple[int, int] | None:
    """The name at the start of the clause whose 是 leads to this title."""
    text = sheet.text
    low = max(0, title.start - 30)
    verb = max(
        text.rfind("是", low, title.start),
        text.rfind("担任", low, title.start),
        text.rfind("出任", low, title.start),
    )
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


def _speaking(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """A name at the start of a clause with a verb of speech behind it, or between 据 and the verb."""
    text = sheet.text
    for verb in speech.verbs().finditer(text):
        for start in _starts_before(sheet, verb.start()):
            if not scale.surname(start):
                continue
            best = scale.best(start, 4.2)
            if best and speech.said().match(text, best[0]):
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


def _tagged(sheet: Sheet, scale: Scale, tagged: set[tuple[int, int]]) -> Iterator[Found]:
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
        if _spelled_elsewhere(sheet, scale, start, end):
            continue
        best = scale.best(start, 0.0)
        if best and best[0] != end and best[1] > scale.weight(start, end):
            end = best[0]
            name = sheet.text[start:end]
        # The tagger alone is not enough for two characters, nor for what only sounds foreign.
        floor = 8.4 if len(name) == 2 else 6.5
        spelled = len(name) >= 3 and all(char in scale.foreign for char in name) and _verb_follows(sheet, end)
        if spelled or (scale.surname(start) and len(name) <= 4 and scale.weight(start, end) >= floor):
            yield Found(start, end, None, "people.tagger")


def _spelled_elsewhere(sheet: Sheet, scale: Scale, start: int, end: int) -> bool:
    """True for a part of a longer foreign word, the name of a place or firm, and a surname with an everyday word."""
    text = sheet.text
    before = sheet.word_before(start)
    if all(char in scale.foreign for char in text[start:end]):
        if text[start - 1 : start] in scale.foreign and before is not None and not known(before.word):
            return True
        if sheet.after(end) in "站市州镇港省县村岛湾山河":
            return True
    if before is not None and before.word in ("企业", "公司", "品牌", "巨头", "厂商", "集团", "城市"):
        return True
    given = text[start + 1 : end]
    return end - start == 3 and known(given) and not all(char in scale.given for char in given)


def _verb_follows(sheet: Sheet, at: int) -> bool:
    following = sheet.word_after(at)
    return following is not None and following.tag[0] in "vdp"


def _shaped(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """A name of three characters that acts at the start of a clause, more than once: 某某某与…进行了会谈."""
    text = sheet.text
    acting: list[Found] = []
    for token in sheet.words:
        at = token.start
        if not (at == 0 or sheet.before(at) in MARKS) or len(token.word) > 3 or not scale.surname(at):
            continue
        best = scale.best(at, 3.4)
        if best is None or best[0] - at != 3 or sheet.after(best[0]) in MARKS:
            continue
        if not known(text[at : best[0]]) or (token.end == best[0] and token.tag == "nr"):
            acting.append(Found(at, best[0], None, "people.shape"))
    often = Counter(text[found.start : found.end] for found in acting)
    yield from (found for found in acting if often[text[found.start : found.end]] >= 2)
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


_CALLED = re.compile(r"(?:名叫|真名叫|名为|老人叫|小名叫|她叫|他叫|叫)(?=[一-鿿])")


def _called(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """…叫某某，: a name before a mark."""
    for said in _CALLED.finditer(sheet.text):
        at = said.end()
        foreign = _foreign_from(sheet, at)
        best = (foreign, 0.0) if foreign else scale.best(at, 4.2)
        if best and best[0] and sheet.after(best[0]) in "，。（(、；":
            yield Found(at, best[0], None, "people.called")


_ADDRESS = re.compile(r"(?P<name>[一-鿿](?:先生|女士|小姐|阿姨|大爷|大妈|大姐|某某|某))(?![一-鿿]?们)")


def _addressed(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """匡女士, 裘某: as much of a name as the text gives."""
    for called in _ADDRESS.finditer(sheet.text):
        start, end = called.span("name")
        before = sheet.word_before(start)
        if sheet.text[start] in "和与于时等位" or not scale.surname(start) or start not in sheet.starts_at:
            continue
        if before is None or before.tag[0] in "xnpcuvdrt":
            yield Found(start, end, None, "people.addressed")


_CAPTION = re.compile(
    r"[（(](?:[左右中前后]|女|男|化名|左[一二三四五]|右[一二三四五]|前排)[^（()）\n]{0,6}[）)]"
)


def _in_brackets(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """甲某某（市人大代表、某集团董事长）: the title stands in brackets behind the name; or 甲某某（左）."""
    text = sheet.text
    for caption in _CAPTION.finditer(text):
        for start in range(max(0, caption.start() - 3), caption.start() - 1):
            if scale.surname(start) and scale.weight(start, caption.start()) >= 3.4 and _border(sheet, start):
                yield Found(start, caption.start(), None, "people.brackets")
                break
    for title in sheet.titles:
        opening = max(
            text.rfind("（", max(0, title.start - 30), title.start),
            text.rfind("(", max(0, title.start - 30), title.start),
        )
        if opening < 2 or any(mark in text[opening + 1 : title.start] for mark in "，。；：）)\n"):
            continue
        for start in range(max(0, opening - 4), opening - 1):
            if _border(sheet, start) and scale.surname(start) and scale.weight(start, opening) >= 3.4:
                yield Found(start, opening, title, "people.brackets")
                break


_WHO = tuple("师员长家手人工匠子")


def _by_word(sheet: Sheet, scale: Scale) -> Iterator[Found]:
    """A word of three characters that the dictionary takes for an unknown name, and that is made like one.

    What stands before it may say who it is: 调度员|某某某, 母亲|某某某.
    """
    kin = lexicon.words("titles", "kin")
    for token in sheet.words:
        if (
            token.tag != "nr"
            or len(token.word) not in (2, 3)
            or known(token.word)
            or not scale.surname(token.start)
        ):
            continue
        before = sheet.word_before(token.start)
        role = before is not None and (
            before.word in kin or (before.word[-1] in _WHO and len(before.word) >= 2 and before.tag == "n")
        )
        if before is not None and not role and before.tag in ("ns", "nr", "nrt", "nz", "nt", "j", "ng", "g"):
            continue
        if sheet.before(token.start) in "“‘《" or sheet.after(token.end) in "〔[”’":
            continue  # a product, the number of a document
        floor = (2.9 if role else 4.4) if len(token.word) == 3 else (4.0 if role else 9.0)
        if scale.weight(token.start, token.end) >= floor:
            title = (
                Title(before.start, before.end, False)
                if role and before and before.word not in ("人", "老人")
                else None
            )
            yield Found(token.start, token.end, title, "people.role" if role else "people.word")
