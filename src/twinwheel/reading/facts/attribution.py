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

_ENDS = "。！？!?…"
_STOPS = "，。！？；：,;:!?…"
_HEADLINE = 120
"""Characters of the text within which a line in marks may be its headline."""
_OF_WHOM = re.compile(r"[ 　]*(?:——|—|-)?[ ]?(?:记|访|专访|对话|走近|速写|追记)")
_SHORT = 5
"""Characters of a clause in marks that ends what somebody is told to say."""
_SUBJECTLESS = 6
"""Characters of a clause before a verb of speech that may do without a subject: 随后又|补充道."""
_SCENE = re.compile(r"(?:[日天早晚午夜时后前里上中下旁边间外]|时分|现场)\Z")
"""Where and when: 5月1日一早，|摊主…"""
_PAPER_ASKED = re.compile(
    r"[，,]?(?:[^，。；：\n说]{0,10}记者[^，。；：\n说]{0,8}问|(?:面对|带着|针对|听到|对于)[^，。；：\n]{0,10}(?:提问|追问|发问|疑问|疑惑|问题|质疑|好奇))"
)
_PARTS = re.compile(r"[，,](?:但是?|而且?|可是?|只是|不过|因为|毕竟|所以|却|还说)?\Z")
"""Words in marks go on with a sentence: 利率降了，但|“口径不一，能否定个标准？”"""
_SENTENCE = re.compile(r"[是不没就都能会要得了吧呢啊吗我你他她]")
"""What no name of a thing has, though the dictionary may cut it otherwise."""
_LIKEWISE = re.compile(r"[与和同跟像如][^，。；\n]{2,20}(?:一样|不同|相比|相似|类似)\Z")
"""与某某一样，|某某某…"""
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
    start = speech.sentence_start(text, opening, last.end + 1 if last and last.end < opening else 0)
    ended = words[-1] in _ENDS or speech.ends(text, pair.start + len(words) - 1)
    clauses = ended or any(mark in words for mark in _STOPS)
    closed = text[pair.end + 1 : pair.end + 2] in ("", *"。！？!?\n；，,.“")
    alone = opening == start or (opening == start + 1 and text[start] in " 　")
    if _paper_asks().search(text, start, opening) or _is_written(names, start, opening):
        return None
    if words[-1] in "？?" and _PAPER_ASKED.match(text, pair.end + 1):
        return None
    if alone and text[pair.end + 1 : pair.end + 2] in ("", "\n") and opening < _HEADLINE:
        found = _headline(names, pair)
        if found:
            return found
    if last and last.who and last.end + 1 == opening:
        return Said(last.who, "quotes.goes_on")  # “…”“…”
    found = _announced(names, start, opening, last, clauses or len(words) >= 10) if len(words) >= 4 else None
    of = text[pair.end + 1 : pair.end + 2] == "的"  # 提出“…”的目标 names something
    if found and not of and (clauses or closed or len(words) >= 14):
        return found
    so = _said_so_by(names, pair)
    if so:
        return so
    if not clauses and len(words) < 10:
        part = len(words) >= _SHORT and text[opening - 1 : opening] in ("，", ",") and closed and not of
        sentence = any(tag[0] in "drvylzi" for _, tag in names.words.within(pair.start, pair.end))
        if part and (sentence or _SENTENCE.search(words)):
            return _part(names, start, opening, last, ended)  # 判断，销量见顶，“前提是不再降价”。
        return (
            _told_behind(names, opening, pair, last)
            if alone and _begins_speaker(names, pair.end + 1)
            else None
        )
    if ended or closed or words[-1] in "，,":
        found = (
            _colon(names, start, opening, person=True)
            or (_goes_on(names, start, opening, pair) if not alone else None)
            or (_behind(names, opening, pair, last) if alone else None)
            or _told_behind(names, opening, pair, last)
            or _colon(names, start, opening)
            or (_unnamed_colon(names, start, opening, last) if ended else None)
            or (_part(names, start, opening, last, ended) if closed or ended else None)
        )
        if found:
            return found
    else:
        found = _told_behind(names, opening, pair, last)
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
    # A clause with a subject of its own that nobody knows may be about somebody else.
    sure = who is None and cue.start() - clause <= _SUBJECTLESS
    return Said(who or around.before(names, start, cue.start(), last), "quotes.announced", sure)


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
    who = speech.speaker(names, start, opening - 1) or speech.nameless(names, start, opening - 1)
    return Said(who, "quotes.part") if who else None


@lru_cache(maxsize=1)
def _said_so() -> re.Pattern[str]:
    """“…”说这话的是某某某; “…”这是某某某的感受."""
    felt = lexicon.trie(lexicon.words("speech", "felt"))
    return re.compile(
        rf"[，,—]*(?:(?:说|讲|喊|发)(?:出|起)?(?:这|此)[^，。；\n]{{0,5}}的(?:人)?[，,]?(?:正?是|就是|叫)(?P<who>[^，,。；：\n]{{2,40}})"
        rf"|这(?:番话|句话|话)?(?:是|也是|正是|就是|，是|道出了|说出了|代表了)(?P<whose>[^，,。；：\n“”]{{2,40}}?)的?(?:[^，,。；：\n“”的]{{0,6}})(?:{felt}))"
    )


