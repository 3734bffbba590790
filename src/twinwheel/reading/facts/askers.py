"""Who asks: the speaker of the words around, the subject of the clause, who signs the letter, who was named last."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Organisation, Person, Place, Quote, Reading
from twinwheel.reading.facts.names import Names

LONGEST_GREETING = 40
_CUES = 4
"""Verbs of speech tried before an ask; 问 in 问题 is none."""
LONGEST_SIGNATURE = 24
"""Characters of the line a letter is signed with."""
_SIGNED_BY = re.compile(
    r"(?:读者|居民|市民|村民|业主|家长|职工|学生|网友|用户|租户|落款|署名|写信人|来信人|您的|你的|(?=[一某]))?[：:\s　]*"
)
GREETED_WITHIN = 200
"""Characters of a speech in which it greets those who hear it."""
_GUESTS = re.compile(r"^[ 　]*(?:尊敬的|各位|女士们|同志们|朋友们)[^。！？]{0,40}[：:！]$")
_WRITES = re.compile(r"(?:来信|留言|发帖|写信)[^。\n]{0,8}[：:]")
_HE = re.compile("[”　 ]?(?:他|她)(?!们)")
_ADDRESSED = re.compile(
    r"(?:同志|老师|先生|女士|领导|局长|市长|书记|局|办|委|部门|朋友们?|居民们?|业主们?)[：:]\Z"
)
_ASKED_BY = re.compile(
    r"[ 　【\[]*(?:市民|网友|读者|居民|村民|业主|家长|司机|职工|商户|群众|诉求|来电|问题|反映)[^。，\n：:]{0,10}[】\]：:]"
)
"""A column of questions from the public says so at the head of a line."""
_OWN_NAME = re.compile(r"本(?:栏目|报|刊|台|网|版|公众号|期)|编者按|编后|编辑部")
_OF_THE_PAGE = re.compile(r"(?:我们|咱们|本报|本刊|本栏目|笔者)[^，。；\n]{0,6}\Z")
"""The page speaks for itself."""
_PUBLISHES = re.compile(
    r"(?:[局厅委办署院所馆行园区]|办公室|协会|商会|学会|联合会|委员会|政府|公司|集团|中心|大学|学校|联盟|基金会)\Z"
)
"""How a body is called that publishes its own page; a paper or a channel does not speak for itself."""
_LABEL = re.compile(
    r"[ 　]*(?:[■●▲◆★▶►□○△◇·]|【[^】\n]{1,8}】)?[ 　]*(?P<who>[^：:，。；！？\n“”]{2,20})[：:](?![“\n])"
)
"""Who speaks in a paragraph, at its head: ■ 面包店主卓师傅：…"""
_LETTER = re.compile(
    r"[ 　]*[【\[](?:[一-鿿]{0,4}(?:来信|留言|来电|提问|咨询|诉求|反映|问题|投诉|求助|建议))[】\]]"
)
_SIGNED = re.compile(r"[。！？!?”]?(?:——|—|--)[ 　]*(?P<who>[^。！？!?，；：\n]{2,24})\Z")
"""A letter is signed at the end of its line: ……？——某公司 王先生"""
_TO_MANY = re.compile(r"(?:致)?(?:各|全体|全[省市区县]|广大)[^。，！？：:]{1,30}[：:]\Z")
"""A letter to many (各会员单位：) is its body's, whoever signs for it."""
_REPORT = re.compile(r"(?:报告|调查|论文|倡议书|公开信|提案|议案)(?=[^。！？\n]{0,8}\Z)")


class _Speakers:
    """Who speaks at a position, by the quotes of one mode."""

    def __init__(self, quotes: list[Quote]) -> None:
        spans = [(span, quote.speaker) for quote in quotes for span in quote.mentions]
        self._cover, self._who = Cover(span for span, _ in spans), [who for _, who in spans]

    def at(self, position: int) -> tuple[bool, str | None]:
        """Whether the position is quoted, and who speaks there."""
        found = self._cover.at(position)
        return (False, None) if found is None else (True, self._who[found])


class Asker(NamedTuple):
    """Who asks; ``sure`` is False where he is only who was named last."""

    who: str | None
    sure: bool = True


