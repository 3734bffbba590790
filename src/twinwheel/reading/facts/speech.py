"""Who speaks: the subject of a verb of speech, as the full name of a person, a body, or the words of the text."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon, speech_bodies, speech_called
from twinwheel.reading.facts.model import Organisation, Person, Place
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.scan import scanner

LONGEST_SPEAKER = 60
"""Characters of a speaker without a name: 某市某局有关负责人."""
LONGEST_SENTENCE = 400
"""Characters a speaker is looked for before the verb."""
_END = "。！？!?\n"
_PRONOUN = re.compile(
    r"(?<![其吉对向给跟和同与让叫请拉把将着问劝诉被找])(?:他|她)(?![们他她人])|(?:(?<=^)|(?<=[，,。据]))其(?=[^他她]{0,6}\Z)"
)
_BACK = re.compile(r"(?:[该这那]|上述|前述)(?:位|名|家)?")
_TO = re.compile(r"(?<=..)(?:向|对(?!外)|给|也|还|则)")  # 商会|向全市企业家, 研报|也给投资者
_NETIZEN = re.compile(r"(?:网友|网民|用户|读者|博主|昵称为?)[“‘「\"](?P<who>[^”’」\"\n]{1,20})[”’」\"]")


@lru_cache(maxsize=1)
def _verb() -> str:
    return lexicon.trie(lexicon.words("speech", "plain"))


@lru_cache(maxsize=1)
def _cue() -> str:
    return lexicon.trie(lexicon.words("speech", "plain") | lexicon.words("speech", "only_direct"))


@lru_cache(maxsize=1)
def _between() -> str:
    return lexicon.trie(lexicon.words("speech", "between"))


@lru_cache(maxsize=1)
def verbs() -> re.Pattern[str]:
    """Any verb of speech."""
    return scanner(lexicon.words("speech", "plain"))


@lru_cache(maxsize=1)
def cues() -> re.Pattern[str]:
    """Any verb that gives words to a speaker, also those that tell nothing by themselves (念叨, 留言)."""
    return scanner(lexicon.words("speech", "plain") | lexicon.words("speech", "only_direct"))


@lru_cache(maxsize=1)
def said() -> re.Pattern[str]:
    """A verb of speech with what may stand between it and its subject (则曾多次|表示)."""
    return re.compile(rf"(?:{_between()}){{0,4}}(?:{_verb()})")


def begins_said() -> set[str]:
    """The characters that ``said`` may begin with."""
    return {word[0] for part in ("between", "plain") for word in lexicon.words("speech", part)}


@lru_cache(maxsize=1)
def herald() -> re.Pattern[str]:
    """A verb of speech with a colon."""
    return re.compile(rf"{_cue()}[：:]")


@lru_cache(maxsize=1)
def cue_before() -> re.Pattern[str]:
    """The end of what announces a quote: 表示，, 问他："""
    told = "(?:他|她|我|你|他们|我们|大家|记者|笔者)?"
    return re.compile(rf"(?P<verb>{_cue()})(?P<mark>{told}的?[：:]|[，,]|[道着][：:，,]?|——?|)[ ]?\Z")


@lru_cache(maxsize=1)
def cue_after() -> re.Pattern[str]:
    """What tells behind a quote who said it: 某某某说。"""
    return re.compile(
        rf"[，,]?(?P<who>[^，,。！？；：\n“”\"]{{1,48}}?)(?P<verb>{_cue()})(?:道|着)?(?=[，。：:；！,;.]|\Z|\n)"
    )


@lru_cache(maxsize=1)
def _somebody() -> re.Pattern[str]:
    """Somebody without a name, as the subject that ends where the pattern does."""
    nouns, not_behind = lexicon.words("speech", "somebody"), "".join(lexicon.words("speech", "not_behind"))
    return re.compile(
        rf"(?P<who>[^，,。；;：:！？\n“”]{{0,30}}(?:{lexicon.trie(nouns)}))们?(?![{not_behind}])"
        r"[^，,。；;：:！？\n“”]{0,24}\Z"
    )


@lru_cache(maxsize=1)
def _leading() -> re.Pattern[str]:
    """What a clause begins with before its subject: 不过，也有|农户."""
    return re.compile(rf"(?:{lexicon.trie(lexicon.words('speech', 'leading'))}|有(?![关些限人]))+")


def ends(text: str, at: int) -> bool:
    """Whether a sentence ends with this character; a half-width stop ends one where it is no decimal point."""
    if text[at] != ".":
        return text[at] in _END
    following = text[at + 1 : at + 2]
    return text[max(0, at - 1)] > "⺀" and not (following.isascii() and following.isalnum())


def sentence_start(text: str, at: int, floor: int = 0) -> int:
    """Where the sentence that ``at`` lies in begins, counting closed quotes as ends."""
    floor = max(floor, at - LONGEST_SENTENCE, 0)
    last = max(text.rfind(mark, floor, at) for mark in _END)
    stop = text.rfind(".", max(floor, last + 1), at)
    while stop >= 0 and not ends(text, stop):
        stop = text.rfind(".", max(floor, last + 1), stop)
    dots = text.rfind("…”", max(floor, last + 1), at)
    start = max(last, stop, dots, floor - 1) + 1
    return start + 1 if start > floor and start < at and text[start] in '”"」' else start


def speaker(names: Names, start: int, verb: int) -> str | None:
    """Who speaks in the clauses ``[start, verb)``, the verb following; None where they name nobody."""
    text = names.text
    clause = max(text.rfind(mark, start, verb) for mark in "，,；;：:") + 1
    for low in dict.fromkeys((max(clause, start), start)):
        person = subject(names, low, verb)
        if person:
            return person
        pronoun = _PRONOUN.search(text, low, verb)
        if pronoun:
            return _just_named(names, start, low) or referent(names, pronoun.start())
        somebody = (
            speech_called.known_by_surname(names, low, verb)
            or nameless(names, max(low, verb - LONGEST_SPEAKER), verb)
            or speech_called.called(names, low, verb)
            or _body(names, low, verb)
            or speech_bodies.subject(names, low, verb)
        )
        if somebody:
            return somebody
    return None


def _body(names: Names, low: int, verb: int) -> str | None:
    """The body or zone that is named right before the verb, or the one before that does something to it."""
    named = names.named_within(low, verb)
    if not named or named[-1].end < verb - 8 or "的" in names.text[named[-1].end : verb]:
        return None
    last = named[-1].fact
    if isinstance(last, Place):
        return last.name if last.type in ("zone", "park") and named[-1].end == verb else None
    bodies = [
        mention
        for mention in named
        if isinstance(mention.fact, Organisation) and names.text[mention.start - 1] not in "向给致"
    ]
    return _first(names, bodies).fact.name if bodies else None


def _just_named(names: Names, start: int, clause: int) -> str | None:
    """Somebody without a known name whom the clause before tells of: 行政主管小戴也有同感，|她希望…"""
    if clause - 1 <= start or names.person_before(clause, start):
        return None
    who = nameless(names, max(start, clause - LONGEST_SPEAKER), clause - 1)
    return None if who in lexicon.words("speech", "anyone") else who


def referent(names: Names, at: int) -> str | None:
    """Whom 他 or 她 means at this place: the person the sentence before is about, or who was named last."""
    last = names.person_before(at, 0)
    return last.name if last else None


def subject(names: Names, low: int, high: int) -> str | None:
    """The person a clause is about: the last named, or the one that speaks to, asks or holds the last named."""
    people = [mention for mention in names.named_within(low, high) if isinstance(mention.fact, Person)]
    if not people:
        return None
    chosen = _first(names, people)
    pronoun = _PRONOUN.search(names.text, low, chosen.start)
    if (
        pronoun
        and names.text[pronoun.end() : pronoun.end() + 1] != "的"
        and _acts_on(names.text[pronoun.end() : chosen.start])
    ):
        return referent(names, pronoun.start())
    return chosen.fact.name


def _first(names: Names, mentions: list[Mention]) -> Mention:
    """The last of some mentions, or the one before that does something to it."""
    chosen = mentions[-1]
    for mention in reversed(mentions[:-1]):
        if not _acts_on(names.text[mention.end : chosen.start]):
            break
        chosen = mention
    return chosen


@lru_cache(maxsize=1)
def _acting() -> re.Pattern[str]:
    return scanner(lexicon.words("speech", "acts_on"))


def _acts_on(gap: str) -> bool:
    """Whether what stands between two people makes the second one its object: 甲某|对|乙某."""
    return _acting().search(gap) is not None


@lru_cache(maxsize=1)
def _called_last() -> re.Pattern[str]:
    nouns = lexicon.trie(lexicon.words("speech", "somebody"))
    return re.compile(rf"(?:{nouns})(?P<name>{speech_called.pattern().pattern})\Z")


def nameless(names: Names, low: int, high: int) -> str | None:
    """Somebody without a name as the subject of ``[low, high)``: 一位业内人士, 该负责人, 网友“晴天”."""
    text = names.text
    netizens = _NETIZEN.findall(text, low, high)
    if netizens:
        return str(netizens[-1])
    found = _somebody().search(text[low:high])
    if found is None:
        return None
    behind = low + found.end("who")
    beside = speech_called.pattern().match(text, behind, high)
    if beside:  # 摊主|老方, 业主|褚女士
        return beside[0]
    who = _TO.split(found["who"].strip("“”‘’ 　"))[0]
    last = _called_last().search(who)
    if last:
        return last["name"]  # 面包店主|卓师傅
    who = _without_leading(who)
    back = _BACK.match(who)
    if back is None:
        return who
    return _meant(names, low, who[back.end() :]) or who


def _meant(names: Names, at: int, noun: str) -> str | None:
    """Whom 该负责人 means: the one last called so, by name where it has one."""
    text = names.text
    before = text.rfind(noun, max(0, at - LONGEST_SENTENCE), at) if noun else -1
    if before < 0:
        return None
    named: Mention | None = names.named_at(before + len(noun))
    if named and isinstance(named.fact, Person):
        return named.fact.name
    found = _somebody().search(text[max(0, before - LONGEST_SPEAKER) : before + len(noun)])
    if found is None:
        return None
    return _without_leading(found["who"])


def _without_leading(who: str) -> str:
    leading = _leading().match(who)
    return who[leading.end() :] or who if leading else who