def _said_so_by(names: Names, pair: Marked) -> Said | None:
    """Who is said to have said so behind: “…”说这话的，是某厂厂长某某某。"""
    found = _said_so().match(names.text, pair.end + 1)
    if found is None:
        return None
    low, high = found.span("who" if found["who"] else "whose")
    who = (
        speech.subject(names, low, high)
        or speech.nameless(names, low, high)
        or speech_called.called(names, low, high)
    )
    return Said(who, "quotes.attributed") if who else None


def _told_behind(names: Names, opening: int, pair: Marked, last: Last | None) -> Said | None:
    """“…”某某某说。"""
    after = speech.cue_after().match(names.text, pair.end + 1)
    if after is None:
        return None
    low, verb = after.start("who"), after.start("verb")
    who = _named_behind(names, opening, low, verb, last)
    if who:
        return Said(who, "quotes.attributed")
    who = speech_called.unknown(names, low, verb)
    return Said(who, "quotes.attributed", sure=False) if who else None


def _begins_speaker(names: Names, at: int) -> bool:
    """Whether who speaks is named right behind the closing mark, so that a few words in marks are his."""
    mention = names.named_at(at)
    person = mention is not None and mention.start == at and mention.fact.kind == "person"
    return person or names.text[at : at + 1] in ("，", ",", "他", "她")


def _named_behind(names: Names, opening: int, low: int, high: int, last: Last | None) -> str | None:
    """The speaker in what follows a quote; he is who was named last before it."""
    if re.match(r"[，,]?(?:他|她)(?![们人的])", names.text[low:high]):
        return around.before(names, opening, opening, last) or speech.referent(names, opening)
    return speech.speaker(names, low, high)


def _behind(names: Names, opening: int, pair: Marked, last: Last | None) -> Said | None:
    """A sentence in marks, and the next is about who said it: “…”某某某抹了把汗，…"""
    text = names.text
    low = pair.end + 1
    while text[low : low + 1] and text[low] in "，,—":
        low += 1
    high = around.clause_end(text, low)
    if high == low or text[low : low + 1] in OPEN:
        return None
    if _LIKEWISE.match(text, low, high) and text[high : high + 1] in "，,":
        low, high = high + 1, around.clause_end(text, high + 1)
    if _topic().match(text, low):
        high = around.clause_end(text, high + 1) if text[high : high + 1] in "，," else high
    told = speech.cues().search(text, low, high)
    person = speech.subject(names, low, high)
    if person:
        return None if _another(names, low, high, opening, person) else Said(person, "quotes.actor_behind")
    there = _SOMEBODY_THERE.search(text, low, high)
    if there and there.start() - low < 24:
        who = around.before(names, opening, opening, last) or speech.referent(names, opening)
        return Said(who, "quotes.actor_behind") if who else None
    who = speech.nameless(names, low, told.start()) if told else speech_called.actor(names, low, high)
    if who is None and told is None and text[high : high + 1] in "，," and _SCENE.search(text, low, high):
        who = speech_called.actor(names, high + 1, around.clause_end(text, high + 1))
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
    if person:
        who = speech.subject(names, max(clause, start), opening - 1) or speech.pronoun(
            names, max(clause, start), opening - 1
        )
    else:
        who = speech.speaker(names, start, opening - 1)
    return Said(who, "quotes.colon") if who else None


def _unnamed_colon(names: Names, start: int, opening: int, last: Last | None) -> Said | None:
    """A sentence behind a colon whose clause names nobody: who spoke or was named before, for a person to look at."""
    if opening <= start or names.text[opening - 1] not in "：:":
        return None
    return Said(around.before(names, start, opening, last), "quotes.colon", sure=False)


def _part(names: Names, start: int, opening: int, last: Last | None, ended: bool) -> Said | None:
    """Part of a sentence that tells what somebody says or does: 他写信提出，…，“…”; 他摆摆手，“…”"""
    text = names.text
    if opening <= start or not _PARTS.search(text, start, opening):
        return None
    goes_on = last is not None and text[last.end + 1 : start] == "" and start - last.end <= 1
    topic = _topic().match(text, start)  # 谈到进度，某某某说…，“…”
    verb = _asks().search(text, topic.end() if topic else start, opening)
    if verb is None and not ended and not (goes_on and opening - start <= 24):
        about = _subject_of(names, start, opening)
        return Said(about, "quotes.part") if about else None
    who = speech.speaker(names, start, verb.start() if verb else opening - 1)
    return Said(who or (last.who if goes_on and last else None), "quotes.part") if who or goes_on else None


def _subject_of(names: Names, start: int, opening: int) -> str | None:
    """The person a sentence that ends with a clause in marks is about from its head on: 副镇长某某算了笔账，“…”。"""
    end = around.clause_end(names.text, start)
    return speech.subject(names, start, end) or speech.pronoun(names, start, end) if end < opening else None