class Askers:
    """Asked by position who asks there."""

    def __init__(self, reading: Reading, names: Names, quotes: list[Quote]) -> None:
        self._reading, self._names, self._text = reading, names, reading.text
        self._direct, self._told = (
            _Speakers([quote for quote in quotes if quote.mode == mode]) for mode in ("direct", "indirect")
        )
        self._turns = any(quote.rule == "quotes.turn" for quote in quotes)
        self._last: tuple[int, str | None] = (
            -1,
            None,
        )  # where the sentence of the last ask begins, who asked
        self._spoke = sorted((quote.mentions[-1].end, quote.speaker) for quote in quotes)

    def of(self, at: int, end: int, *, invited: bool) -> Asker:
        """Who asks what is asked in ``[at, end)``; the page itself where it invites."""
        if invited:
            inviting = self._inviting(at)
            if inviting:
                return Asker(inviting)
            here = self._names.paragraph(at)
            own = self._reading.publisher and _OWN_NAME.search(self._text, here.start, here.end)
            return Asker(self._reading.publisher if own else self._host)
        sentence = speech.sentence_start(self._text, at)
        before = self._last[1] if self._last[0] == sentence else None
        asker = self._find(at, end, sentence, before)
        self._last = (sentence, asker.who)
        return asker

    def _inviting(self, at: int) -> str | None:
        """Who invites in words of his own, or is told to: 区长说：“诚邀…”, 某局欢迎…"""
        quoted, who = self._direct.at(at)
        if quoted:
            return who
        sentence = speech.sentence_start(self._text, at)
        clause = max(self._text.rfind(mark, sentence, at) for mark in "，,；;：:") + 1
        return speech.speaker(self._names, max(clause, sentence), at) or self._orator

    def _find(self, at: int, end: int, sentence: int, before: str | None) -> Asker:
        quoted, who = self._direct.at(at)
        if quoted:
            return Asker(who)
        told = (
            self.speaker(at)
            or before
            or self._behind(sentence, at, end)
            or self._signature(at)
            or self._writer(at)
        )
        if told or _OF_THE_PAGE.search(self._text, sentence, at):
            return Asker(told)
        paragraph = self._names.paragraph(at)
        spoke = [who for end, who in self._spoke if paragraph.start <= end <= at and who]
        if spoke:
            return Asker(spoke[-1])
        return Asker(self._named_near(at) or self._host, sure=False)

    def _behind(self, sentence: int, at: int, end: int) -> str | None:
        """Who is told behind an ask that opens the sentence: 希望…，一位厂长说."""
        if self._text[sentence:at].strip(" 　"):
            return None
        stop = self._names.sentence(at).end
        clause = max(self._text.rfind("，", end, stop), end)
        verb = speech.verbs().search(self._text, clause, stop)
        return speech.speaker(self._names, clause + 1, verb.start()) if verb else None

    def speaker(self, at: int) -> str | None:
        """The speaker of the words around or the subject of the sentence; None where the page itself speaks."""
        quoted, who = self._direct.at(at)
        if quoted:
            return who
        start = speech.sentence_start(self._text, at)
        subject = self._goes_on(start, at) or speech.speaker(self._names, start, at)
        if subject:
            return subject
        for cue in reversed(list(speech.cues().finditer(self._text, start, at))[-_CUES:]):
            subject = speech.speaker(self._names, start, cue.start())
            if subject:
                return subject
        report = _REPORT.search(self._text, start, at)
        body = self._names.organisation_before(at, 0) if report else None
        return (body.name if body else None) or self._told.at(at)[1]

    def _goes_on(self, start: int, at: int) -> str | None:
        """Whom 他 at the head of a sentence means, where the last one to speak was named by no name since: 店主老方."""
        if not _HE.match(self._text, start, at):
            return None
        paragraph = self._names.paragraph(at)
        spoke = [(end, who) for end, who in self._spoke if paragraph.start <= end <= start + 1 and who]
        if not spoke:
            return None
        end, who = spoke[-1]
        named = any(person.name == who for person in self._names.people)
        return who if not named and self._names.person_before(at, end) is None else None

    def spoken(self, at: int) -> bool:
        """Whether somebody speaks for himself here: in marks, in a turn, or in a letter."""
        return self._direct.at(at)[0] or self._letter(at)

    def told(self, at: int) -> bool:
        """Whether somebody's words are told here."""
        return self._told.at(at)[0]

    def questioned(self, at: int) -> bool:
        """Whether the one who asks for the paper speaks here, in a printed interview."""
        if not self._turns or self._direct.at(at)[0]:
            return False
        paragraph = self._names.paragraph(at)
        label = self._text[paragraph.start : paragraph.start + 40]
        return "：" in label or ":" in label

    def below(self, at: int) -> bool:
        """Whether 要求 is the demand of somebody who is nobody's superior (居民, 代表)."""
        who = speech.speaker(self._names, speech.sentence_start(self._text, at), at)
        return who is not None and self._called(who, lexicon.words("asks", "below"))

    def superior(self, who: str | None) -> bool:
        """Whether what somebody proposes is a duty for those below (市长, 会议)."""
        return who is not None and self._called(who, lexicon.words("asks", "superior"))

    def _called(self, who: str, words: frozenset[str]) -> bool:
        titles = [person.title or "" for person in self._names.people if person.name == who]
        return any(word in title for title in (*titles, who) for word in words)

    def _letter(self, at: int) -> bool:
        """Whether this is a letter in its writer's own words: addressed to the paper, or sent by a reader."""
        paragraph = self._names.paragraph(at)
        head = self._text[paragraph.start : at]
        if _WRITES.search(head) or (_ASKED_BY.match(head) and "：“" not in head):
            return True
        if _LETTER.match(head) or (self._label(at) and head.lstrip(" 　")[:1] in "■●▲◆★▶►□○△◇·"):
            return True
        return self._signature(at) is not None

    def _writer(self, at: int) -> str | None:
        """Who writes the words of a paragraph that opens with him: 网友“晴天”留言：…"""
        paragraph = self._names.paragraph(at)
        writes = _WRITES.search(self._text, paragraph.start, at)
        if writes:
            return speech.speaker(self._names, paragraph.start, writes.start())
        if _LETTER.match(self._text, paragraph.start):
            signed = _SIGNED.search(self._text, at, paragraph.end)
            return self._signer(*signed.span("who"), sure=True) if signed else None
        return self._label(at)

    def _label(self, at: int) -> str | None:
        """Whom the head of the paragraph calls the speaker: 市民李女士：…"""
        paragraph = self._names.paragraph(at)
        label = _LABEL.match(self._text, paragraph.start, at)
        if label is None:
            return None
        low, high = label.span("who")
        return speech.subject(self._names, low, high) or speech.nameless(self._names, low, high)

    def _signature(self, at: int) -> str | None:
        """Who signs the letter that ``at`` stands in; None where it is no letter."""
        return next((who for start, end, who in self._letters if start <= at < end), None)

    @cached_property
    def _letters(self) -> list[tuple[int, int, str]]:
        """The letters of the page: from a salutation to the short line that signs it."""
        found: list[tuple[int, int, str]] = []
        opened: int | None = None
        at, many = 0, False
        greetings = tuple(lexicon.words("asks", "salutation"))
        for line in self._text.split("\n"):
            words = line.strip(" 　")
            if len(words) <= LONGEST_GREETING and (
                words.startswith(greetings) or _ADDRESSED.search(words) or _TO_MANY.match(words)
            ):
                opened = at
                many = _TO_MANY.match(words) is not None
            elif (
                opened is not None
                and 2 <= len(words) <= LONGEST_SIGNATURE
                and not re.search(r"[。！？，；]", words)
            ):
                who = self._signer(at, at + len(line), body_first=many)
                if who:
                    found.append((opened, at, who))
                    opened = None
            at += len(line) + 1
        return found

    def _signer(self, start: int, end: int, *, sure: bool = False, body_first: bool = False) -> str | None:
        named = [each.fact for each in self._names.named_within(start, end)]
        person = next((fact.name for fact in named if isinstance(fact, Person)), None)
        body = next((fact.name for fact in named if isinstance(fact, Organisation)), None)
        if person or body:
            return (body if body_first else None) or person or body
        line = self._text[start:end].strip(" 　")
        signed = _SIGNED_BY.match(line)
        if signed is None or not (sure or signed.end() or line[0] in "一某"):
            return None
        return line[signed.end() :] or line

    def _named_near(self, at: int) -> str | None:
        """The person named last in the paragraph, or first behind; of a heading, first in the paragraph behind it; else
        who was named last at all."""
        last = self._names.person_before(at)
        if last:
            return last.name
        part = next((part for part in self._reading.parts if part.start <= at < part.end), None)
        low = part.end + 1 if part and part.role == "heading" else at
        stop = self._names.paragraph(min(low, len(self._text))).end
        behind = (each.fact for each in self._names.named_within(low, stop))
        before = self._names.person_before(at, 0)
        return next(
            (fact.name for fact in behind if isinstance(fact, Person)), before.name if before else None
        )

    @cached_property
    def _orator(self) -> str | None:
        """Who holds the speech that the page is: it greets the guests, and its titles name him."""
        greeted = any(_GUESTS.search(line) for line in self._text[:GREETED_WITHIN].split("\n"))
        heads = [part for part in self._reading.parts if part.role in ("title", "subtitle", "byline")]
        named = (each.fact for part in heads for each in self._names.named_within(part.start, part.end))
        return next((fact.name for fact in named if isinstance(fact, Person)), None) if greeted else None

    @cached_property
    def _host(self) -> str | None:
        """Who invites: who publishes the page if it is no paper, the body that signs it, or the one it names most."""
        bodies, publisher = self._names.organisations, self._reading.publisher
        if publisher and _PUBLISHES.search(publisher):
            return publisher
        signed = [fact for fact in bodies if fact.mentions[-1].end >= len(self._text) - 40]
        if signed:
            return max(signed, key=lambda fact: len(fact.mentions)).name
        zones = (place for place in self._names.places if place.type in ("zone", "park"))
        hosts: list[Organisation | Place] = [*bodies, *zones]
        most = max(hosts, key=lambda fact: (len(fact.mentions), -fact.mentions[0].start), default=None)
        return most.name if most else self._reading.publisher
