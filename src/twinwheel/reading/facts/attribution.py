"""Who says words in marks, or that nobody does: what stands before them, behind them, and around them.

Evidence in order: what announces them (表示：“…”; 举起了手：“…”), who is told behind them (“…”某某某说), the
clause they are part of (他写信提出，…，“…”), and for a sentence by itself the person the next words, the
sentence before or the paragraph before is about. Every function returns the speaker and the rule that told,
or None where it tells nothing; a speaker of None says that somebody speaks, but not who.
"""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import around, lexicon, speech, speech_called
from twinwheel.reading.facts.around import Last, Said
from twinwheel.reading.facts.marks import OPEN, Marked
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.scan import scanner

_STOPS = "，。！？；：,;:!?…"
_HEADLINE = 120
"""Characters of the text within which a line in marks may be its headline."""
_OF_WHOM = re.compile(r"[ 　]*(?:——|—|-)?[ ]?(?:记|访|专访|对话|走近|速写|追记)")
_SHORT = 5
"""Characters of a clause in marks that ends what somebody is told to say."""
_PAPER_ASKED = re.compile(r"[，,]?[^，。；：\n说]{0,10}记者[^，。；：\n说]{0,8}问")
_PARTS = re.compile(r"[，,](?:但是?|而且?|可是?|只是|不过|因为|毕竟|所以|却|还说)?\Z")
"""Words in marks go on with a sentence: 利率降了，但|“口径不一，能否定个标准？”"""
_ANSWERED = re.compile(r"[^，,。！？；：\n“”]{2,24}[：:]“")
"""“…”某某当即回应：“…”: the next words are his, these are not."""
_SOMEBODY_THERE = re.compile(r"(?:他|她)(?![们人的])|这(?:位|名|个)")


@lru_cache(maxsize=1)
def _asks() -> re.Pattern[str]:
    listed = [word for kind in ("wish", "ask") for word in lexicon.words("asks", kind)]
    return re.compile(rf"(?:{speech.cues().pattern}|{lexicon.trie(listed)})(?![师员书稿])")  # 分析师, 建议书


@lru_cache(maxsize=1)
def _topic() -> re.Pattern[str]:
    return scanner(lexicon.words("speech", "topic"))


@lru_cache(maxsize=1)
def _paper_asks() -> re.Pattern[str]:
    """记者追问：; not 对记者说："""
    asks = lexicon.trie(lexicon.words("speech", "paper"))
    return re.compile(
        rf"(?<![对向跟同给访诉与和])记者(?:又|再|继续|接着|不禁|忍不住|好奇地|当即)?(?:{asks})?[：:，,]?\Z"
    )


def said(names: Names, pair: Marked, last: Last | None) -> Said | None:
    """Who says the words in marks and the rule that told; None where nobody says them."""
    text = names.text
    words = text[pair.start : pair.end].rstrip()
    if not words:
        return None
    opening = pair.start - 1 if pair.start and text[pair.start - 1] in OPEN + '"' else pair.start
    start = speech.sentence_start(text, opening, last.end + 1 if last else 0)
    ended = speech.ends(text, pair.start + len(words) - 1) or words[-1] == "…"
    clauses = ended or any(mark in words for mark in _STOPS)
    closed = text[pair.end + 1 : pair.end + 2] in ("", *"。！？!?\n；，,.“")
    alone = not text[start:opening].strip()
    if _paper_asks().search(text, start, opening) or _is_written(names, start, opening):
        return None
    if words[-1] in "？?" and _PAPER_ASKED.match(text, pair.end + 1):
        return None
    if alone and text[pair.end + 1 : pair.end + 2] in ("", "\n") and opening < _HEADLINE:
        found = _headline(names, pair)
        if found:
            return found
    found = _announced(names, start, opening, last, clauses or len(words) >= 10) if len(words) >= 4 else None
    of = text[pair.end + 1 : pair.end + 2] == "的"  # 提出“…”的目标 names something
    if found and not of and (clauses or closed or len(words) >= 14):
        return found
    if not clauses and len(words) < 10:
        if len(words) >= _SHORT and text[opening - 1 : opening] in ("，", ",") and closed:
            return _part(names, start, opening)  # 判断，销量见顶，“前提是不再降价”。
        return _told_behind(names, pair) if alone else None
    if not (ended or closed or words[-1] in "，,"):
        return _told_behind(names, pair)
    found = (
        _colon(names, start, opening, person=True)
        or (_behind(names, opening, pair, last) if alone else _goes_on(names, start, opening, pair))
        or _told_behind(names, pair)
        or _colon(names, start, opening)
        or (_unnamed_colon(names, start, opening, last) if ended else None)
        or (_part(names, start, opening) if closed or ended else None)
    )
    if found:
        return found
    return around.around(names, opening, pair.end, last) if clauses and ended and alone else None


def _headline(names: Names, pair: Marked) -> Said | None:
    """“我要把手艺传下去” on a line of its own, and the next says of whom it tells: ——记…某某某."""
    text = names.text
    line = names.paragraph(min(pair.end + 2, len(text)))
    if pair.start - 1 != names.paragraph(pair.start).start or not _OF_WHOM.match(text, line.start):
        return None
    who = speech.subject(names, line.start, line.end)
    return Said(who, "quotes.headline") if who else None


