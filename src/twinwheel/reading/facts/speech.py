"""Who speaks: the subject of a verb of speech, as the full name of a person, a body, or the words of the text."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.model import Organisation, Person
from twinwheel.reading.facts.names import Names

LONGEST_SPEAKER = 60
"""Characters of a speaker without a name: 某市某局有关负责人."""
LONGEST_SENTENCE = 400
"""Characters a speaker is looked for before the verb."""
_END = "。！？!?\n"
_PRONOUN = re.compile(r"(?:他|她|其)(?!们|他|她)")
_SOMEBODY = re.compile(
    r"(?P<who>(?:[^，。；：！？\n“”]{0,30})(?:负责人|负责同志|相关领导|有关领导|发言人|业内人士|内部人士|知情人士|人士|专家|工作人员|干部|员工|居民|市民|村民|代表|企业家|创业者|经营者|老板|店主|工程师|教授|学者|患者|家长|学生|用户|司机|职工|网友|分析师|高管|经理|院长|校长|主任|局长|处长|会长|董事长|农户|商户|业主|企业|委员|医生|教师|老师|负责同志|受访者|与会者|参会者|从业者|消费者))"
    r"(?:[^，。；：！？\n“”]{0,24})\Z"
)


@lru_cache(maxsize=1)
def _verb() -> str:
    return lexicon.trie(lexicon.words("speech", "plain"))


@lru_cache(maxsize=1)
def verbs() -> re.Pattern[str]:
    """Any verb of speech."""
    return re.compile(_verb())


@lru_cache(maxsize=1)
def said() -> re.Pattern[str]:
    """A verb of speech with what may stand between it and its subject (则曾多次|表示)."""
    between = lexicon.trie(lexicon.words("speech", "between"))
    return re.compile(rf"(?:{between}){{0,4}}(?:{_verb()})")


@lru_cache(maxsize=1)
def herald() -> re.Pattern[str]:
    """A verb of speech with a colon."""
    return re.compile(rf"{_verb()}[：:]")


@lru_cache(maxsize=1)
def cue_before() -> re.Pattern[str]:
    """The end of what announces a quote: 表示，"""
    return re.compile(rf"(?P<verb>{_verb()})(?:的?[：:]|[，,]|道[：:，,]?|)[ ]?\Z")


@lru_cache(maxsize=1)
def cue_after() -> re.Pattern[str]:
    """What tells behind a quote who said it: 某某某说。"""
    return re.compile(
        rf"[，,]?(?P<who>[^，。！？；：\n“”]{{1,48}}?)(?P<verb>{_verb()})(?:道|着)?(?=[，。：:；！,;]|\Z|\n)"
    )


def sentence_start(text: str, at: int, floor: int = 0) -> int:
    """Where the sentence that ``at`` lies in begins, counting closed quotes as ends."""
    start, floor = at, max(floor, at - LONGEST_SENTENCE)
    while start > floor and text[start - 1] not in _END:
        if text[start - 1] == "”" and start - 2 >= floor and text[start - 2] in "。！？!?…":
            break
        start -= 1
    return start


def speaker(names: Names, start: int, verb: int) -> str | None:
    """Who speaks in the clauses ``[start, verb)``, the verb following; None where they name nobody."""
    text = names.text
    clause = max(text.rfind(mark, start, verb) for mark in "，,；;：:") + 1
    for low in dict.fromkeys((max(clause, start), start)):
        person = _person(names, low, verb)
        if person:
            return person
        pronoun = _PRONOUN.search(text, low, verb)
        if pronoun and (low == clause or pronoun.start() < low + 4):
            last = names.person_before(pronoun.start(), 0)
            return last.name if last else None
        somebody = _SOMEBODY.search(text[max(low, verb - LONGEST_SPEAKER) : verb])
        if somebody and len(somebody["who"]) <= 40:
            return somebody["who"].strip("据有“” ")
        body = names.named_within(low, verb)
        if body and isinstance(body[-1].fact, Organisation) and body[-1].end >= verb - 8:
            return body[-1].fact.name
    return None


def _person(names: Names, low: int, verb: int) -> str | None:
    """The last person named who is not spoken to (对某某说)."""
    for mention in reversed(names.named_within(low, verb)):
        if isinstance(mention.fact, Person) and names.text[mention.start - 1 : mention.start] not in (
            "对",
            "向",
            "跟",
        ):
            return mention.fact.name
    return None