def _announced(names: Names, start: int, opening: int, last: Last | None, clauses: bool) -> Said | None:
    """表示，“…” and 表示：“…”"""
    cue = speech.cue_before().search(names.text, max(start, opening - 24), opening)
    if cue is None:
        return None
    if not cue["mark"] and not clauses and cue["verb"] not in lexicon.words("speech", "answers"):
        return None  # 三问“水稻上山” names a thing
    who = speech.speaker(names, start, cue.start())
    if who:
        return Said(who, "quotes.announced")
    clause = max(start, names.text.rfind("，", start, cue.start()) + 1)
    who = speech_called.unknown(names, clause, cue.start())
    return Said(who or around.before(names, start, cue.start(), last), "quotes.announced", sure=who is None)


def _is_written(names: Names, start: int, opening: int) -> bool:
    """《条例》规定：“…”, 墙上写着：“…”: nobody says it, where the sentence names no person."""
    text = names.text
    if opening <= start or text[opening - 1] not in "：:":
        return False
    written = any(word in text[start:opening] for word in lexicon.words("speech", "written"))
    return written and speech.subject(names, start, opening) is None


def _goes_on(names: Names, start: int, opening: int, pair: Marked) -> Said | None:
    """Words in the middle of what their subject does, where what is behind tells of another one's answer or of the
    same: 甲提了个请求，“…”乙当即回应：“…”; 甲掏出手机，“…，”她回头问乙."""
    text, at = names.text, pair.end + 1
    answered = _ANSWERED.match(text, at)
    if not answered and text[pair.end - 1] not in "，,":
        return None
    who = speech.speaker(names, start, opening - 1)
    return Said(who, "quotes.part") if who else None


def _told_behind(names: Names, pair: Marked) -> Said | None:
    """“…”某某某说。"""
    after = speech.cue_after().match(names.text, pair.end + 1)
    if after is None:
        return None
    low, verb = after.start("who"), after.start("verb")
    who = speech.speaker(names, low, verb)
    if who:
        return Said(who, "quotes.attributed")
    who = speech_called.unknown(names, low, verb)
    return Said(who, "quotes.attributed", sure=False) if who else None


def _behind(names: Names, opening: int, pair: Marked, last: Last | None) -> Said | None:
    """A sentence in marks, and the next is about who said it: “…”某某某抹了把汗，…"""
    text = names.text
    low = pair.end + 1
    while text[low : low + 1] and text[low] in "，,—":
        low += 1
    high = around.clause_end(text, low)
    if high == low:
        return None
    if _topic().match(text, low):
        high = around.clause_end(text, high + 1) if text[high : high + 1] in "，," else high
    told = speech.cues().search(text, low, high)
    person = speech.subject(names, low, high)
    if person:
        return None if _another(names, low, high, opening, person) else Said(person, "quotes.actor_behind")
    if _SOMEBODY_THERE.search(text, low, high):
        who = around.before(names, opening, opening, last) or speech.referent(names, opening)
        return Said(who, "quotes.actor_behind") if who else None
    who = speech.nameless(names, low, told.start()) if told else speech_called.actor(names, low, high)
    return Said(who, "quotes.attributed") if who else None


def _another(names: Names, low: int, high: int, opening: int, person: str) -> bool:
    """“…”李某则认为，…: the words in marks are those of somebody named before."""
    mention = next((each for each in names.named_within(low, high) if each.fact.name == person), None)
    if mention is None or names.text[mention.end : mention.end + 1] not in lexicon.words("speech", "another"):
        return False
    before = names.person_before(opening)
    return before is not None and before.name != person


def _colon(names: Names, start: int, opening: int, *, person: bool = False) -> Said | None:
    """某某某抹了把汗：“…” and 她的评价是：“…”; ``person`` asks for somebody with a name."""
    if opening <= start or (
        names.text[opening - 1] not in "：:" and names.text[opening - 2 : opening] != "——"
    ):
        return None
    clause = max(names.text.rfind(mark, start, opening) for mark in "，,；;") + 1
    who = (
        speech.subject(names, max(clause, start), opening - 1)
        if person
        else speech.speaker(names, start, opening - 1)
    )
    return Said(who, "quotes.colon") if who else None


def _unnamed_colon(names: Names, start: int, opening: int, last: Last | None) -> Said | None:
    """A sentence behind a colon whose clause names nobody: who spoke or was named before, for a person to look at."""
    if opening <= start or names.text[opening - 1] not in "：:":
        return None
    return Said(around.before(names, start, opening, last), "quotes.colon", sure=False)


def _part(names: Names, start: int, opening: int) -> Said | None:
    """Part of a sentence that tells what somebody says or does: 他写信提出，…，“…”; 他摆摆手，“…”"""
    text = names.text
    if opening <= start or not _PARTS.search(text, start, opening):
        return None
    topic = _topic().match(text, start)  # 谈到进度，某某某说…，“…”
    verb = _asks().search(text, topic.end() if topic else start, opening)
    who = speech.speaker(names, start, verb.start() if verb else opening - 1)
    return Said(who, "quotes.part") if who else None
